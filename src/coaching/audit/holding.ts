import type { AuditContext } from './context.js';
import { longRunShare } from './expectations.js';
import type { WeekFacts } from './facts.js';
import { exceeds, floorHalf } from './half-mile.js';
import { spikeLimit } from './record.js';
import { longRunWeekday } from './weekday-order.js';

/** Miles of the shortest run. */
const SHORTEST_RUN = 2;
/** Shortest shakeout: race week and the week before it hold one whatever is left of their target. */
const SHAKEOUT_MILES = 2;

/**
 * Whether some long run within cap, share and spike, with the other days at their ceilings, carries the miles.
 * Where none does, or staff capped the week below them, the target yields (§4, 3 before 8).
 */
export function canHold(context: AuditContext, week: WeekFacts, miles: number): boolean {
  if (exceeds(miles, context.inputs.settings?.mostMiles ?? Number.POSITIVE_INFINITY)) return false;
  const monday = 7 * (week.weekNumber - 1);
  const longRunDay = monday + (longRunWeekday(context, week) ?? 6) - 1;
  // No week has to set a record on one of its days so as to hold more on another.
  const byRecord = floorHalf(spikeLimit(context, monday) ?? Number.POSITIVE_INFINITY);
  const longestRun = Math.min(
    week.longRunCap,
    byRecord,
    floorHalf(spikeLimit(context, week.longRun?.index ?? longRunDay) ?? Number.POSITIVE_INFINITY),
  );
  const { runningDays } = context;
  const longRun = Math.min(longestRun, floorHalf(longRunShare(runningDays) * miles));
  if (longRun < 4 || miles < 9) {
    // As many days run as two miles each can fill.
    const days = Math.min(runningDays, Math.floor(miles / SHORTEST_RUN));
    return !exceeds(miles, days * Math.min(week.dayCeiling, byRecord));
  }
  const other = Math.min(week.dayCeiling, longRun, byRecord);
  return !exceeds(miles, longRun + (runningDays - 1) * other);
}

/**
 * An upper bound on miles of which a tune-up race has taken its own, and which yields to the shakeout that must be run
 * (§4, 2 before 7).
 */
export function leastBound(week: WeekFacts, miles: number): number {
  const shakeout = week.runs.some(({ day }) => day.workoutType === 'shakeout');
  const left = Math.max(0, miles - week.tuneUpMiles);
  return shakeout ? Math.max(left, SHAKEOUT_MILES) : left;
}

/** A week whose days are fewer or easier for a tune-up race: what they cannot hold leaves its target. */
export function isShortForTuneUp({ tuneUpMiles, besideTuneUp, longRun }: WeekFacts): boolean {
  return tuneUpMiles > 0 || (besideTuneUp && !longRun);
}
