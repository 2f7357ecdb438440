import { MOST_TAPER, raceWeekShareOf, taperMilesOf, taperShareOf } from './expectations.js';
import type { AuditContext } from './context.js';
import type { WeekFacts } from './facts.js';
import { levelOf, weekBefore } from './reference.js';
import { finding, type Finding } from './finding.js';
import { exceeds, floorHalf, nearestHalf } from './half-mile.js';
import { canHold, isShortForTuneUp, leastBound } from './holding.js';

/** Rule C from the taper on: the cuts and race week. */
export function auditTaper(context: AuditContext): Finding[] {
  return context.judged.weeks.flatMap((week) => {
    const before = weekBefore(context, week);
    // A week of return answers to its level alone.
    if (!before || week.adaptation?.restarts) return [];
    const beforeMiles = levelOf(context, before);
    if (week.raceWeek) return auditRaceWeek(context, week, beforeMiles);
    return week.cut ? auditTaperWeek(context, week, beforeMiles) : [];
  });
}

function auditTaperWeek(context: AuditContext, week: WeekFacts, before: number): Finding[] {
  const { weekNumber, target } = week;
  const at = { weekNumber };
  if (exceeds(target, leastBound(week, MOST_TAPER * before))) {
    const what = { expected: `at most 80 % of ${before} miles`, actual: `${target}` };
    return [finding('C.taper_cut_too_small', at, what)];
  }
  const findings: Finding[] = [];
  const share = taperShareOf(context, weekNumber);
  const wanted = share === null ? null : taperMilesOf(share, before);
  const isShort = week.touched || week.lowered || isShortForTuneUp(week);
  const low = exceeds(wanted ?? 0, target) && !isShort;
  const short = wanted !== null && low && canHold(context, week, wanted);
  if (wanted !== null && (exceeds(target, leastBound(week, wanted)) || short)) {
    findings.push(finding('C.taper_share', at, { expected: `${wanted} miles`, actual: `${target}` }));
  }
  if (exceeds(floorHalf(0.6 * before), target) && !isShort) {
    const what = { expected: `at least 60 % of ${before} miles`, actual: `${target}` };
    findings.push(finding('C.taper_cut_deep', at, what));
  }
  return findings;
}

function auditRaceWeek(context: AuditContext, week: WeekFacts, before: number): Finding[] {
  const { weekNumber, target } = week;
  if (exceeds(target, leastBound(week, MOST_TAPER * before))) {
    const what = { expected: `at most 80 % of ${before} miles`, actual: `${target}` };
    return [finding('C.race_week_cut_too_small', { weekNumber }, what)];
  }
  const daysBefore = context.raceIndex - 7 * (context.totalWeeks - 1);
  const full = context.weeks.filter((other) => !other.part && !other.raceWeek);
  const peak = Math.max(0, ...full.map((other) => other.target));
  const wanted =
    daysBefore <= 1 ? 0 : nearestHalf((peak * raceWeekShareOf(context.split.taper) * daysBefore) / 6);
  if (!exceeds(target, leastBound(week, wanted))) return [];
  const what = { expected: `at most ${wanted} miles`, actual: `${target}` };
  return [finding('C.race_week_share', { weekNumber }, what)];
}
