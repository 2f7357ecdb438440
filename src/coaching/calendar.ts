import { Temporal } from 'temporal-polyfill';
import type { CalendarDate, DayNumber } from './model.js';

/** True for a real day written `YYYY-MM-DD` (so `2026-02-29` is not one), years 1900–2199. */
export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string' || !/^(19|2[01])\d\d-\d\d-\d\d$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: 'reject' });
    return true;
  } catch {
    // The only thing `from` throws on a string of this shape is "no such day", which is the answer.
    return false;
  }
}

/** `date` moved by `days` (negative: back). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOf(epochDay(date) + days);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return epochDay(to) - epochDay(from);
}

/** ISO weekday of a date, 1 Monday … 7 Sunday. */
export function weekdayOf(date: CalendarDate): DayNumber {
  // 1970-01-01, day 0, was a Thursday.
  return (((((epochDay(date) + 3) % 7) + 7) % 7) + 1) as DayNumber;
}

/** The Monday of the calendar week that holds `date`. */
export function mondayOf(date: CalendarDate): CalendarDate {
  return addDays(date, 1 - weekdayOf(date));
}

/**
 * The date of a plan day by plain calendar arithmetic: no clock, no time zone.
 * @param firstDay date of week 1, day 1: `dateOfDay('2025-01-01', 2, 1)` is `2025-01-08`.
 */
export function dateOfDay(firstDay: CalendarDate, weekNumber: number, dayNumber: number): CalendarDate {
  return addDays(firstDay, 7 * (weekNumber - 1) + (dayNumber - 1));
}

/** Monday–Sunday weeks from the start date's to the race date's, both counted. */
export function totalWeeksBetween(startDate: CalendarDate, raceDate: CalendarDate): number {
  return daysBetween(mondayOf(startDate), mondayOf(raceDate)) / 7 + 1;
}

const DAY_MS = 86_400_000;

/**
 * Days since 1970-01-01. A plan and its audit ask for thousands of dates: whole days in UTC are as free of
 * clocks and zones as Temporal's plain dates, and thirty times as fast.
 * @throws RangeError for what is not a calendar date.
 */
function epochDay(date: CalendarDate): number {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  if (Number.isNaN(day)) throw new RangeError(`Not a calendar date: ${date}`);
  return day;
}

function dateOf(epochDay: number): CalendarDate {
  return new Date(epochDay * DAY_MS).toISOString().slice(0, 10);
}
