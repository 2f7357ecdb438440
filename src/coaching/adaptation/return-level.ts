import { addDays } from '../calendar.js';
import { isReporting, matchRuns } from '../compliance.js';
import { floorHalves } from '../half-miles.js';
import { sumMiles } from '../hundredths.js';
import type { CalendarDate } from '../model.js';
import type { Gap } from './gaps.js';
import { isWithin } from './look.js';
import type { WeekLook } from './look.js';
import { plannedDays } from './planned-days.js';
import { timesOff } from './time-off.js';

/** Days whose mean a return is measured by. */
const MEAN_WEEKS = 4;
const SHARE = { 'adapt.return_7': 0.75, 'adapt.return_14': 0.5, 'adapt.return_28': 0.5 } as const;
/** Miles a week below which a tenth is less than half a mile: from there no week could ever rise again. */
export const LEAST_LEVEL = 5;

/**
 * Training miles of a week that comes back from a gap, to the half mile below; never more than were drawn.
 * @param held miles at which missed sessions hold the week; null where none were missed
 */
export function returnLevel(look: WeekLook, gap: Gap, held: number | null): number {
  const share = SHARE[gap.rule] * meanBefore(look, gap.first);
  const most = Math.min(held ?? Infinity, gap.rule === 'adapt.return_28' ? look.inputs.baseline : Infinity);
  const level = Math.min(most, share);
  const week = look.drawn.weeks[look.weekNumber - 1];
  const drawn = week?.part ? look.drawn.startLevel : (week?.targetMiles ?? Infinity);
  return Math.min(drawn, Math.max(LEAST_LEVEL, floorHalves(level) / 2));
}

/**
 * Mean miles of the last four weeks run before a day. Before the first report an athlete ran as planned, and before
 * the plan what they said they run.
 */
export function meanBefore(look: WeekLook, day: CalendarDate): number {
  const { record, inputs, asOf } = look;
  const planned = plannedDays(look);
  const off = timesOff(look);
  const reported = record.reportDates.toSorted()[0];
  const reporting = isReporting(record, asOf);
  let known = 0;
  let daysAtBaseline = 0;
  for (let ago = 7 * MEAN_WEEKS; ago >= 1; ago -= 1) {
    const date = addDays(day, -ago);
    const ran = sumMiles(record.runs.filter((run) => run.date === date).map(({ miles }) => miles));
    const plan = planned.get(date);
    if (ran > 0 && date <= asOf) known = sumMiles([known, ran]);
    else if (date < inputs.startDate || !plan) {
      if (reported === undefined || date < reported) daysAtBaseline += 1;
    } else if (!off.some((span) => isWithin(span, date))) {
      const judged = reporting && (matchRuns([plan], { record, asOf })[0]?.counts ?? false);
      if (!judged) known = sumMiles([known, plan.miles]);
    }
  }
  return (known + (daysAtBaseline * inputs.baseline) / 7) / MEAN_WEEKS;
}
