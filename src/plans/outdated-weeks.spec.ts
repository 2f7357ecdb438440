import { describe, expect, it } from 'vitest';
import { layBlueprint } from '../coaching/blueprint.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { outdatedWeeks } from './outdated-weeks.js';
import type { Cascade, StoredWeek } from './stored-week.js';

const INPUTS: PlanInputs = {
  raceDistanceMiles: 13.1094,
  raceDate: '2027-03-21',
  startDate: '2027-01-10',
  goalTimeSeconds: 6600,
  fiveKPace: 450,
  baseline: 47,
  preferredDays: [2, 3, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};

/** A plan as its tables give it back after it was written. */
function written({ weeks, phases }: Blueprint): Cascade {
  return {
    phases: Object.entries(phases).map(([name, weekCount]) => ({ name, weekCount, totalMiles: 0 })),
    weeks: weeks.map((week) => ({
      ...week,
      stretch: Number(week.stretch.toFixed(2)),
      provenance: {},
      days: week.days.map(({ type, ...day }) => ({ ...day, workoutType: type, locked: false })),
    })),
  } as unknown as Cascade;
}

describe('weeks that are not as the plan wants them', () => {
  const blueprint = layBlueprint(INPUTS);
  const of = (cascade: Cascade, change: Partial<Parameters<typeof outdatedWeeks>[1]> = {}) =>
    outdatedWeeks(cascade, { inputs: INPUTS, blueprint, fromWeek: 1, today: '2027-01-03', ...change });

  it('are none of those just written, though a stretch of the first week is stored in hundredths', () => {
    expect(blueprint.weeks.some(({ stretch }) => stretch !== Number(stretch.toFixed(2)))).toBe(true);
    expect(of(written(blueprint))).toEqual([]);
  });

  it('are those with other runs, another stretch, or older paces, unless begun or held by a person', () => {
    const changed = (weekNumber: number, change: (week: StoredWeek) => Partial<StoredWeek>): Cascade => {
      const cascade = written(blueprint);
      const weeks = cascade.weeks.map((week) =>
        week.weekNumber === weekNumber ? { ...week, ...change(week) } : week,
      );
      return { ...cascade, weeks };
    };
    const other = changed(4, ({ stretch }) => ({ stretch: stretch + 0.01 }));
    expect(of(other)).toEqual([4]);
    expect(of(other, { fromWeek: 5 })).toEqual([]);
    expect(of(other, { today: '2027-01-25' })).toEqual([]);
    const moved = (locked: boolean) =>
      changed(5, ({ days }) => ({ days: days.map((day) => ({ ...day, miles: day.miles + 0.5, locked })) }));
    expect(of(moved(false))).toEqual([5]);
    expect(of(moved(true))).toEqual([]);
    const inputs = { ...INPUTS, changes: [{ fromWeek: 9, fiveKPace: 440 }] };
    expect(of(written(blueprint), { inputs })).toEqual([9, 10, 11]);
  });
});
