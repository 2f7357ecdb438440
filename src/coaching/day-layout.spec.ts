import { describe, expect, it } from 'vitest';
import { goldenBlueprints, type GoldenBlueprint } from '../../test/support/golden-blueprints.js';
import { planPaces } from './goal.js';
import { layDay, layWeek } from './laps.js';
import type { BlueprintDay, BlueprintWeek, DayType, Lap, PlanInputs, PlannedDay } from './model.js';
import type { Session, SessionBlock } from './sessions.js';
import { weekFrame, type WeekFrame } from './week-frame.js';

/** The marathon plan, and the one that runs on Saturday and Sunday only. */
const marathon = example(0);
const weekend = example(6);

function example(index: number): GoldenBlueprint {
  const found = goldenBlueprints()[index];
  if (!found) throw new Error(`There is no example ${index}.`);
  return found;
}

/** The golden marathon plan (8:00 5K pace), in the peak week of 48 miles: week 11. */
function frameOf(change: Partial<PlanInputs> = {}, week: Partial<BlueprintWeek> = {}): WeekFrame {
  const { blueprint } = marathon;
  const inputs: PlanInputs = { ...marathon.inputs, ...change };
  const peak = blueprint.weeks[10];
  if (!peak) throw new Error('The golden marathon plan has a week 11.');
  return weekFrame({
    week: { ...peak, ...week },
    blueprint,
    paces: planPaces(inputs, { taperWeeks: 3 }),
    raceDistanceMiles: inputs.raceDistanceMiles,
  });
}

function dayOf(type: DayType, miles: number): BlueprintDay {
  return { date: '2026-03-18', dayNumber: 3, type, miles, outsidePlan: false };
}

function sessionOf(...blocks: SessionBlock[]): Session {
  return { dayNumber: 3, workoutId: null, blocks, notes: 'Run well.' };
}

function block(
  repeat: number,
  distanceMiles: number,
  zone: SessionBlock['zone'],
  recoveryMiles = 0,
): SessionBlock {
  return { repeat, distanceMiles, zone, recoveryMiles };
}

function lay(
  day: BlueprintDay,
  session: Session,
  frame: WeekFrame = frameOf(),
): { day: PlannedDay; codes: string[] } {
  const laid = layDay(day, session, frame);
  if (!laid.day) throw new Error(laid.refused[0].detail);
  return { day: laid.day, codes: laid.mended.map(({ code }) => code) };
}

function text(laps: Lap[]): string {
  return laps
    .map(({ distanceMiles, paceGoal }) => `${distanceMiles}${paceGoal ? `@${paceGoal}` : ''}`)
    .join(' ');
}

function refusal(day: BlueprintDay, session: Session | null): string | undefined {
  const laid = layDay(day, session, frameOf());
  return laid.day ? undefined : laid.refused[0].code;
}

describe('a day as its author wrote it', () => {
  it('spreads warmup and cooldown around repetitions, with jogs between and none after', () => {
    const { day, codes } = lay(dayOf('intervals', 7), sessionOf(block(5, 0.5, 'interval', 0.25)));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual([
      '1 0.75',
      '0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47',
      '1 0.75',
    ]);
    expect(codes).toEqual([]);
  });

  it('puts the miles that warmup and cooldown cannot take before the work', () => {
    const { day } = lay(dayOf('tempo', 10), sessionOf(block(1, 4, 'threshold')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual(['1 1', '2 4@8:26', '1 1']);
  });

  it('fills the workout of a short tempo up to two miles', () => {
    const { day } = lay(dayOf('tempo', 4), sessionOf(block(1, 1.5, 'threshold')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual(['1', '0.5 1.5@8:26', '1']);
  });

  it.each([
    ['recovery', 2, '0.5', '1', '0.5'],
    ['shakeout', 2, '0.5', '1', '0.5'],
    ['easy', 3, '0.5', '2@10:24', '0.5'],
    ['easy', 6, '1', '4.5@10:24', '0.5'],
    ['long_run', 16.5, '1', '14.5@10:24', '1'],
  ] as const)('lays a plain %s of %s miles', (type, miles, warmup, workout, cooldown) => {
    const { day } = lay(dayOf(type, miles), sessionOf(block(1, 1, 'easy')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual([warmup, workout, cooldown]);
    expect(day.miles).toBe(miles);
  });

  it('keeps the proportions of easy blocks, and their ends of the easy range', () => {
    const slow = { ...block(1, 2, 'easy'), shade: 'slow' } as const;
    const fast = { ...block(1, 1, 'easy'), shade: 'fast' } as const;
    const { day } = lay(dayOf('easy', 7.5), sessionOf(slow, block(1, 3, 'easy'), fast));
    expect(text(day.workout)).toBe('2@11:00 3@10:24 1@9:47');
  });

  it('runs tempo at the training goal pace where the race zone is named', () => {
    const frame = frameOf({ goalTimeSeconds: 26.2188 * 535 });
    const { day } = lay(dayOf('tempo', 9), sessionOf(block(1, 4, 'race')), frame);
    expect(text(day.workout)).toContain('4@8:55');
  });
});

describe('a session that breaks a rule is mended', () => {
  it('cuts a repetition to six minutes', () => {
    const { day, codes } = lay(dayOf('intervals', 8), sessionOf(block(3, 1, 'interval', 0.25)));
    expect(codes).toEqual(['repetition.too_long']);
    expect(text(day.workout)).toContain('0.77@7:47 0.25 0.77@7:47 0.25 0.77@7:47');
  });

  it('cuts work to the share of the week', () => {
    const { day, codes } = lay(dayOf('tempo', 9), sessionOf(block(7, 1, 'threshold', 0.1)));
    expect(codes).toEqual(['work.over_limit']);
    expect(day.workout.filter(({ paceGoal }) => paceGoal).map(({ distanceMiles }) => distanceMiles)).toEqual([
      1, 1, 1, 1, 0.8,
    ]);
  });

  it('cuts a recovery to the time of its repetitions, and puts one where there is none', () => {
    const long = lay(dayOf('intervals', 8), sessionOf(block(4, 0.5, 'interval', 0.5)));
    expect([...new Set(long.codes)]).toEqual(['recovery.out_of_range']);
    expect(text(long.day.workout)).toContain('0.5@7:47 0.35 0.5@7:47');
    const none = lay(dayOf('intervals', 8), sessionOf(block(4, 0.5, 'interval')));
    expect(text(none.day.workout)).toContain('0.5@7:47 0.35 0.5@7:47');
  });

  it('treats easy running between repetitions as recovery', () => {
    const rep = block(1, 0.5, 'interval');
    const easy = block(1, 0.2, 'easy');
    const { day, codes } = lay(
      dayOf('intervals', 8),
      sessionOf(easy, rep, easy, rep, easy, rep, easy, rep, easy),
    );
    expect(codes).toEqual([]);
    expect(text(day.workout)).toContain('0.5@7:47 0.2 0.5@7:47 0.2 0.5@7:47 0.2 0.5@7:47');
    expect(day.workout.at(-1)?.paceGoal).toBe('7:47');
  });

  it('shortens jogs, then leaves out repetitions, until the work fits the day', () => {
    const { day, codes } = lay(dayOf('intervals', 4), sessionOf(block(7, 0.4, 'interval', 0.25)));
    expect(codes).toEqual(['work.over_room']);
    expect(day.miles).toBe(4);
    expect(day.workout.filter(({ paceGoal }) => paceGoal)).toHaveLength(7);
    expect(text(day.workout)).toContain('0.4@7:47 0.03 0.4@7:47');
  });

  it.each(['easy', 'recovery', 'shakeout', 'long_run'] as const)('runs hard blocks of a %s easy', (type) => {
    const miles = type === 'long_run' ? 10 : 4;
    const { day, codes } = lay(dayOf(type, miles), sessionOf(block(3, 0.5, 'interval', 0.25)));
    expect(codes).toEqual(['work.not_allowed']);
    expect(text(day.workout)).not.toContain('7:');
  });
});

describe('a session that cannot be laid is refused with a reason', () => {
  const good = sessionOf(block(1, 4, 'easy'));
  it.each([
    ['session.missing', dayOf('easy', 5), null],
    ['day.too_short', dayOf('easy', 2.5), good],
    ['day.too_short', dayOf('recovery', 1.5), good],
    ['work.too_little', dayOf('tempo', 6), good],
    ['work.too_little', dayOf('intervals', 6), sessionOf(block(1, 0.5, 'interval'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, Number.NaN, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, -1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(0, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1.5, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, 1, 'easy', -0.1))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1e9, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, 1, 'sprint' as 'easy'))],
    [
      'blocks.too_many',
      dayOf('easy', 5),
      sessionOf(...Array.from({ length: 41 }, () => block(1, 1, 'easy'))),
    ],
  ])('%s', (code, day, session) => {
    expect(refusal(day, session)).toBe(code);
  });
});

describe('goal pace in a long run', () => {
  const goalRun = sessionOf(block(1, 5, 'easy'), block(1, 6, 'race'), block(1, 1, 'easy'));

  it('is laid where the peak week has room among its quality days, to two fifths of the run', () => {
    const { blueprint, inputs } = weekend;
    const week = blueprint.weeks[6];
    if (!week) throw new Error('The weekend plan has a week 7.');
    const paces = planPaces(inputs, { taperWeeks: 2 });
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    const { day, codes } = lay(dayOf('long_run', 12), goalRun, frame);
    expect(codes).toEqual(['work.over_limit']);
    expect(text(day.workout)).toBe('4.33@10:24 4.8@9:01 0.87@10:24');
  });

  it('is run easy in a week that has all its quality days', () => {
    const { day, codes } = lay(dayOf('long_run', 12), goalRun);
    expect(codes).toEqual(['work.not_allowed']);
    expect(day.workout.every(({ paceGoal }) => paceGoal === '10:24')).toBe(true);
  });
});

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
