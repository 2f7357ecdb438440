import type { CalendarDate, WeekAdaptation } from '../model.js';
import type { AuditContext } from './context.js';

const SPIKE_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Longest run a day may hold after the 30 days before it; null when it has no record to pass (§6, spike).
 * @param until first day that is no longer looked at: the day itself, or the Monday of its week to leave that out
 */
export function spikeLimit(context: AuditContext, index: number, until = index): number | null {
  // The first full week only sets the record, and a part week sets none.
  const firstFullDay = 7 * (context.firstFullWeek - 1);
  if (index < firstFullDay + 7) return null;
  const weekNumber = Math.floor(index / 7) + 1;
  if (isOfPause(context, weekNumber)) return null;
  const milesOn = recordOf(context, weekNumber);
  const longest = (before: number, end = before) => {
    let record = 0;
    for (let day = before - SPIKE_DAYS; day < end; day += 1) record = Math.max(record, milesOn(day));
    return record;
  };
  // A week that nothing was run before is like the first one: it sets the record.
  if (weekNumber >= context.firstAdapted && longest(7 * (weekNumber - 1)) === 0) return null;
  const record = longest(index, until);
  return record > 0 ? Math.max(1.1 * record, record + 1) : null;
}

/**
 * Longest run of each day as a week goes by it. Of the newest adaptation up to the week: what was really run before
 * the day it was decided on, what is planned from that day on; as planned where nobody reports what they run.
 */
function recordOf(context: AuditContext, weekNumber: number): (index: number) => number {
  const firstFullDay = 7 * (context.firstFullWeek - 1);
  const planned = (index: number) => (index >= firstFullDay ? (context.runMiles.get(index) ?? 0) : 0);
  const newest = newestAdaptation(context, weekNumber);
  // Of somebody off for weeks it says a day of no miles; where it says nothing, nobody reports.
  if (newest === undefined || newest.runs.length === 0) return planned;
  const asOf = indexOf(context, newest.asOf);
  const run = new Map<number, number>();
  for (const { date, miles } of newest.runs) {
    const index = indexOf(context, date);
    run.set(index, Math.max(miles, run.get(index) ?? 0));
  }
  return (index) => (index < asOf ? (run.get(index) ?? 0) : planned(index));
}

/** A week that had begun when the plan was resumed: its runs go by days that have become rest since. */
function isOfPause(context: AuditContext, weekNumber: number): boolean {
  const monday = 7 * (weekNumber - 1);
  return [...context.adaptations].some(
    ([paused, { rules, asOf }]) =>
      rules.includes('adapt.paused') && paused <= weekNumber && monday < indexOf(context, asOf),
  );
}

/** Days since Monday of week 1; NaN, which is before nothing, for a date that does not exist. */
function indexOf({ firstDay }: AuditContext, date: CalendarDate): number {
  return Math.round(
    (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${firstDay}T00:00:00Z`)) / DAY_MILLISECONDS,
  );
}

function newestAdaptation(context: AuditContext, weekNumber: number): WeekAdaptation | undefined {
  for (let week = weekNumber; week >= context.firstAdapted; week -= 1) {
    const adaptation = context.adaptations.get(week);
    if (adaptation) return adaptation;
  }
  return undefined;
}
