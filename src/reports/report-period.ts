import { daysBetween } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { requestInvalid } from '../common/errors.js';

/** Days of a report, both ends counted. */
export interface ReportPeriod {
  from: CalendarDate;
  to: CalendarDate;
}

/** Five years, leap days included. */
export const MOST_DAYS = 1_827;

/**
 * The days to report on. Left out, the last is today, and the first begins the twelve months that end with the last
 * one's month.
 * @throws InvalidError `request.invalid` where they end before they begin, or are too many
 */
export function periodOf(given: Partial<ReportPeriod>, today: CalendarDate): ReportPeriod {
  const { to = today } = given;
  const { from = firstOfTwelveMonths(to) } = given;
  if (from > to) throw wrongFrom(`must not be after ${to}, the last day`);
  if (daysBetween(from, to) >= MOST_DAYS) throw wrongFrom(`must be within five years of ${to}, the last day`);
  return { from, to };
}

function firstOfTwelveMonths(to: CalendarDate): CalendarDate {
  const month = Number(to.slice(5, 7));
  const year = Number(to.slice(0, 4));
  // From the month after it, a year before; of a December, from the January of its year.
  const [firstYear, firstMonth] = month === 12 ? [year, 1] : [year - 1, month + 1];
  return `${firstYear}-${String(firstMonth).padStart(2, '0')}-01`;
}

function wrongFrom(detail: string) {
  return requestInvalid([{ pointer: '/from', detail }]);
}
