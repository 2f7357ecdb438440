import type { Blueprint, BlueprintWeek, PlanInputs } from './model.js';
import type { PlanFrame } from './plan-frame.js';
import { PlanLayout } from './plan-layout.js';
import { tuneUpWarnings } from './tune-ups.js';

/** Names the rules a blueprint was laid by. Stored with it: later weeks never depend on another day's code. */
export const RULES_VERSION = '1';

/**
 * Lays a whole plan from its inputs: phases, each week's training miles, each day's type and miles, and
 * which rule decided what. Pure and deterministic. No goal time enters: no mile depends on it.
 * @throws RangeError where the inputs are no plan: no preferred day, a split that breaks rule A, a race
 *   outside the distance classes. Callers check these first and name the field.
 */
export function layBlueprint(inputs: PlanInputs): Blueprint {
  const layout = new PlanLayout(inputs);
  const startLevel = layout.frame.climb.start / 2;
  return { ...laidOn(layout, []), startLevel };
}

/**
 * Lays a plan anew from a week on, by the inputs in force there; weeks before it stay as they were drawn.
 * @throws RangeError as `layBlueprint`
 */
export function redraw(inputs: PlanInputs, drawn: Blueprint, weekNumber: number): Blueprint {
  const layout = new PlanLayout(inputs);
  const before = drawn.weeks.slice(0, weekNumber - 1);
  for (const week of before) layout.take(week);
  return { ...laidOn(layout, before), startLevel: drawn.startLevel };
}

/** The weeks that a layout has taken, and all that follow them. */
function laidOn(layout: PlanLayout, before: readonly BlueprintWeek[]): Omit<Blueprint, 'startLevel'> {
  const weeks = [...before];
  const first = weeks.length + 1;
  layout.reach(first);
  for (let weekNumber = first; weekNumber <= layout.frame.totalWeeks; weekNumber += 1) {
    weeks.push(layout.layNextWeek(weekNumber));
  }
  const { frame } = layout;
  const head = headOf(frame);
  return { ...head, warnings: [...head.warnings, ...tuneUpWarnings(frame.tuneUps, weeks)], weeks };
}

function headOf(frame: PlanFrame): Omit<Blueprint, 'startLevel' | 'weeks'> {
  return {
    rulesVersion: RULES_VERSION,
    totalWeeks: frame.totalWeeks,
    phases: frame.phases,
    experience: frame.experience,
    distanceClass: frame.distanceClass,
    peakTarget: frame.climb.peak / 2,
    capacity: frame.limits.capacity / 2,
    longRunCap: frame.limits.longRunCap / 2,
    warnings: frame.warnings,
  };
}
