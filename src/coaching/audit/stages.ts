import type { PlanInputs } from '../model.js';
import { stagesOf, type PlanStage } from '../stages.js';
import { auditContextOf, type AuditContext } from './context.js';
import type { AuditedPlan } from './finding.js';

/** Weeks of a plan that go by the same inputs, among all of its weeks as these inputs have them. */
export interface StagedContext {
  context: AuditContext;
  /** Its weeks are these: from the first up to the next stage's first. */
  fromWeek: number;
  beforeWeek: number;
}

/**
 * A plan once for each of its stages: what was changed in its course is judged where it holds, and what came before by
 * what held then.
 * @param plan one whose inputs have no `inputProblem` and valid preferred days in each stage
 */
export function stagedContexts(plan: AuditedPlan): StagedContext[] {
  const stages = stagesOf(plan.inputs);
  const staged: StagedContext[] = [];
  for (const [index, stage] of stages.entries()) {
    const before = staged.at(-1)?.context;
    const { fromWeek } = stage;
    // Up to the first full week nothing is there to go on from.
    const follows = before && fromWeek > before.firstFullWeek;
    const context = auditContextOf(
      { ...plan, inputs: inputsOfStage(plan.inputs, stage) },
      follows ? { fromWeek, recoveryBefore: before.recoveryWeeks } : null,
    );
    const beforeWeek = stages[index + 1]?.fromWeek ?? Number.POSITIVE_INFINITY;
    staged.push({ context, fromWeek, beforeWeek });
  }
  return staged;
}

/** The context by which one week is judged. */
export function contextOfWeek(plan: AuditedPlan, weekNumber: number): AuditContext {
  const own = stagedContexts(plan).findLast(({ fromWeek }) => fromWeek <= weekNumber);
  return own?.context ?? auditContextOf(plan);
}

/** With the paces and goals that changed after its first week. */
function inputsOfStage({ changes = [] }: PlanInputs, { fromWeek, inputs }: PlanStage): PlanInputs {
  const later = changes
    .filter((change) => change.fromWeek > fromWeek)
    .map(({ fromWeek: from, fiveKPace, goalTimeSeconds }) => ({
      fromWeek: from,
      ...(fiveKPace !== undefined && { fiveKPace }),
      ...(goalTimeSeconds !== undefined && { goalTimeSeconds }),
    }));
  return later.length > 0 ? { ...inputs, changes: later } : inputs;
}
