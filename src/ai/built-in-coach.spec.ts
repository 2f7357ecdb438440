import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { lapCases } from '../../test/support/lap-cases.js';
import { weekBrief, type WeekBrief } from '../coaching/brief.js';
import { drawWorkouts } from '../coaching/draw.js';
import { planPaces } from '../coaching/goal.js';
import type { InjuryRisk } from '../coaching/model.js';
import type { Session } from '../coaching/sessions.js';
import { weekFrame } from '../coaching/week-frame.js';
import { findWorkout } from '../coaching/workouts/library.js';
import { BuiltInCoach, coachSessions } from './built-in-coach.js';

const goldens = goldenBlueprints();
const { signal } = new AbortController();

function briefs(example: number, options: { injuryRisk?: InjuryRisk; seed?: string } = {}): WeekBrief[] {
  const golden = goldens[example];
  if (!golden) throw new Error(`There is no example ${example}.`);
  const { blueprint, inputs } = golden;
  const { injuryRisk = 'normal', seed = 'seed' } = options;
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const draw = drawWorkouts(blueprint, seed);
  return blueprint.weeks.map((week) => {
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    return weekBrief({ blueprint, frame, draw, injuryRisk });
  });
}

function sessionsOfType(brief: WeekBrief, type: string): Session[] {
  return coachSessions(brief).filter(
    ({ dayNumber }) => brief.days.find((day) => day.dayNumber === dayNumber)?.type === type,
  );
}

function workMiles(sessions: readonly Session[]): number {
  const blocks = sessions.flatMap((session) => session.blocks).filter(({ zone }) => zone !== 'easy');
  return blocks.reduce((sum, { repeat, distanceMiles }) => sum + repeat * distanceMiles, 0);
}

describe('the built-in coach', () => {
  it('writes one session for each running day, and says who wrote it', async () => {
    const [brief] = briefs(0);
    if (!brief) throw new Error('The golden marathon plan has a first week.');
    const written = await new BuiltInCoach().write(brief, { signal });
    expect(written.sessions.map(({ dayNumber }) => dayNumber)).toEqual([2, 3, 4, 6, 7]);
    expect(written.provenance).toMatchObject({ author: 'built-in-coach', model: null, fallbackReason: null });
  });

  it('writes the same for the same brief, whatever was written before', async () => {
    const coach = new BuiltInCoach();
    const all = await Promise.all(briefs(0).map((brief) => coach.write(brief, { signal })));
    const [, , , , , , , alone] = briefs(0);
    if (!alone) throw new Error('The golden marathon plan has a week 8.');
    expect(await new BuiltInCoach().write(alone, { signal })).toEqual(all[7]);
  });

  it('writes nothing once its caller has gone', async () => {
    const [brief] = briefs(0);
    const gone = AbortSignal.abort();
    await expect(brief && new BuiltInCoach().write(brief, { signal: gone })).rejects.toThrow('aborted');
  });

  it('asks for less quality work in a recovery week and from those at high risk', () => {
    const { 8: week } = briefs(5);
    if (!week) throw new Error('The plan of 70 miles a week has a week 9.');
    const work = (change: Partial<WeekBrief>): number => {
      const brief = { ...week, ...change };
      return workMiles([...sessionsOfType(brief, 'tempo'), ...sessionsOfType(brief, 'intervals')]);
    };
    expect(work({ recovery: true })).toBeLessThan(work({}));
    expect(work({ injuryRisk: 'high' })).toBeLessThan(work({}));
    expect(work({ phase: 'taper' })).toBeLessThan(work({}));
  });
});

describe('notes by the built-in coach', () => {
  const all = goldens.flatMap((_, example) => briefs(example));

  it('say what the run is for and how it feels, within 600 characters', () => {
    for (const brief of all) {
      for (const { workoutId, notes } of coachSessions(brief)) {
        const workout = findWorkout(workoutId);
        expect(notes).toContain(workout?.name);
        expect(notes).toContain(workout?.purpose);
        expect(notes).toContain(workout?.feel);
        expect(notes.length).toBeLessThanOrEqual(600);
      }
    }
  });

  it('keep to miles and plain words, with no pace, on any day', () => {
    fc.assert(
      fc.property(lapCases(), ({ blueprint, frame, seed, injuryRisk }) => {
        const brief = weekBrief({ blueprint, frame, draw: drawWorkouts(blueprint, seed), injuryRisk });
        for (const { notes } of coachSessions(brief)) {
          expect(notes.length).toBeLessThanOrEqual(600);
          expect(notes).not.toMatch(/\d:\d\d|\bkm\b|kilomet|undefined|NaN|null|\d\.\d{3}/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('count the work out', () => {
    const week = briefs(0)[6];
    const notes = week ? coachSessions(week).map((session) => session.notes) : [];
    const tempo = notes[0] ?? '';
    expect(tempo).toMatch(/\d(\.\d+)? miles? (at|just)/);
  });

  it('tell jogs between blocks from jogs between repetitions, as the laps have them', () => {
    const week = briefs(0)[10];
    const notesOf = (type: string, workoutId: string): string => {
      const days = (week?.days ?? []).map((day) => (day.type === type ? { ...day, workoutId } : day));
      const [session] = week ? sessionsOfType({ ...week, days }, type) : [];
      return session?.notes ?? '';
    };
    expect(notesOf('tempo', 'tempo-over-under-blocks')).toMatch(
      /: \d times through [\d.]+ miles? just under threshold, [\d.]+ miles? just over threshold, without a break, jogging [\d.]+ mile from set to set\./,
    );
    expect(notesOf('tempo', 'tempo-over-under')).toMatch(/just over threshold, without a break\./);
    expect(notesOf('tempo', 'tempo-step-down')).toContain(', with easy jogs between.');
  });

  it('count the rungs that a slow runner has left', () => {
    const week = briefs(0)[10];
    const days = (week?.days ?? []).map((day) =>
      day.type === 'intervals'
        ? { ...day, workoutId: 'intervals-pyramid', work: { least: 2, most: 2, sixMinutes: 0.5 } }
        : day,
    );
    const [session] = week ? sessionsOfType({ ...week, days }, 'intervals') : [];
    const distances = session?.blocks.map(({ distanceMiles }) => distanceMiles) ?? [];
    expect(distances.length % 3).toBe(0);
    expect(session?.notes).toContain(`${distances.slice(0, 3).join(', ')} mile, all at interval effort`);
  });

  it('differ from week to week and from day to day', () => {
    const notes = briefs(5).flatMap((brief) => coachSessions(brief).map((session) => session.notes));
    expect(new Set(notes).size).toBeGreaterThan(notes.length * 0.8);
  });

  it('say run-walk on every run of a runner whose easy pace is beyond 15:00, and on none of another', () => {
    const said = (example: number): boolean[] =>
      briefs(example).flatMap((brief) => coachSessions(brief).map(({ notes }) => /run-walk/i.test(notes)));
    expect(new Set(said(7))).toEqual(new Set([true]));
    expect(new Set(said(0))).toEqual(new Set([false]));
  });

  it('put the walks of a run-walker around the work, not into it', () => {
    const work = briefs(7).flatMap((brief) => [
      ...sessionsOfType(brief, 'tempo'),
      ...sessionsOfType(brief, 'intervals'),
    ]);
    expect(work.length).toBeGreaterThan(0);
    expect(work.filter(({ notes }) => !/the easy parts/.test(notes))).toEqual([]);
    const easy = briefs(7).flatMap((brief) => sessionsOfType(brief, 'easy'));
    expect(easy.filter(({ notes }) => /the easy parts/.test(notes))).toEqual([]);
  });

  it('warn those at high risk on every run, and send them on no strides', () => {
    const plain = briefs(0).flatMap((brief) => coachSessions(brief));
    const risky = briefs(0, { injuryRisk: 'high' }).flatMap((brief) => coachSessions(brief));
    expect(risky.every(({ notes }) => /pain|sore|needs some care/.test(notes))).toBe(true);
    expect(
      risky.filter(({ workoutId, notes }) => workoutId?.startsWith('easy') && /strides/.test(notes)),
    ).toEqual([]);
    expect(plain.some(({ notes }) => /strides/.test(notes))).toBe(true);
  });

  it('put strides into one easy day of a week', () => {
    const perWeek = briefs(0).map(
      (brief) => sessionsOfType(brief, 'easy').filter(({ notes }) => /strides/.test(notes)).length,
    );
    expect(Math.max(...perWeek)).toBe(1);
    expect(perWeek.filter((count) => count === 1).length).toBeGreaterThan(10);
  });

  it('ask for no strides near the race, at high risk, or on any day but an easy one', () => {
    fc.assert(
      fc.property(lapCases(), fc.boolean(), ({ blueprint, frame, seed, injuryRisk }, touched) => {
        const brief = weekBrief({ blueprint, frame, draw: drawWorkouts(blueprint, seed), injuryRisk });
        for (const { dayNumber, notes } of coachSessions({ ...brief, touched })) {
          if (!/strides/.test(notes)) continue;
          expect([touched, injuryRisk]).toEqual([false, 'normal']);
          expect(brief.days[dayNumber - 1]?.type).toBe('easy');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('call only the week of the race race week', () => {
    const week = briefs(0)[14];
    const notes = week ? coachSessions({ ...week, touched: true }).map((session) => session.notes) : [];
    expect(notes.length).toBeGreaterThan(0);
    expect(
      notes.filter((each) => !/less is more|add nothing/.test(each) || /[Rr]ace week/.test(each)),
    ).toEqual([]);
  });

  it.each([
    ['recovery week', 0, 4, /lighter|Lighter|down this week/],
    ['taper week', 0, 14, /Fewer miles|in the bank|taper working/],
    ['race week', 0, 16, /Race week|race is close/],
    ['part week', 1, 1, /first week|in the middle of this week/],
  ])('say what a %s is about', (_, example, weekNumber, words) => {
    const brief = briefs(example)[weekNumber - 1];
    const notes = brief ? coachSessions(brief).map((session) => session.notes) : [];
    expect(notes.length).toBeGreaterThan(0);
    expect(notes.filter((each) => !words.test(each))).toEqual([]);
  });

  it('say of hills that effort counts and pace does not', () => {
    const week = briefs(0)[6];
    const hilly = week?.days.map((day) =>
      day.type === 'intervals' ? { ...day, workoutId: 'intervals-hill-short' } : day,
    );
    const [hills] = week && hilly ? sessionsOfType({ ...week, days: hilly }, 'intervals') : [];
    expect(hills?.notes).toContain('By effort');
  });
});
