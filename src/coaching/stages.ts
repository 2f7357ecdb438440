import { totalWeeksBetween } from './calendar.js';
import { inputsOfWeek } from './inputs-of-week.js';
import type { PlanChange, PlanInputs } from './model.js';

/** Weeks of a plan that are laid by the same inputs, but for paces. */
export interface PlanStage {
  /** 0 of a plan as it was first made. */
  fromWeek: number;
  /** In force at its first week; no changes left to apply. */
  inputs: PlanInputs;
}

/** What has the weeks from a change on laid anew. Paces and goals only change how days are run. */
const RESHAPING = [
  'preferredDays',
  'phases',
  'raceDate',
  'raceDistanceMiles',
  'settings',
  'tuneUps',
] as const satisfies readonly (keyof PlanChange)[];

/** Whether a change has weeks laid anew, and not only paced anew. */
export function reshapes(change: PlanChange): boolean {
  return RESHAPING.some((key) => change[key] !== undefined);
}

/** The stages of a plan in their order; at least one. A change that waits beyond the last week is none yet. */
export function stagesOf(inputs: PlanInputs): [PlanStage, ...PlanStage[]] {
  const { changes = [], ...drawn } = inputs;
  const weeks = new Set(changes.filter(reshapes).map(({ fromWeek }) => Math.max(1, fromWeek)));
  const stages: [PlanStage, ...PlanStage[]] = weeks.delete(1)
    ? [{ fromWeek: 1, inputs: inputsOfWeek(inputs, 1) }]
    : [{ fromWeek: 0, inputs: drawn }];
  for (const fromWeek of [...weeks].toSorted((a, b) => a - b)) {
    const { startDate, raceDate } = stages.at(-1)?.inputs ?? drawn;
    if (fromWeek > totalWeeksBetween(startDate, raceDate)) break;
    stages.push({ fromWeek, inputs: inputsOfWeek(inputs, fromWeek) });
  }
  return stages;
}

/** The inputs that a plan ends by: what waits beyond its last week is not among them. */
export function finalInputs(inputs: PlanInputs): PlanInputs {
  const { startDate, raceDate } = stagesOf(inputs).at(-1)?.inputs ?? inputs;
  return inputsOfWeek(inputs, totalWeeksBetween(startDate, raceDate));
}
