import { auditReanchored } from './adapted-progression.js';
import type { AuditContext } from './context.js';
import { MOST_RECOVERY } from './expectations.js';
import { milesOf, type WeekFacts } from './facts.js';
import { referenceMiles, weekBefore } from './reference.js';
import { finding, type Finding } from './finding.js';
import { ceilHalf, exceeds, floorHalf, nearestHalf } from './half-mile.js';
import { canHold, isShortForTuneUp, leastBound } from './holding.js';

const MOST_RISE = 1.1;

/** Rule C up to the taper: start level, rise, peak target and recovery weeks. */
export function auditProgression(context: AuditContext): Finding[] {
  return context.judged.weeks.flatMap((week) => [
    ...auditWeekCap(context, week),
    ...auditWeekOf(context, week),
  ]);
}

function auditWeekCap({ inputs }: AuditContext, { weekNumber, runs }: WeekFacts): Finding[] {
  const { mostMiles = Number.POSITIVE_INFINITY } = inputs.settings ?? {};
  const miles = milesOf(runs);
  if (!exceeds(miles, mostMiles)) return [];
  return [
    finding('C.week_cap', { weekNumber }, { expected: `at most ${mostMiles} miles`, actual: `${miles}` }),
  ];
}

function auditWeekOf(context: AuditContext, week: WeekFacts): Finding[] {
  if (week.reanchored) return auditReanchored(context, week);
  if (isShortForTuneUp(week)) return auditTuneUpWeek(context, week);
  if (week.weekNumber === context.firstFullWeek) return auditFirstFullWeek(context, week);
  if (week.recovery) return auditRecoveryWeek(context, week);
  return week.building ? auditBuildingWeek(context, week) : [];
}

/** Of a week that is shorter for a tune-up race only the upper bounds hold, with the race's miles counted. */
function auditTuneUpWeek(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target, recovery, building, tuneUpMiles } = week;
  const before = weekBefore(context, week)?.target ?? Number.POSITIVE_INFINITY;
  const reference = referenceMiles(context, weekNumber) ?? Number.POSITIVE_INFINITY;
  const first = weekNumber === context.firstFullWeek ? context.startLevel : Number.POSITIVE_INFINITY;
  const most = Math.min(
    first,
    recovery ? MOST_RECOVERY * before : Number.POSITIVE_INFINITY,
    building ? Math.min(context.peakTarget, MOST_RISE * reference) : Number.POSITIVE_INFINITY,
  );
  if (!exceeds(target, leastBound(week, most))) return [];
  const expected = `at most ${floorHalf(most)} miles with the race`;
  return [finding('C.tune_up_load', { weekNumber }, { expected, actual: `${target + tuneUpMiles}` })];
}

function auditFirstFullWeek(context: AuditContext, week: WeekFacts): Finding[] {
  const { startLevel } = context;
  const { weekNumber, target } = week;
  if (!exceeds(Math.abs(target - startLevel), 0)) return [];
  if (target < startLevel && !canHold(context, week, startLevel)) return [];
  return [finding('C.start_level', { weekNumber }, { expected: `${startLevel} miles`, actual: `${target}` })];
}

function auditBuildingWeek(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target } = week;
  const findings: Finding[] = [];
  const { peakTarget } = context;
  if (exceeds(target, peakTarget)) {
    const what = { expected: `at most ${peakTarget} miles`, actual: `${target}` };
    findings.push(finding('C.peak_target_exceeded', { weekNumber }, what));
  }
  const reference = referenceMiles(context, weekNumber);
  if (reference === null || reference <= 0) return findings;
  const most = floorHalf(1.1 * reference);
  if (exceeds(target, 1.1 * reference)) {
    const what = { expected: `at most ${most} miles, 10 % over ${reference}`, actual: `${target}` };
    findings.push(finding('C.rise_over_10_percent', { weekNumber }, what));
  }
  const smallRise = exceeds(target, reference) && exceeds(1.05 * reference, target);
  const lastStep = !exceeds(peakTarget, target) || !canHold(context, week, target + 0.5);
  if (smallRise && !lastStep) {
    const what = { expected: `${reference} or ${ceilHalf(1.05 * reference)} miles`, actual: `${target}` };
    findings.push(finding('C.flat_growth', { weekNumber }, what));
  }
  return [...findings, ...auditLevel(context, week, { reference, most })];
}

/** Whether a building week is where the way to the peak target has it. */
function auditLevel(
  context: AuditContext,
  week: WeekFacts,
  { reference, most }: { reference: number; most: number },
): Finding[] {
  const { weekNumber, target } = week;
  const { peakTarget, startLevel } = context;
  // The days of a touched week hold what they hold.
  if (week.touched) return [];
  const previous = weekBefore(context, week);
  const low = !exceeds(target, 0.85 * reference);
  const besideRecovery = previous?.recovery === true || context.recoveryWeeks.has(weekNumber + 1);
  if (low && besideRecovery && canHold(context, week, ceilHalf(0.85 * reference) + 0.5)) {
    const what = { expected: `${reference} miles again`, actual: `${target}` };
    return [finding('C.recovery_twice', { weekNumber }, what)];
  }
  if (weekNumber >= context.peakDueWeek) {
    // A last step under 5 % may be left out.
    const small = !exceeds(peakTarget, 1.05 * reference);
    const wanted = small ? Math.min(reference, peakTarget) : Math.min(peakTarget, most);
    if (!exceeds(wanted, target) || !canHold(context, week, wanted)) return [];
    const what = { expected: `${wanted} miles`, actual: `${target}` };
    return [finding('C.peak_target_missed', { weekNumber }, what)];
  }
  if (exceeds(peakTarget, startLevel) && !exceeds(peakTarget, target)) {
    // Ten per cent steps may have to arrive in the last building step before the peak, no sooner.
    const early = !isLastBuildingWeekBeforePeak(context, weekNumber) && peakTarget > 1.05 * startLevel;
    const what = { expected: `under ${peakTarget} miles before the peak`, actual: `${target}` };
    if (early) return [finding('C.rise_too_early', { weekNumber }, what)];
  }
  if (!exceeds(reference, target) || !canHold(context, week, reference)) return [];
  const what = { expected: `${reference} miles`, actual: `${target}` };
  return [finding('C.below_hold', { weekNumber }, what)];
}

function isLastBuildingWeekBeforePeak(context: AuditContext, weekNumber: number): boolean {
  const lastBuild = context.split.base + context.split.build;
  for (let week = weekNumber + 1; week <= lastBuild; week += 1) {
    if (!context.recoveryWeeks.has(week)) return false;
  }
  return true;
}

function auditRecoveryWeek(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target } = week;
  const before = weekBefore(context, week)?.target;
  if (before === undefined || !(before > 0)) return [];
  const expected = `${nearestHalf(0.8 * before)} miles, 75–85 % of ${before}`;
  const what = { expected, actual: `${target}` };
  if (!exceeds(before, target)) return [finding('C.recovery_left_out', { weekNumber }, what)];
  if (exceeds(target, 0.85 * before)) return [finding('C.recovery_band', { weekNumber }, what)];
  const least = ceilHalf(0.75 * before);
  // After a week that was mostly a tune-up race the band may hold no half mile.
  if (exceeds(least, 0.85 * before)) return [];
  if (exceeds(0.75 * before, target) && canHold(context, week, least)) {
    return [finding('C.recovery_band', { weekNumber }, what)];
  }
  const nearest = nearestHalf(0.8 * before);
  if (target === nearest || !canHold(context, week, nearest)) return [];
  return [finding('C.recovery_share', { weekNumber }, what)];
}
