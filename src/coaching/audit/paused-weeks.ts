import type { AuditedPlan, Finding } from './finding.js';

/** What can be asked of any week, however its days came to be: dates, laps, paces, texts, and rest in the pause. */
const ASKED: ReadonlySet<string> = new Set(['A', 'B', 'G', 'I', 'J', 'L']);

/**
 * Whether a finding is about how the miles of a week are shared out that had begun when the plan went on after a pause.
 * Some of its days were written before the pause and some have passed in it: nobody can lay it otherwise any more. So it
 * is with a week that passed in the pause and was run all the same: what it rises over has become rest since.
 */
export function isPastMending(
  { rule, code, weekNumber }: Finding,
  { weeks, adaptations }: AuditedPlan,
): boolean {
  if (weekNumber === null || ASKED.has(rule) || code === 'F.time_off') return false;
  const week = weeks.find((each) => each.weekNumber === weekNumber);
  if (week === undefined) return false;
  return [...(adaptations ?? [])].some(([paused, { rules, asOf }]) => {
    const isOver = paused === weekNumber ? asOf > week.startDate : paused < weekNumber && asOf > week.endDate;
    return isOver && rules.includes('adapt.paused');
  });
}
