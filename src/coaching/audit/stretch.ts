import type { DayType } from '../model.js';
import type { AuditContext } from './context.js';
import { ceilingOf, milesOf, type WeekFacts } from './facts.js';
import { isShortForTuneUp } from './holding.js';
import { spikeLimit } from './record.js';
import { ceilHalf, exceeds, floorHalf } from './half-mile.js';

/** Day ranges in miles (§6). A long run has its own rules; its floor is what the six may yield to. */
export const DAY_RANGES: Readonly<Record<Exclude<DayType, 'race' | 'rest'>, readonly [number, number]>> = {
  easy: [3, 5],
  tempo: [4, 7],
  intervals: [4, 7],
  long_run: [4, Number.POSITIVE_INFINITY],
  recovery: [2, 4],
  shakeout: [2, 4],
};

/** A run beside the long run, as the stretch sees it. */
export interface StretchedDay {
  type: Exclude<DayType, 'race' | 'rest' | 'long_run'>;
  ceiling: number;
}

/** Upper end of a run in half miles at a stretch of `percent` / 100. The shakeout never stretches. */
export function stretchedUpper({ type, ceiling }: StretchedDay, percent: number): number {
  const [, upper] = DAY_RANGES[type];
  return floorHalf(Math.min(type === 'shakeout' ? upper : (upper * percent) / 100, ceiling));
}

/** Smallest stretch, in hundredths from 100, at which the days carry the miles; null where none does. */
export function neededStretch(days: readonly StretchedDay[], miles: number): number | null {
  const carried = (percent: number) => days.reduce((total, day) => total + stretchedUpper(day, percent), 0);
  if (!Number.isFinite(miles) || exceeds(miles, carried(MOST_PERCENT))) return null;
  let percent = 100;
  while (exceeds(miles, carried(percent))) percent += 1;
  return percent;
}

/** Beyond this every day stands at its ceiling of 15 miles or less. */
const MOST_PERCENT = 1000;

/**
 * The runs of a week beside the long run, with the ceiling that holds for each, the spike counted in.
 * @param until first day whose run carries no longer one after it; by default each day goes by those before it
 */
export function stretchedDays(context: AuditContext, week: WeekFacts, until?: number): StretchedDay[] {
  const ceiling = ceilingOf(week);
  return week.others.flatMap(({ day: { workoutType: type, miles, locked }, index }) => {
    if (type === 'race' || type === 'rest' || type === 'long_run') return [];
    const spike = spikeLimit(context, index, until) ?? Number.POSITIVE_INFINITY;
    // A day that staff hold carries what it has: the others stretch around it.
    return [{ type, ceiling: Math.min(ceiling, spike, locked ? ceilHalf(miles) : Number.POSITIVE_INFINITY) }];
  });
}

/** Stretch of a stored week, in hundredths; null where its days are beyond any. */
export function stretchOf(context: AuditContext, week: WeekFacts): number | null {
  return neededStretch(stretchedDays(context, week), milesOf(week.others));
}

/**
 * The most that a stored week may be stretched by, in hundredths, where no largest stretch is set. In an adapted plan
 * what was run may be so short that it takes a longer run early in the week to carry the next one: then the stretch
 * may be the one needed without that, or with runs early in the week no longer than the smallest stretch has them.
 */
export function widestStretchOf(context: AuditContext, week: WeekFacts): number {
  const stored = Math.round(week.week.stretch * 100);
  const needed = stretchOf(context, week) ?? stored;
  if (!week.reanchored) return needed;
  const days = stretchedDays(context, week);
  const runMiles = new Map(context.runMiles);
  for (const [position, { index, day }] of week.others.entries()) {
    const stretched = days[position];
    if (stretched) runMiles.set(index, Math.min(day.miles, stretchedUpper(stretched, needed)));
  }
  const others = milesOf(week.others);
  const readings = [
    stretchedDays(context, week, 7 * (week.weekNumber - 1)),
    stretchedDays({ ...context, runMiles }, week),
  ];
  return Math.max(needed, ...readings.map((reading) => neededStretch(reading, others) ?? stored));
}

/** Largest stretch a touched or part week may have (§6); null for other weeks. */
export function mostStretch(context: AuditContext, week: WeekFacts): number | null {
  if (week.part) {
    // Read either way: by the days of a full week, or by the ones left, which allows more.
    const runningDays = Math.max(1, Math.min(context.runningDays, week.runs.length));
    return Math.max(1, context.startLevel / (12 + 5 * (runningDays - 1)));
  }
  const timeOff = week.adaptation !== null && week.adaptation.offDates.length > 0;
  if (!week.touched && !timeOff && !isShortForTuneUp(week)) return null;
  const earlier = context.weeks.filter(
    (other) => !other.part && !other.touched && other.weekNumber < week.weekNumber,
  );
  const most = Math.max(1, ...earlier.map((other) => other.week.stretch));
  return timeOff ? Math.max(most, fullWeekStretch(context, week)) : most;
}

/** What a week with time off would stretch to on all its days: the most it may on those left. */
function fullWeekStretch(context: AuditContext, week: WeekFacts): number {
  const { adaptation, longRun, dayCeiling, weekNumber } = week;
  const drawn = context.drawnMost.get(weekNumber) ?? Number.POSITIVE_INFINITY;
  const miles = Math.min(drawn, adaptation?.level ?? Number.POSITIVE_INFINITY) - (longRun?.day.miles ?? 0);
  const count = context.runningDays - (longRun ? 1 : 0);
  const days = Array.from({ length: count }, (_, position): StretchedDay => {
    // The day after the long run is recovery when three others run.
    const type = position === 0 && count >= 4 ? 'recovery' : 'easy';
    return { type, ceiling: dayCeiling };
  });
  return (neededStretch(days, miles) ?? MOST_PERCENT) / 100;
}
