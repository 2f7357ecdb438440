import { addDays, daysBetween } from '../calendar.js';
import { isReporting } from '../compliance.js';
import { inputsOfWeek } from '../inputs-of-week.js';
import type { AdaptationRule, CalendarDate } from '../model.js';
import type { DateSpan, WeekLook } from './look.js';
import { mergeSpans, timesOff } from './time-off.js';

/** Whole days without a run, one after another. */
export interface Gap extends DateSpan {
  days: number;
  /** The way back from it. */
  rule: ReturnRule;
}

export type ReturnRule = Extract<AdaptationRule, `adapt.return_${string}`>;

/** Shortest first. */
const RETURNS: readonly { rule: ReturnRule; fromDays: number }[] = [
  { rule: 'adapt.return_7', fromDays: 7 },
  { rule: 'adapt.return_14', fromDays: 14 },
  { rule: 'adapt.return_28', fromDays: 28 },
];
/** Who has been back for longer than this has shown what the weeks since carry. */
const RECENT_DAYS = 14;

/** The longest gap that a week comes back from; null where there is none, or an earlier week has seen to it. */
export function gapBefore(look: WeekLook): Gap | null {
  const gaps = gapsOf(look).filter((gap) => returnsIn(gap, look) && !isSeenTo(gap, look));
  return gaps.toSorted((a, b) => b.days - a.days)[0] ?? null;
}

/**
 * Gaps of seven days or more. One lies between two runs of somebody who reports; or is a time off that someone
 * entered, with the silence around it where a report follows; or, for somebody known to report whatever they run,
 * is the silence up to today.
 */
function gapsOf(look: WeekLook): Gap[] {
  const { record, asOf } = look;
  const runDates = record.runs.filter(({ miles, date }) => miles > 0 && date <= asOf).map(({ date }) => date);
  const ran = [...new Set(runDates)].toSorted();
  const spans = timesOff(look).flatMap((span) => withoutRuns(span, ran));
  if (isReporting(record, asOf)) {
    spans.push(...spans.map((span) => withSilenceAfter(span, ran)), ...betweenRuns(look, ran));
  }
  if (record.tracksActivities) spans.push(openSilence(look, ran.at(-1)));
  return mergeSpans(spans.filter(({ first, last }) => first <= last)).flatMap((span): Gap[] => {
    const days = daysBetween(span.first, span.last) + 1;
    const back = RETURNS.findLast(({ fromDays }) => days >= fromDays);
    return back ? [{ ...span, days, rule: back.rule }] : [];
  });
}

/** Silence counts from the start of the plan on: what was before it is in the baseline. */
function betweenRuns({ inputs }: WeekLook, ran: readonly CalendarDate[]): DateSpan[] {
  return ran.slice(1).map((date, index) => {
    const after = addDays(ran[index] ?? date, 1);
    return { first: after < inputs.startDate ? inputs.startDate : after, last: addDays(date, -1) };
  });
}

function openSilence({ inputs, asOf }: WeekLook, lastRun: CalendarDate | undefined): DateSpan {
  const after = lastRun === undefined ? inputs.startDate : addDays(lastRun, 1);
  return { first: after < inputs.startDate ? inputs.startDate : after, last: addDays(asOf, -1) };
}

/** A time off is broken by the runs done in it. */
function withoutRuns({ first, last }: DateSpan, ran: readonly CalendarDate[]): DateSpan[] {
  const inside = ran.filter((date) => first <= date && date <= last);
  const starts = [first, ...inside.map((date) => addDays(date, 1))];
  const ends = [...inside.map((date) => addDays(date, -1)), last];
  return starts.map((start, index) => ({ first: start, last: ends[index] ?? last }));
}

function withSilenceAfter(span: DateSpan, ran: readonly CalendarDate[]): DateSpan {
  const next = ran.find((date) => date > span.last);
  return next === undefined ? span : { first: span.first, last: addDays(next, -1) };
}

/** Whether the athlete is back in this week, or since a while that no week was laid for yet. */
function returnsIn(gap: Gap, { inputs, current, weekNumber }: WeekLook): boolean {
  const week = current.weeks[weekNumber - 1];
  if (!week || gap.first > week.endDate) return false;
  const { preferredDays } = inputsOfWeek(inputs, weekNumber);
  const daysLeft = week.days.filter(
    ({ date, dayNumber, outsidePlan }) =>
      date > gap.last && !outsidePlan && preferredDays.includes(dayNumber),
  );
  return daysLeft.length > 0 && daysBetween(gap.last, week.startDate) <= RECENT_DAYS;
}

/** A week since the gap began came back from it, and the gap has not become a longer one since. */
function isSeenTo(gap: Gap, { current, weekNumber }: WeekLook): boolean {
  const rules = RETURNS.map(({ rule }) => rule);
  return current.weeks
    .slice(0, weekNumber - 1)
    .some(
      ({ startDate, adaptation }) =>
        startDate >= gap.first &&
        adaptation?.rules.some((rule) => rules.findIndex((each) => each === rule) >= rules.indexOf(gap.rule)),
    );
}
