import { auditAdaptedWeeks } from './audit/adapted-days.js';
import { auditCalendar } from './audit/calendar-rules.js';
import { inputProblem, validPreferredDays } from './audit/inputs.js';
import { finding, type AuditedPlan, type Finding } from './audit/finding.js';
import { auditLaps } from './audit/lap-rules.js';
import { auditLoad } from './audit/load-rules.js';
import { auditPaces } from './audit/pace-rules.js';
import { isPastMending } from './audit/paused-weeks.js';
import { auditPhases } from './audit/phase-rules.js';
import { auditWholePlan } from './audit/plan-rules.js';
import { auditProgression } from './audit/progression-rules.js';
import { auditQuality } from './audit/quality-rules.js';
import { auditRace } from './audit/race-rules.js';
import { auditRanges } from './audit/range-rules.js';
import { stagedContexts, type StagedContext } from './audit/stages.js';
import { auditTaper } from './audit/taper-rules.js';
import { auditTexts } from './audit/text-rules.js';
import { auditTotals } from './audit/total-rules.js';
import { auditWeekdays } from './audit/weekday-rules.js';
import { stagesOf } from './stages.js';

export type { AuditedPlan, Finding } from './audit/finding.js';

const RULES = [
  auditPhases,
  auditCalendar,
  auditTotals,
  auditProgression,
  auditTaper,
  auditRace,
  auditRanges,
  auditWeekdays,
  auditAdaptedWeeks,
  auditLoad,
  auditQuality,
  auditLaps,
  auditPaces,
  auditTexts,
  auditWholePlan,
];

/**
 * Checks a stored or proposed plan against every coaching rule, from its inputs alone: what it should be is
 * worked out here, not asked of the code that made it. Never throws for a plan of the right type; one whose
 * inputs cannot be planned for gets only the finding that says so.
 */
export function auditPlan(plan: AuditedPlan): Finding[] {
  return audited(plan, findingsOf);
}

/** What `auditPlan` finds in one week of a plan, without the work of looking for more in the others. */
export function auditWeek(plan: AuditedPlan, weekNumber: number): Finding[] {
  const findings = audited(plan, (stage) => findingsOf(judgingOnly(weekNumber, stage)));
  return findings.filter((each) => each.weekNumber === weekNumber);
}

function audited(plan: AuditedPlan, find: (stage: StagedContext) => Finding[]): Finding[] {
  const problem = inputProblem(plan.inputs);
  if (problem !== null) {
    return [finding('B.inputs', {}, { expected: 'inputs a plan can be made from', actual: problem })];
  }
  const invalid = stagesOf(plan.inputs).find(({ inputs }) => !validPreferredDays(inputs));
  if (invalid) {
    const actual = `[${invalid.inputs.preferredDays.join(', ')}]`;
    return [finding('F.preferred_days', {}, { expected: 'two to seven distinct weekdays', actual })];
  }
  return stagedContexts(plan)
    .flatMap((stage) => find(stage))
    .filter((each) => !isPastMending(each, plan));
}

function judgingOnly(weekNumber: number, { context, ...stage }: StagedContext): StagedContext {
  const weeks = context.weeks.filter((week) => week.weekNumber === weekNumber);
  const days = context.days.filter((day) => day.weekNumber === weekNumber);
  return { ...stage, context: { ...context, judged: { weeks, days } } };
}

/** Of the weeks of a stage; of the last one also those about the plan as a whole. */
function findingsOf({ context, fromWeek, beforeWeek }: StagedContext): Finding[] {
  const isLast = beforeWeek === Number.POSITIVE_INFINITY;
  const isFirst = fromWeek <= 1;
  const findings = RULES.flatMap((rule) => rule(context));
  if (isFirst && isLast) return findings;
  return findings.filter(({ weekNumber }) =>
    weekNumber === null ? isLast : (isFirst || weekNumber >= fromWeek) && weekNumber < beforeWeek,
  );
}
