import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import type { PlanBase } from './changed-course.js';
import { forecastColumns } from './draft-values.js';
import { assessPlan, forecastOf } from './plan-outline.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Puts a plan on another course: its forecast follows; what staff were warned of in its course stays. */
export function putOnCourse(plan: TrainingPlan, base: PlanBase): void {
  const { inputs, blueprint } = plan;
  if (!inputs || !blueprint) throw new Error(`Plan ${plan.id} has no course to be put on another`);
  const before = outlineOf(inputs, blueprint);
  const outline = outlineOf(base.inputs, base.blueprint);
  const known = new Set(before.warnings.map(({ code }) => code));
  const columns = forecastColumns(forecastOf(outline));
  const said = new Set(columns.warnings.map(({ code }) => code));
  const added = plan.warnings.filter(({ code }) => !known.has(code) && !said.has(code));
  Object.assign(plan, { ...columns, ...base, warnings: [...columns.warnings, ...added] });
}

/** By all that is to hold, what waits to be written anew among it. */
function outlineOf(inputs: PlanInputs, blueprint: Blueprint) {
  return assessPlan(inputsOfWeek(inputs, Infinity), blueprint);
}
