import { addDays } from './calendar.js';
import { sumMiles, toHundredths } from './hundredths.js';
import type { CalendarDate, CompletedRun, PlannedDay } from './model.js';

export const COMPLIANCE_STATUSES = ['green', 'amber', 'red'] as const;
export type ComplianceStatus = (typeof COMPLIANCE_STATUSES)[number];

/** What was run against what was planned, over the days that can be judged. */
export interface Compliance {
  status: ComplianceStatus;
  plannedMiles: number;
  actualMiles: number;
}

/** What is known of an athlete's running. */
export interface RunningRecord {
  runs: readonly CompletedRun[];
  /** Days with an activity of any kind: a report that they ride tells as well that they did not run. */
  reportDates: readonly CalendarDate[];
  /** First and last days of times off. */
  timeOff: readonly { startDate: CalendarDate; endDate: CalendarDate }[];
  /** Whether the athlete is known to report whatever they run. */
  tracksActivities: boolean;
}

/** A planned day with what was run on it. */
export interface MatchedDay {
  date: CalendarDate;
  plannedMiles: number;
  /** All runs of the day: a run belongs to the day it was done on. */
  actualMiles: number;
  /** Whether it can be judged: false while it lies ahead, or where no report does not mean no run. */
  counts: boolean;
}

/** Matched days by date. */
export type MatchedDays = ReadonlyMap<CalendarDate, MatchedDay>;

/** Days for which a report speaks: silence that lasts longer says nothing of what was run. */
export const REPORT_DAYS = 14;

/** Whether somebody reports what they run, as of a day: they said so, or did so in the 14 days before it. */
export function isReporting({ tracksActivities, reportDates }: RunningRecord, date: CalendarDate): boolean {
  const earliest = addDays(date, -REPORT_DAYS);
  return tracksActivities || reportDates.some((report) => earliest <= report && report <= date);
}

/**
 * Lays the runs on the days of a plan. A day without a run counts as not run when it is over, nobody entered it as
 * time off, and the athlete reports: by `isReporting`, or because it lies in a gap between two reports.
 * @param asOf the day it is for the athlete; what lies after it is not judged, nor is this day until it is run
 */
export function matchRuns(
  days: readonly Pick<PlannedDay, 'date' | 'miles' | 'outsidePlan'>[],
  { record, asOf }: { record: RunningRecord; asOf: CalendarDate },
): MatchedDay[] {
  const runsOf = Map.groupBy(record.runs, ({ date }) => date);
  return days.map(({ date, miles, outsidePlan }) => {
    const actualMiles = sumMiles((runsOf.get(date) ?? []).map((run) => run.miles));
    const isKnown = actualMiles > 0 ? date <= asOf : date < asOf && isKnownRest(record, date);
    return { date, plannedMiles: miles, actualMiles, counts: isKnown && !outsidePlan };
  });
}

/** Of a day, a week or any days: null when none of them asks for a run and can be judged. */
export function complianceOf(days: readonly MatchedDay[]): Compliance | null {
  const judged = days.filter(({ counts }) => counts);
  const plannedMiles = sumMiles(judged.map((day) => day.plannedMiles));
  const actualMiles = sumMiles(judged.map((day) => day.actualMiles));
  if (plannedMiles === 0) return null;
  return { status: statusOf(plannedMiles, actualMiles), plannedMiles, actualMiles };
}

/** Green within 20 %, amber from half to one and a half times what was planned, red beyond; bounds belong inside. */
function statusOf(plannedMiles: number, actualMiles: number): ComplianceStatus {
  // Whole hundredths times whole numbers: a bound is met exactly or not at all.
  const planned = toHundredths(plannedMiles);
  const actual = toHundredths(actualMiles);
  if (5 * Math.abs(actual - planned) <= planned) return 'green';
  return 2 * Math.abs(actual - planned) <= planned ? 'amber' : 'red';
}

/** Whether no run on this day means that none was run, and that one was to be. */
function isKnownRest(record: RunningRecord, date: CalendarDate): boolean {
  if (record.timeOff.some(({ startDate, endDate }) => startDate <= date && date <= endDate)) return false;
  return isReporting(record, date) || isBetweenReports(record, date);
}

function isBetweenReports({ reportDates }: RunningRecord, date: CalendarDate): boolean {
  return reportDates.some((report) => report < date) && reportDates.some((report) => report > date);
}
