import { describe, expect, it } from 'vitest';
import { goldenPlans } from '../../test/support/plain-plans.js';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { coachProvenance } from '../ai/built-in-coach.js';
import { addDays } from '../coaching/calendar.js';
import type { PlanChange } from '../coaching/model.js';
import { inputsOfOutdated, isStoredAlike, outdatedWeeks, settledInputs } from './outdated-weeks.js';
import type { Cascade } from './stored-week.js';

const PROVENANCE = { ...coachProvenance(), rulesVersion: '1', variation: 0 };

/** A plan as stored, its weeks written with so many changes each. */
function aPlan(changes: readonly PlanChange[], writtenWith: readonly number[]) {
  const [plan] = goldenPlans();
  const [golden] = goldenBlueprints();
  if (!plan || !golden) throw new Error('There is no golden plan');
  const weeks = plan.weeks.slice(0, writtenWith.length).map((week, index) => {
    const count = writtenWith[index] ?? 0;
    return {
      ...week,
      releasedAt: null,
      provenance: { ...PROVENANCE, ...(count > 0 ? { changes: count } : {}) },
    };
  });
  const cascade: Cascade = { phases: plan.phases, weeks };
  return { inputs: { ...plan.inputs, changes }, blueprint: golden.blueprint, cascade };
}

const mondayOf = ({ blueprint }: ReturnType<typeof aPlan>, week: number) =>
  blueprint.weeks[week - 1]?.startDate ?? '';

describe('weeks that are not as the plan wants them', () => {
  const outdated = (plan: ReturnType<typeof aPlan>, today: string, fromWeek = 1) =>
    outdatedWeeks(plan.cascade, { ...plan, fromWeek, today });

  it('are none where paces and days are what they were', () => {
    const plan = aPlan([], [0, 0, 0, 0]);
    expect(outdated(plan, addDays(plan.inputs.startDate, -1))).toEqual([]);
  });

  it('are those written with fewer changes than hold, from the one asked for on, that have not begun', () => {
    const plan = aPlan([{ fromWeek: 2, fiveKPace: 400 }], [0, 0, 1, 0, 0]);
    expect(outdated(plan, addDays(mondayOf(plan, 2), -1))).toEqual([2, 4, 5]);
    expect(outdated(plan, mondayOf(plan, 2))).toEqual([4, 5]);
    expect(outdated(plan, addDays(mondayOf(plan, 2), -1), 5)).toEqual([5]);
  });

  it('are those with other runs, but none of which a day is locked', () => {
    const plan = aPlan([], [0, 0, 0, 0]);
    const weeks = plan.blueprint.weeks.map((week) => ({ ...week, targetMiles: week.targetMiles - 1 }));
    const moved = { ...plan, blueprint: { ...plan.blueprint, weeks } };
    expect(outdated(moved, mondayOf(plan, 1))).toEqual([2, 3, 4]);
    const [, second] = moved.cascade.weeks;
    if (second?.days[1]) second.days[1].locked = true;
    expect(outdated(moved, mondayOf(plan, 1))).toEqual([3, 4]);
  });
});

describe('a week written anew', () => {
  it('is as it is stored when its days and notes are, whoever wrote it', () => {
    const { cascade } = aPlan([], [0, 0]);
    const [, stored] = cascade.weeks;
    if (!stored) throw new Error('There is no second week');
    const anew = { ...structuredClone(stored), provenance: { ...PROVENANCE, changes: 1 } };
    expect(isStoredAlike(anew, cascade)).toBe(true);
    const notes = [
      ...anew.notes,
      { code: 'adapt.missed', rule: 'B' as const, text: 'You ran 9.5 of 25 miles.' },
    ];
    expect(isStoredAlike({ ...anew, notes }, cascade)).toBe(false);
    expect(isStoredAlike({ ...anew, targetMiles: anew.targetMiles + 1 }, cascade)).toBe(false);
    expect(isStoredAlike({ ...anew, weekNumber: 3 }, cascade)).toBe(false);
    const days = anew.days.map((day) => ({ ...day, notes: `${day.notes} New.` }));
    expect(isStoredAlike({ ...anew, days }, cascade)).toBe(false);
  });
});

describe('changes of paces', () => {
  it('hold from where they say while no week has begun without them', () => {
    const plan = aPlan([{ fromWeek: 2, fiveKPace: 400 }], [0, 1, 1]);
    expect(settledInputs(plan.inputs, plan.cascade, mondayOf(plan, 3))).toBe(plan.inputs);
    const late = aPlan([{ fromWeek: 2, fiveKPace: 400 }], [0, 0, 0]);
    expect(settledInputs(late.inputs, late.cascade, addDays(mondayOf(late, 2), -1))).toBe(late.inputs);
  });

  it('hold from the week after one that has begun without them, each for itself', () => {
    const changes = [
      { fromWeek: 2, fiveKPace: 400 },
      { fromWeek: 3, goalTimeSeconds: 9000 },
    ];
    const plan = aPlan(changes, [0, 0, 1, 1]);
    expect(settledInputs(plan.inputs, plan.cascade, mondayOf(plan, 3)).changes).toEqual([
      { fromWeek: 3, fiveKPace: 400 },
      { fromWeek: 4, goalTimeSeconds: 9000 },
    ]);
  });

  it('are held against no week that was written without them', () => {
    const changes = [
      { fromWeek: 2, fiveKPace: 400 },
      { fromWeek: 3, goalTimeSeconds: 9000 },
    ];
    // The second week is up to date, the fourth knows one of the two, the third none.
    const { inputs, cascade } = aPlan(changes, [0, 1, 0, 1]);
    expect(inputsOfOutdated(inputs, cascade)).toMatchObject({
      inputs: {
        changes: [
          { fromWeek: 4, fiveKPace: 400 },
          { fromWeek: 5, goalTimeSeconds: 9000 },
        ],
      },
      weekNumbers: new Set([3, 4]),
    });
    const upToDate = aPlan(changes, [0, 1, 2, 2]);
    expect(inputsOfOutdated(upToDate.inputs, upToDate.cascade)).toEqual({
      inputs: upToDate.inputs,
      weekNumbers: new Set(),
    });
  });
});
