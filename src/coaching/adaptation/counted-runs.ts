import { addDays } from '../calendar.js';
import { isReporting, matchRuns } from '../compliance.js';
import { LOAD_DAYS } from '../load.js';
import type { CalendarDate, CompletedRun } from '../model.js';
import { isWithin } from './look.js';
import type { WeekLook } from './look.js';
import { plannedDays } from './planned-days.js';
import { timesOff } from './time-off.js';

/** A run sets a record from here: after any shorter one even the shortest run of a plan would be a spike. */
const LEAST_RECORD_MILES = 1;

/**
 * What counts as run in the 37 days before a look, in order of days, miles to the hundredth: what was reported, and
 * what was planned on days of which nothing is known. Empty where nothing tells the plan from what was run; a day of
 * no miles stands for nobody having run at all.
 */
export function countedRuns(look: WeekLook): CompletedRun[] {
  const { record, asOf } = look;
  const earliest = addDays(asOf, -LOAD_DAYS);
  const spans = timesOff(look);
  const wasOff = spans.some(({ first, last }) => first < asOf && last >= earliest);
  if (!isReporting(record, asOf) && !wasOff) return [];
  const planned = plannedDays(look);
  const counted: CompletedRun[] = [];
  for (let date = earliest; date < asOf; date = addDays(date, 1)) {
    const runs = record.runs.filter((run) => run.date === date && run.miles > 0);
    if (runs.length > 0) {
      counted.push(...runs.map(({ miles }) => ({ date, miles: Math.max(miles, LEAST_RECORD_MILES) })));
      continue;
    }
    const day = planned.get(date);
    if (!day || day.part || day.miles === 0 || spans.some((span) => isWithin(span, date))) continue;
    if (!isJudged(look, day)) counted.push({ date, miles: day.miles });
  }
  return counted.length > 0 ? counted : [{ date: addDays(asOf, -1), miles: 0 }];
}

/** Whether it is known of a day what was run on it. */
export function isJudged(
  { record, asOf }: Pick<WeekLook, 'record' | 'asOf'>,
  day: { date: CalendarDate; miles: number; outsidePlan: boolean },
): boolean {
  if (!isReporting(record, asOf)) return false;
  return matchRuns([day], { record, asOf })[0]?.counts ?? false;
}
