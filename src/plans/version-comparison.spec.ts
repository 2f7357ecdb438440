import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenPlans } from '../../test/support/plain-plans.js';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { coachProvenance } from '../ai/built-in-coach.js';
import { addDays } from '../coaching/calendar.js';
import type { DayResponse, PhaseResponse } from './cascade-response.dto.js';
import { toPhaseResponses } from './cascade.mapper.js';
import { compareCascades, type CascadeComparison } from './version-comparison.js';

const PROVENANCE = { ...coachProvenance(), rulesVersion: '1', variation: 0 };

function goldenPhases(): PhaseResponse[] {
  const [plan] = goldenPlans();
  const [golden] = goldenBlueprints();
  if (!plan || !golden) throw new Error('There is no golden plan');
  const weeks = plan.weeks.map((week) => ({ ...week, releasedAt: null, provenance: PROVENANCE }));
  return toPhaseResponses({ phases: plan.phases, weeks }, golden.blueprint);
}

const GOLDEN = goldenPhases();

/** A fresh copy of a plan as the API shows it. */
const aPlan = () => structuredClone(GOLDEN);

const weeksOf = (phases: readonly PhaseResponse[]) => phases.flatMap((phase) => phase.weeks ?? []);
const daysOf = (phases: readonly PhaseResponse[]) => weeksOf(phases).flatMap((week) => week.days ?? []);

/** A plan whose `index`-th run is changed; and that run's date. */
function changed(change: (day: DayResponse) => void): { after: PhaseResponse[]; date: string } {
  const after = aPlan();
  const run = daysOf(after).find(({ workoutType }) => workoutType === 'intervals');
  if (!run) throw new Error('The plan has no intervals');
  change(run);
  return { after, date: run.date };
}

const NOTHING = { added: [], removed: [], changed: [] };
const lap = (day: DayResponse, index: number) => {
  const found = day.workout?.[index];
  if (!found) throw new Error(`There is no lap ${index}`);
  return found;
};

const AN_EASIER_RUN = {
  workoutType: 'easy' as const,
  workoutId: null,
  warmup: [],
  workout: [{ lapIndex: 1, distanceMiles: 4, paceGoal: null }],
  cooldown: [],
  notes: 'Easier',
};

describe('two cascades side by side', () => {
  it('have no differences where they are the same, and all their weeks with equal miles', () => {
    const { weeks, ...differences } = compareCascades(aPlan(), aPlan());
    expect(differences).toEqual(NOTHING);
    expect(weeks).toHaveLength(weeksOf(aPlan()).length);
    for (const { before, after } of weeks) expect(before).toEqual(after);
    expect(weeks[0]?.before).toMatchObject({
      weekNumber: 1,
      phase: 'base',
      miles: weeksOf(aPlan())[0]?.miles,
    });
  });

  it.each([
    ['pace', (day: DayResponse) => void (lap(day, 1).paceGoal = '9:59')],
    ['distance', (day: DayResponse) => void (lap(day, 1).distanceMiles = 0.77)],
  ])('name the lap whose %s is another, and that lap alone', (_, change) => {
    const { after, date } = changed(change);
    const found = compareCascades(aPlan(), after);
    const was = daysOf(aPlan()).find((day) => day.date === date);
    const is = daysOf(after).find((day) => day.date === date);
    const values = (day: DayResponse | undefined) => {
      const { distanceMiles, paceGoal } = day?.workout?.[1] ?? {};
      return { distanceMiles, paceGoal };
    };
    expect(found).toMatchObject({ added: [], removed: [] });
    expect(found.changed).toEqual([
      { date, laps: [{ part: 'workout', lapIndex: 2, before: values(was), after: values(is) }] },
    ]);
  });

  it('tell laps that came and went, by the part of the day', () => {
    const { after, date } = changed((day) => {
      day.warmup = [...(day.warmup ?? []), { lapIndex: 2, distanceMiles: 0.5, paceGoal: null }];
      day.cooldown = [];
    });
    const [day] = compareCascades(aPlan(), after).changed;
    expect(day?.date).toBe(date);
    const came = day?.laps.filter(({ before }) => before === null);
    expect(came?.map(({ part, after: is }) => [part, is])).toEqual([
      ['warmup', { distanceMiles: 0.5, paceGoal: null }],
    ]);
    const went = day?.laps.filter((each) => each.after === null) ?? [];
    expect(new Set(went.map(({ part }) => part))).toEqual(new Set(['cooldown']));
  });

  it.each<[string, Partial<DayResponse>]>([
    ['workoutType', { workoutType: 'easy' }],
    ['miles', { miles: 41 }],
    ['notes', { notes: 'Another run' }],
    ['alternative', { alternative: AN_EASIER_RUN }],
    ['locked', { locked: true }],
    ['outsidePlan', { outsidePlan: true }],
  ])('say what %s was and is, and nothing else', (field, change) => {
    const { after, date } = changed((day) => Object.assign(day, change));
    const was = daysOf(aPlan()).find((day) => day.date === date);
    expect(compareCascades(aPlan(), after).changed).toEqual([
      {
        date,
        laps: [],
        [field]: { before: Reflect.get(was ?? {}, field), after: Reflect.get(change, field) },
      },
    ]);
  });

  it('name the days of a week that only one of them has', () => {
    const before = aPlan();
    const [base] = before;
    const last = base?.weeks?.pop();
    const found = compareCascades(before, aPlan());
    expect({ ...found, weeks: [] }).toEqual({ added: last?.days, removed: [], changed: [], weeks: [] });
    expect(found.weeks.filter((week) => week.before === null).map(({ startDate }) => startDate)).toEqual([
      last?.startDate,
    ]);
    expect(compareCascades(aPlan(), before).removed).toEqual(last?.days);
  });

  it('go by dates where a plan was moved by a week', () => {
    const moved = aPlan();
    for (const week of weeksOf(moved)) {
      week.startDate = addDays(week.startDate, 7);
      for (const day of week.days ?? []) day.date = addDays(day.date, 7);
    }
    const found = compareCascades(aPlan(), moved);
    const [first] = weeksOf(aPlan());
    expect(found.removed).toEqual(first?.days);
    expect(found.added).toEqual(weeksOf(moved).at(-1)?.days);
    expect(found.weeks[1]).toMatchObject({ before: { weekNumber: 2 }, after: { weekNumber: 1 } });
  });
});

/** One thing done to one day or week of a plan, which can be seen. */
const aDeed = fc.record({
  day: fc.nat(111),
  what: fc.constantFrom('type', 'lap', 'notes', 'locked', 'drop week'),
  by: fc.integer({ min: 1, max: 9 }),
});

function done(deeds: readonly { day: number; what: string; by: number }[]): PhaseResponse[] {
  const phases = aPlan();
  for (const { day: index, what, by } of deeds) {
    const days = daysOf(phases);
    const day = days[index % Math.max(1, days.length)];
    if (!day) return phases;
    if (what === 'type') day.workoutType = day.workoutType === 'easy' ? 'recovery' : 'easy';
    if (what === 'lap') day.workout = [{ lapIndex: 1, distanceMiles: by / 2, paceGoal: null }];
    if (what === 'notes') day.notes = `Note ${by}`;
    if (what === 'locked') day.locked = !day.locked;
    if (what === 'drop week') {
      for (const phase of phases)
        phase.weeks = phase.weeks?.filter((week) => !week.days?.includes(day)) ?? [];
    }
  }
  return phases;
}

/** The second cascade's days, told from the first's and the comparison alone. */
function applied(before: readonly PhaseResponse[], { added, removed, changed }: CascadeComparison) {
  const gone = new Set(removed.map(({ date }) => date));
  const days = new Map(
    [...daysOf(before).filter(({ date }) => !gone.has(date)), ...added].map((day) => [
      day.date,
      structuredClone(day),
    ]),
  );
  for (const { date, laps, ...fields } of changed) {
    const day = days.get(date);
    if (!day) throw new Error(`${date} is not there to be changed`);
    for (const [field, { after }] of Object.entries(fields)) Reflect.set(day, field, after);
    for (const { part, lapIndex, after } of laps) {
      const others = (day[part] ?? []).filter((each) => each.lapIndex !== lapIndex);
      const list = after ? [...others, { lapIndex, ...after }] : others;
      day[part] = list.toSorted((a, b) => a.lapIndex - b.lapIndex);
    }
  }
  return [...days.values()].toSorted((a, b) => a.date.localeCompare(b.date));
}

describe('a comparison of any two versions', () => {
  const anyPlan = fc.array(aDeed, { maxLength: 6 }).map(done);

  it('is enough to make the one from the other, and empty only where there is nothing to tell', () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (before, after) => {
        const comparison = compareCascades(before, after);
        expect(applied(before, comparison)).toEqual(daysOf(after));
        const { weeks: _, ...nothing } = compareCascades(after, structuredClone(after));
        expect(nothing).toEqual(NOTHING);
      }),
      { numRuns: 60 },
    );
  });

  it('is the mirror image the other way round', () => {
    const mirror = <T>({ before, after, ...rest }: { before: T; after: T }) => ({
      ...rest,
      before: after,
      after: before,
    });
    fc.assert(
      fc.property(anyPlan, anyPlan, (before, after) => {
        const { added, removed, changed: days, weeks } = compareCascades(before, after);
        const mirrored = days.map(({ date, laps, ...fields }) => ({
          date,
          laps: laps.map(mirror),
          ...Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, mirror<unknown>(each)])),
        }));
        expect(compareCascades(after, before)).toEqual({
          added: removed,
          removed: added,
          changed: mirrored,
          weeks: weeks.map(mirror),
        });
      }),
      { numRuns: 60 },
    );
  });
});
