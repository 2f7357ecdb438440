import { addDays } from '../calendar.js';
import type { Blueprint, CalendarDate, PlanInputs } from '../model.js';
import { finalInputs } from '../stages.js';
import { isWithin } from './look.js';
import type { DateSpan, WeekLook } from './look.js';

/** From two days before the race on rule D and the race have the say: shakeout, rest, race. */
const FIXED_BEFORE_RACE = 2;

/** Times off somebody entered and weeks the plan was paused in: spans that neither meet nor overlap, in order. */
export function timesOff({ record, current }: Pick<WeekLook, 'record' | 'current'>): DateSpan[] {
  const entered = record.timeOff.map(({ startDate, endDate }) => ({ first: startDate, last: endDate }));
  return mergeSpans([...entered, ...pausedDates(current).map((date) => ({ first: date, last: date }))]);
}

/** Days of a week on which nobody is to run: time off, or paused. The days of the race stand whatever was entered. */
export function offDatesOf(
  look: Pick<WeekLook, 'record' | 'current' | 'weekNumber' | 'inputs'>,
): CalendarDate[] {
  const spans = timesOff(look);
  const days = look.current.weeks[look.weekNumber - 1]?.days ?? [];
  const inputs = finalInputs(look.inputs);
  return days
    .map(({ date }) => date)
    .filter((date) => spans.some((span) => isWithin(span, date)) && !isFixed(inputs, date));
}

/** Days passed while the plan was paused. */
export function pausedDates(current: Blueprint): CalendarDate[] {
  return current.weeks.flatMap(({ adaptation }) =>
    adaptation?.rules.includes('adapt.paused') ? adaptation.offDates : [],
  );
}

/** Spans that meet or overlap become one. */
export function mergeSpans(spans: readonly DateSpan[]): DateSpan[] {
  const merged: DateSpan[] = [];
  for (const span of spans.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = merged.at(-1);
    if (!before || span.first > addDays(before.last, 1)) merged.push({ ...span });
    else if (span.last > before.last) before.last = span.last;
  }
  return merged;
}

function isFixed({ raceDate }: PlanInputs, date: CalendarDate): boolean {
  return date >= addDays(raceDate, -FIXED_BEFORE_RACE);
}
