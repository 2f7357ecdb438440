import type { Blueprint, BlueprintWeek, PlanInputs } from './model.js';
import { framePlan } from './plan-frame.js';
import { PlanLayout } from './plan-layout.js';

/** Names the rules a blueprint was laid by. Stored with it: later weeks never depend on another day's code. */
export const RULES_VERSION = '1';

/**
 * Lays a whole plan from its inputs: phases, each week's training miles, each day's type and miles, and
 * which rule decided what. Pure and deterministic. No goal time enters: no mile depends on it.
 * @throws RangeError where the inputs are no plan: no preferred day, a split that breaks rule A, a race
 *   outside the distance classes. Callers check these first and name the field.
 */
export function layBlueprint(inputs: PlanInputs): Blueprint {
  const frame = framePlan(inputs);
  const plan = new PlanLayout(frame);
  const weeks: BlueprintWeek[] = [];
  for (let weekNumber = 1; weekNumber <= frame.totalWeeks; weekNumber += 1) {
    weeks.push(plan.layNextWeek(weekNumber));
  }
  return {
    rulesVersion: RULES_VERSION,
    totalWeeks: frame.totalWeeks,
    phases: frame.phases,
    experience: frame.experience,
    distanceClass: frame.distanceClass,
    startLevel: frame.climb.start / 2,
    peakTarget: frame.climb.peak / 2,
    capacity: frame.limits.capacity / 2,
    longRunCap: frame.limits.longRunCap / 2,
    warnings: frame.warnings,
    weeks,
  };
}
