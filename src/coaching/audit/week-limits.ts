import { planPaces, type PlanPaces } from '../goal.js';
import { inputsOfWeek } from '../inputs-of-week.js';
import type { DistanceClass, PlanInputs } from '../model.js';
import { dayCeilingOf, longRunCapOf } from './expectations.js';

/** What hangs on the pace and the goal in force in a week. */
export interface WeekLimits {
  paces: PlanPaces;
  /** Miles. */
  longRunCap: number;
  dayCeiling: number;
}

/** Limits of each week by its number; of null: as drawn. */
export function weekLimits(options: {
  inputs: PlanInputs;
  taperWeeks: number;
  distanceClass: DistanceClass;
  runningDays: number;
}): (weekNumber: number | null) => WeekLimits {
  const { inputs, taperWeeks, distanceClass, runningDays } = options;
  const changes = inputs.changes ?? [];
  const known = new Map<string, WeekLimits>();
  return (weekNumber) => {
    const week = weekNumber ?? Number.NEGATIVE_INFINITY;
    const key = changes.map(({ fromWeek }) => fromWeek <= week).join(' ');
    const found = known.get(key);
    if (found) return found;
    const inForce = inputsOfWeek(inputs, week);
    const paces = planPaces(inForce, { taperWeeks });
    const { baseline } = inForce;
    const longRunCap = longRunCapOf({ distanceClass, baseline, runningDays, easyPace: paces.easyMiddle });
    const limits = { paces, longRunCap, dayCeiling: dayCeilingOf(paces.easyMiddle) };
    known.set(key, limits);
    return limits;
  };
}
