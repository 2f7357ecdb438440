import type { PlanInputs } from './model.js';

/** Inputs in force in one week: accepted changes up to it applied in their order, none left to apply. */
export function inputsOfWeek(inputs: PlanInputs, weekNumber: number): PlanInputs {
  const { changes, ...drawn } = inputs;
  let inForce: PlanInputs = drawn;
  for (const { fromWeek, ...change } of changes ?? []) {
    if (fromWeek <= weekNumber) inForce = { ...inForce, ...change };
  }
  return inForce;
}
