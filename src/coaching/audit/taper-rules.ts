import { raceWeekShareOf, taperShareOf } from './expectations.js';
import { weekBefore, type AuditContext, type WeekFacts } from './context.js';
import { finding, type Finding } from './finding.js';
import { ceilHalf, exceeds, floorHalf, nearestHalf } from './half-mile.js';
import { canHold } from './progression-rules.js';

/** Shortest shakeout: race week and the week before it hold one whatever is left of their target. */
const SHAKEOUT_MILES = 2;

/** Rule C from the taper on: the cuts and race week. */
export function auditTaper(context: AuditContext): Finding[] {
  return context.weeks.flatMap((week) => {
    const before = weekBefore(context, week);
    // A part week counts as a full one at the start level.
    const beforeMiles = before?.part ? context.startLevel : before?.target;
    if (beforeMiles === undefined) return [];
    if (week.raceWeek) return auditRaceWeek(context, week, beforeMiles);
    return week.cut ? auditTaperWeek(context, week, beforeMiles) : [];
  });
}

function auditTaperWeek(context: AuditContext, week: WeekFacts, before: number): Finding[] {
  const { weekNumber, target } = week;
  const at = { weekNumber };
  if (exceeds(target, leastBound(week, 0.8 * before))) {
    const what = { expected: `at most 80 % of ${before} miles`, actual: `${target}` };
    return [finding('C.taper_cut_too_small', at, what)];
  }
  const findings: Finding[] = [];
  const share = taperShareOf(context, weekNumber);
  const wanted = share === null ? null : wantedTaperMiles(share, before);
  const short = wanted !== null && exceeds(wanted, target) && !week.touched && canHold(context, week, wanted);
  if (wanted !== null && (exceeds(target, leastBound(week, wanted)) || short)) {
    findings.push(finding('C.taper_share', at, { expected: `${wanted} miles`, actual: `${target}` }));
  }
  if (exceeds(floorHalf(0.6 * before), target) && !week.touched) {
    const what = { expected: `at least 60 % of ${before} miles`, actual: `${target}` };
    findings.push(finding('C.taper_cut_deep', at, what));
  }
  return findings;
}

/** The half mile nearest the share, inside 60–80 % of the week before. */
function wantedTaperMiles(share: number, before: number): number {
  const most = floorHalf(0.8 * before);
  return Math.min(most, Math.max(nearestHalf(share * before), ceilHalf(0.6 * before)));
}

function auditRaceWeek(context: AuditContext, week: WeekFacts, before: number): Finding[] {
  const { weekNumber, target } = week;
  if (exceeds(target, leastBound(week, 0.8 * before))) {
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

/** An upper bound on miles yields to the shakeout that must be run (§4, 2 before 7). */
function leastBound(week: WeekFacts, miles: number): number {
  const shakeout = week.runs.some(({ day }) => day.workoutType === 'shakeout');
  return shakeout ? Math.max(miles, SHAKEOUT_MILES) : miles;
}
