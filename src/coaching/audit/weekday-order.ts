import type { DayNumber } from '../model.js';
import type { AuditContext } from './context.js';
import type { DayFacts, WeekFacts } from './facts.js';

const LONG_RUN_ORDER: readonly DayNumber[] = [6, 7, 5, 4, 3, 2, 1];
const ONE_QUALITY_ORDER: readonly DayNumber[] = [3, 4, 2, 1, 5, 7, 6];
const TWO_QUALITY_ORDER: readonly (readonly [DayNumber, DayNumber])[] = [
  [2, 4],
  [2, 5],
  [1, 3],
  [1, 4],
  [3, 5],
  [1, 5],
  [2, 7],
  [3, 7],
  [4, 7],
  [5, 7],
  [4, 6],
  [3, 6],
  [2, 6],
];

/**
 * Weekday of the long run: the one staff set, else the first preferred in the order of §6, on which nothing was
 * entered as time off, clear of a tune-up race.
 */
export function longRunWeekday({ inputs }: AuditContext, week: WeekFacts): DayNumber | undefined {
  const off = week.days
    .filter((day) => day.off || day.nearTuneUp || day.tuneUp)
    .map(({ dayNumber }) => dayNumber);
  const set = inputs.settings?.longRunDay;
  const order = set === undefined ? LONG_RUN_ORDER : [set, ...LONG_RUN_ORDER];
  return order.find((day) => inputs.preferredDays.includes(day) && !off.includes(day));
}

/** Neighbours on the calendar, Sunday and Monday being neighbours. */
export function neighbours(a: DayNumber, b: DayNumber): boolean {
  const apart = Math.abs(a - b);
  return apart === 1 || apart === 6;
}

/** A preferred day that can hold quality under any reading: far from the long-run day and from the race. */
export function strictlyPossible(
  context: AuditContext,
  week: WeekFacts,
  { dayNumber, daysToRace, preferred, nearTuneUp }: DayFacts,
): boolean {
  const longRun = longRunWeekday(context, week);
  const clear = longRun === undefined || (dayNumber !== longRun && !neighbours(dayNumber, longRun));
  return preferred && daysToRace > 6 && clear && !nearTuneUp;
}

/** The first weekdays in the order of §6 that all lie among the given ones; null where there are none. */
export function firstPossible(weekdays: readonly DayNumber[], count: number): readonly DayNumber[] | null {
  if (count === 2)
    return TWO_QUALITY_ORDER.find((pair) => pair.every((day) => weekdays.includes(day))) ?? null;
  const one = count === 1 ? ONE_QUALITY_ORDER.find((day) => weekdays.includes(day)) : undefined;
  return one === undefined ? null : [one];
}

/** How early a choice of weekdays comes in the order of §6; −1 for one that is not in it. */
export function orderOf(weekdays: readonly DayNumber[]): number {
  if (weekdays.length === 1) return ONE_QUALITY_ORDER.findIndex((day) => day === weekdays[0]);
  return TWO_QUALITY_ORDER.findIndex((pair) => pair.every((day, position) => day === weekdays[position]));
}
