import { Temporal } from 'temporal-polyfill';
import { DAY_NUMBERS, type CalendarDate, type DayNumber } from './model.js';

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
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

/** ISO weekday of a date, 1 Monday … 7 Sunday. */
export function weekdayOf(date: CalendarDate): DayNumber {
  // `find` only narrows the type; after Monday to Saturday, Sunday is what is left.
  const { dayOfWeek } = Temporal.PlainDate.from(date);
  return DAY_NUMBERS.find((day) => day === dayOfWeek) ?? 7;
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
