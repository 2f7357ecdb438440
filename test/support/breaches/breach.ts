import { formatPace } from '../../../src/coaching/pace.js';
import { planPaces } from '../../../src/coaching/goal.js';
import type { DayNumber } from '../../../src/coaching/model.js';
import type { FindingCode } from '../../../src/coaching/rules.js';
import { laps } from '../plain-plans.js';
import { Mutant } from '../plan-mutations.js';

/** Where a breach must be found: nowhere in particular, in a week, or on a day of it. */
type At = [] | [weekNumber: number] | [weekNumber: number, dayNumber: DayNumber];

/** A plan that breaks one rule, and the finding it must have. */
export type Breach = [code: FindingCode, breach: string, at: At, make: () => Mutant];

/** What the runner of the first example trains at. */
export const PACES = planPaces(Mutant.of(1).plan.inputs, { taperWeeks: 3 });
export const THRESHOLD = formatPace(PACES.threshold);
export const GOAL = formatPace(PACES.trainingGoalPace);

/** Gives the first example's runner a workout of these laps on a day, as long as it was. */
export function withWork(of: { week: number; day: DayNumber; parts: [number, string | null][] }): Mutant {
  const mutant = Mutant.of(1);
  const day = mutant.day(of.week, of.day);
  const side = day.warmup.length + day.cooldown.length;
  const rest = day.miles - side - of.parts.reduce((sum, [miles]) => sum + miles, 0);
  day.workout = laps([...of.parts, [rest, null]]);
  return mutant;
}

/** The first example with a goal of 3:30:00. */
export function withGoal(change: (mutant: Mutant) => void): Mutant {
  const mutant = Mutant.of(1).change((plan) => {
    plan.inputs = { ...plan.inputs, goalTimeSeconds: 12_600 };
  });
  change(mutant);
  return mutant;
}
