import type { CalendarDate, DayNumber, DayType, PhaseName } from './model.js';

/** Weekdays as a terminal shows them. */
export const DAY_LABELS: Readonly<Record<DayNumber, string>> = {
  1: 'Mon',
  2: 'Tue',
  3: 'Wed',
  4: 'Thu',
  5: 'Fri',
  6: 'Sat',
  7: 'Sun',
};

const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const LIST = new Intl.ListFormat('en-GB');

/** "Monday, Tuesday and Friday" of weekdays. */
export function namesOf(days: readonly number[]): string {
  return LIST.format(days.map((day) => DAY_NAMES[day - 1] ?? ''));
}

/** Day types in full, and as the one sign that a calendar has room for. */
export const TYPE_LABELS: Readonly<Record<DayType, { name: string; sign: string }>> = {
  easy: { name: 'Easy run', sign: 'E' },
  tempo: { name: 'Tempo', sign: 'T' },
  intervals: { name: 'Intervals', sign: 'I' },
  long_run: { name: 'Long run', sign: 'L' },
  recovery: { name: 'Recovery run', sign: 'R' },
  shakeout: { name: 'Shakeout', sign: 'S' },
  race: { name: 'Race', sign: 'RACE' },
  rest: { name: 'Rest', sign: '·' },
};

export const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  base: 'Base',
  build: 'Build',
  peak: 'Peak',
  taper: 'Taper',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `"5 Apr"`. */
export function shortDate(date: CalendarDate): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
}

/** `"5 Apr 2027"`. */
export function longDate(date: CalendarDate): string {
  return `${shortDate(date)} ${date.slice(0, 4)}`;
}

/** Miles without needless digits: `5`, `5.5`, `26.22`. */
export function plainMiles(miles: number): string {
  return String(Number(miles.toFixed(2)));
}
