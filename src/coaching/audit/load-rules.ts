import { isCutPeakWeek, longRunShare } from './expectations.js';
import type { AuditContext } from './context.js';
import { isShortForTuneUp } from './holding.js';
import { milesOf, type DayFacts, type WeekFacts } from './facts.js';
import { spikeLimit } from './record.js';
import { finding, type Finding } from './finding.js';
import { ceilHalf, exceeds, floorHalf } from './half-mile.js';
import { longRunWeekday } from './weekday-order.js';

/** Under this a week has no long run. */
const LONG_RUN_WEEK_MILES = 9;
const SHORTEST_LONG_RUN = 4;

/** Rule S, single runs: spike, ceilings, share; and what is advised of long runs. */
export function auditLoad(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const week of context.judged.weeks) {
    for (const run of week.runs) findings.push(...auditRun(context, week, run));
    findings.push(...auditLongRunOfWeek(context, week));
  }
  return [...findings, ...auditThirtyDays(context)];
}

function auditRun(context: AuditContext, week: WeekFacts, run: DayFacts): Finding[] {
  const { miles, workoutType } = run.day;
  const findings: Finding[] = [];
  const spike = spikeLimit(context, run.index);
  if (spike !== null && exceeds(miles, spike)) {
    const what = { expected: `at most ${floorHalf(spike)} miles`, actual: `${miles}` };
    findings.push(finding('S.spike', run, what));
  }
  const actual = `${miles}`;
  if (workoutType === 'long_run') {
    const { longRunCap } = week;
    if (exceeds(miles, longRunCap)) {
      findings.push(finding('S.long_run_cap', run, { expected: `at most ${longRunCap} miles`, actual }));
    }
    const most = longRunShare(week.runs.length) * milesOf(week.runs);
    if (exceeds(miles, most)) {
      const expected = `at most ${floorHalf(most)} of ${milesOf(week.runs)} miles`;
      findings.push(finding('S.long_run_share', run, { expected, actual }));
    }
    if (run !== week.longRun) {
      findings.push(finding('S.two_long_runs', run, { expected: 'one long run', actual: 'another' }));
    }
  } else if (exceeds(miles, week.dayCeiling)) {
    const expected = `at most ${week.dayCeiling} miles`;
    findings.push(finding('S.day_ceiling', run, { expected, actual }));
  }
  return findings;
}

function auditLongRunOfWeek(context: AuditContext, week: WeekFacts): Finding[] {
  const { longRun, weekNumber } = week;
  if (week.tuneUpMiles > 0 && longRun) {
    return [finding('S.tune_up_long_run', longRun, { expected: 'no long run', actual: 'one' })];
  }
  if (week.part || week.touched || week.adaptation?.easyOnly || isShortForTuneUp(week)) return [];
  const miles = milesOf(week.runs);
  if (!longRun) {
    // Judged from the week's Monday or from the long-run day: shorter than four miles in either, there is none.
    const monday = 7 * (weekNumber - 1);
    const limits = [monday, monday + (longRunWeekday(context, week) ?? 6) - 1].map((day) =>
      spikeLimit(context, day),
    );
    const isSpike = limits.some((limit) => limit !== null && limit < SHORTEST_LONG_RUN);
    const due = miles >= LONG_RUN_WEEK_MILES && !isSpike && !(week.lowered && week.runs.length < 2);
    if (!due) return [];
    const what = { expected: 'a long run', actual: `none in ${miles} miles` };
    return [finding('E.long_run_missing', { weekNumber }, what)];
  }
  const share = cutShare(context, week);
  if (!share) return [];
  const most = Math.max(SHORTEST_LONG_RUN, ceilHalf(share.part * share.of));
  const others = week.others.length * Math.min(week.dayCeiling, most);
  // It rises again where the other days cannot carry the rest.
  if (!exceeds(longRun.day.miles, most) || exceeds(miles, most + others)) return [];
  const what = { expected: `about ${most} miles`, actual: `${longRun.day.miles}` };
  return [finding('E.long_run_not_cut', longRun, what)];
}

/** Share of an earlier long run that the long run of a recovery or taper week has; null in other weeks. */
function cutShare(context: AuditContext, week: WeekFacts): { part: number; of: number } | null {
  const before = context.weeks
    .filter((other) => other.weekNumber < week.weekNumber && other.longRun)
    .map((other) => other.longRun?.day.miles ?? 0);
  const last = before.at(-1);
  if (last === undefined) return null;
  if (week.recovery) return { part: 0.8, of: last };
  if (!week.cut || isCutPeakWeek(context, week.weekNumber)) return null;
  return { part: week.weekNumber === context.totalWeeks - 2 ? 0.65 : 0.5, of: Math.max(...before) };
}

/** Thirty days and more between long runs, said at the first week among them that could have carried one. */
function auditThirtyDays(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  let since = 7 * (context.firstFullWeek - 1) - 1;
  let said = false;
  for (const week of context.weeks) {
    if (week.part || week.touched || week.lowered || isShortForTuneUp(week)) continue;
    const { weekNumber, longRun } = week;
    const saturday = 7 * (weekNumber - 1) + 5;
    if (longRun) {
      since = longRun.index;
      said = false;
    } else if (!said && saturday - since > 30 && milesOf(week.runs) >= LONG_RUN_WEEK_MILES) {
      const what = { expected: 'a long run', actual: `none for ${saturday - since} days` };
      findings.push(finding('E.no_long_run_30_days', { weekNumber }, what));
      said = true;
    }
  }
  return findings;
}
