import type { RunningRecord } from '../compliance.js';
import type { Blueprint, CalendarDate, PlanInputs, PlannedWeek } from '../model.js';

/** What a week is looked at with: the plan, and what is known of the athlete's running. */
export interface WeekLook {
  inputs: PlanInputs;
  /** As first laid. */
  drawn: Blueprint;
  /** As it stands, earlier adaptations included. */
  current: Blueprint;
  /** Weeks written so far. */
  weeks: readonly PlannedWeek[];
  weekNumber: number;
  record: RunningRecord;
  /** The athlete's day on which it is looked at. */
  asOf: CalendarDate;
}

/** A stretch of days, both ends included. */
export interface DateSpan {
  first: CalendarDate;
  last: CalendarDate;
}

export function isWithin({ first, last }: DateSpan, date: CalendarDate): boolean {
  return first <= date && date <= last;
}
