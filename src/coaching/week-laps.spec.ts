import { describe, expect, it } from 'vitest';
import { marathon, frameOf, dayOf, sessionOf, block, lay, text } from '../../test/support/day-cases.js';
import { layDay, layWeek } from './laps.js';
import type { PlannedDay } from './model.js';
import type { Session } from './sessions.js';
import { weekFrame } from './week-frame.js';

describe('the easier alternative', () => {
  const library = (workoutId: string): Session => ({
    ...sessionOf(block(6, 0.5, 'interval', 0.2)),
    workoutId,
  });

  it('of a quality day is an easy run inside the range of easy days', () => {
    const { day } = lay(dayOf('intervals', 9.5), library('intervals-half-miles'));
    expect(day.alternative).toMatchObject({ workoutType: 'easy', workoutId: 'easy-steady' });
    // Week 11 is stretched by 1.40: easy days hold up to 7 miles.
    expect(miles(day)).toBe(7);
  });

  it('of a long run is four fifths of it, and still the longest run of the week', () => {
    const long = lay(dayOf('long_run', 16.5), {
      ...sessionOf(block(1, 1, 'easy')),
      workoutId: 'long-thirds',
    }).day;
    expect(long.alternative).toMatchObject({ workoutType: 'long_run', workoutId: 'long-steady' });
    expect(miles(long)).toBe(13);
    expect(miles(lay(dayOf('long_run', 11), sessionOf(block(1, 1, 'easy'))).day)).toBe(9.5);
    expect(miles(lay(dayOf('long_run', 5), sessionOf(block(1, 1, 'easy'))).day)).toBe(5);
  });

  it('of an easy run is a recovery run, of a recovery run rest, of a shakeout none', () => {
    const easy = lay(dayOf('easy', 7), sessionOf(block(1, 1, 'easy'))).day;
    expect(easy.alternative?.workoutType).toBe('recovery');
    expect(miles(easy)).toBe(5.5);
    expect(
      miles(lay(dayOf('easy', 9), sessionOf(block(1, 1, 'easy')), frameOf({}, { stretch: 2 })).day),
    ).toBe(6);
    const recovery = lay(dayOf('recovery', 5), sessionOf(block(1, 1, 'easy'))).day;
    expect(recovery.alternative).toMatchObject({
      workoutType: 'rest',
      warmup: [],
      workout: [],
      cooldown: [],
    });
    expect(lay(dayOf('shakeout', 4), sessionOf(block(1, 1, 'easy'))).day.alternative).toBeNull();
  });

  function miles({ alternative }: PlannedDay): number {
    const laps = [alternative?.warmup, alternative?.workout, alternative?.cooldown].flat();
    return laps.reduce((sum, lap) => sum + Math.round((lap?.distanceMiles ?? 0) * 100), 0) / 100;
  }
});

describe('race and rest', () => {
  const race = dayOf('race', 0);

  it('lays the race at the goal that was entered, with the prediction in the notes', () => {
    const laid = layDay(race, null, frameOf({ goalTimeSeconds: 3 * 3600 }));
    expect(laid.day).toMatchObject({
      miles: 26.22,
      warmup: [],
      cooldown: [],
      alternative: null,
      workoutId: null,
    });
    expect(text(laid.day?.workout ?? [])).toBe('26.22@6:52');
    expect(laid.day?.notes).toContain('6:52');
    expect(laid.day?.notes).toContain('predicts 9:01');
  });

  it('lays the race at the prediction when no goal was entered', () => {
    expect(text(layDay(race, null, frameOf()).day?.workout ?? [])).toBe('26.22@9:01');
  });

  it('leaves a rest day without laps, with a word on rest, and a day outside the plan without one', () => {
    const rest = layDay(dayOf('rest', 0), null, frameOf()).day;
    expect(rest).toMatchObject({ miles: 0, warmup: [], workout: [], cooldown: [], alternative: null });
    expect(rest?.notes).not.toBe('');
    const outside = layDay({ ...dayOf('rest', 0), outsidePlan: true }, null, frameOf()).day;
    expect(outside?.notes).toBe('');
  });

  it('says what the day before and the days after the race are for', () => {
    const days = [4, 5, 6].map((dayNumber) => ({
      ...dayOf(dayNumber === 5 ? 'race' : 'rest', 0),
      dayNumber: dayNumber as 4 | 5 | 6,
    }));
    const notes = days.map((day) => layDay(day, null, frameOf({}, { days })).day?.notes);
    expect(notes[0]).toContain('before the race');
    expect(notes[2]).toContain('from the race');
  });
});

describe('a week', () => {
  const frame = frameOf();
  const easy = (dayNumber: Session['dayNumber']): Session => ({
    ...sessionOf(block(1, 1, 'easy')),
    dayNumber,
  });

  it('takes from the substitutes what its author left out or spoiled', () => {
    const threshold = { ...sessionOf(block(1, 4, 'threshold')), dayNumber: 2 as const };
    const interval = { ...sessionOf(block(8, 0.4, 'interval', 0.2)), dayNumber: 4 as const };
    const written = [easy(2), easy(3), interval, easy(6)];
    const laid = layWeek({ frame, sessions: written, substitutes: [threshold, easy(7)] });
    expect(laid.refused.map(({ dayNumber, code }) => `${dayNumber} ${code}`)).toEqual([
      '2 work.too_little',
      '7 session.missing',
    ]);
    expect(laid.week).toMatchObject({ weekNumber: 11, miles: 48, trainingMiles: 48, targetMiles: 48 });
    expect(laid.week?.days.map(({ workoutType }) => workoutType)).toEqual(
      frame.week.days.map(({ type }) => type),
    );
  });

  it('is none when a running day can be laid from neither', () => {
    const laid = layWeek({ frame, sessions: [easy(3)] });
    expect(laid.week).toBeNull();
    expect(laid.refused.length).toBeGreaterThan(0);
  });

  it('counts the race in its miles and not in its training miles', () => {
    const { blueprint, inputs } = marathon;
    const week = blueprint.weeks[15];
    if (!week) throw new Error('The golden marathon plan has a week 16.');
    const raceFrame = weekFrame({
      week,
      blueprint,
      paces: frame.paces,
      raceDistanceMiles: inputs.raceDistanceMiles,
    });
    const laid = layWeek({ frame: raceFrame, sessions: [easy(2), easy(3), easy(4), easy(5)] });
    expect(laid.week).toMatchObject({ miles: 45.22, trainingMiles: 19 });
  });
});
