import { longRunShare } from './long-run.js';
import type { DayNumber, DayType } from './model.js';
import { keepDays, mayRun, pickQualityDays, qualityType } from './schedule.js';
import type { DayRole } from './schedule.js';
import { DAY_RANGES, shareOut, smallestStretch } from './stretch.js';
import type { RangedDay, RangedType } from './stretch.js';

/** Least half miles of a long run, of any run, and of a week that has a long run. */
const LEAST_LONG_RUN = 8;
const LEAST_RUN = 4;
const LEAST_WEEK_WITH_LONG_RUN = 18;
/** A first long run beyond this many half miles needs a stretched week. */
const FIRST_LONG_RUN = 24;
/** Beyond this stretch the day after the long run cannot stay a recovery run. */
const RECOVERY_STRETCH = 150;
const FEWEST_DAYS_WITH_A_REST = 5;
/** Monday, then Friday, unless the long run is theirs. */
const REST_ORDER: readonly DayNumber[] = [1, 5];

const NONE_HELD = { runs: 0, halves: 0 };

/** What is asked of one week. Distances in half miles. */
export interface WeekOrder {
  weekNumber: number;
  target: number;
  roles: readonly DayRole[];
  preferredDays: readonly DayNumber[];
  mayRunDaily: boolean;
  longDay: DayNumber;
  /** Wanted long run for a week with so many running days; null where the week must have none. */
  longRun: ((runs: number) => number) | null;
  /** No long run before this one: it may pass 12 miles only in a stretched week. */
  firstLongRun: boolean;
  longRunCap: number;
  dayCeiling: number;
  /** Most a run of that day may be without being a spike; Infinity where there is no record yet. */
  spikeLimit: (day: DayNumber) => number;
  qualityDays: 0 | 1 | 2;
  hardSundayBefore: boolean;
  /** The week after begins with its long run: Sunday is not hard. */
  longMondayAfter: boolean;
  /** Most stretch in hundredths; null where any is allowed. What does not fit under it leaves the target. */
  stretchCap: number | null;
  /** Outside the peak a preferred Monday, then Friday, rests where the week fits without. */
  mayRest: boolean;
  /** Runs of the week that are fixed beside those to lay, and their half miles; absent: none. */
  held?: { runs: number; halves: number };
}

export interface WeekLayout {
  /** Monday to Sunday. */
  days: readonly { type: DayType; halves: number }[];
  /** Half miles of the week as laid; under the target where the days could not hold it. */
  total: number;
  /** Hundredths. */
  stretch: number;
  longRun: number | null;
  /** Running days that got too little to run, and those that rest by design. */
  dropped: readonly DayNumber[];
  rested: readonly DayNumber[];
  /** Quality days asked for and laid. */
  quality: { wanted: number; laid: number };
}

/** Lays one week: who runs, what, and how far. */
export function arrangeWeek(order: WeekOrder): WeekLayout {
  const free = order.preferredDays.filter((day) => mayRun(roleOf(order, day)));
  const races = order.roles.includes('tune_up') ? 1 : 0;
  const isEveryDay = free.length + races + heldOf(order).runs === 7;
  const mayRest = (day: DayNumber) => free.includes(day) && (day !== order.longDay || !order.longRun);
  const restsFirst = REST_ORDER.filter(mayRest);
  const running = isEveryDay && !order.mayRunDaily ? free.filter((day) => day !== restsFirst[0]) : free;
  const shakeouts = order.roles.includes('shakeout') ? 1 : 0;
  let layout = layDays(order, running);
  if (!order.mayRest) return layout;

  const rested: DayNumber[] = [];
  for (const day of restsFirst) {
    const fewer = running.filter((other) => other !== day && !rested.includes(other));
    if (!running.includes(day) || fewer.length + shakeouts < FEWEST_DAYS_WITH_A_REST) continue;
    const attempt = layDays(order, fewer);
    if (attempt.stretch > 100 || attempt.total < order.target) break;
    rested.push(day);
    layout = { ...attempt, rested: [...rested] };
  }
  return layout;
}

function layDays(order: WeekOrder, running: readonly DayNumber[]): WeekLayout {
  const plan = chooseDays(order, running);
  let attempt = layLongRun(order, plan);
  if (plan.longDay !== null) attempt = fitLongRun(order, plan, attempt);

  const days = order.roles.map((role, index): { type: DayType; halves: number } => {
    const day = (index + 1) as DayNumber;
    if (role === 'race' || role === 'tune_up') return { type: 'race', halves: 0 };
    if (day === plan.longDay) return { type: 'long_run', halves: attempt.longRun };
    const at = attempt.days.findIndex((laid) => laid.day === day);
    const type = attempt.days[at]?.type;
    return type ? { type, halves: attempt.halves[at] ?? 0 } : { type: 'rest', halves: 0 };
  });
  return {
    days,
    total: attempt.total,
    stretch: attempt.stretch,
    longRun: plan.longDay === null ? null : attempt.longRun,
    dropped: running.filter((day) => day !== plan.longDay && !plan.others.includes(day)),
    rested: [],
    quality: { wanted: order.qualityDays, laid: attempt.quality },
  };
}

/** Who runs: the long run first, then as many days as two miles each can fill. */
interface ChosenDays {
  longDay: DayNumber | null;
  shakeoutDay: DayNumber | null;
  others: readonly DayNumber[];
  target: number;
  runs: number;
}

function chooseDays(order: WeekOrder, running: readonly DayNumber[]): ChosenDays {
  const shakeoutAt = order.roles.indexOf('shakeout');
  const shakeoutDay = shakeoutAt < 0 ? null : ((shakeoutAt + 1) as DayNumber);
  const target = Math.max(order.target, shakeoutDay ? LEAST_RUN : 0);
  const longDay =
    order.longRun &&
    running.includes(order.longDay) &&
    roleOf(order, order.longDay) === 'free' &&
    !(order.longDay === 1 && order.hardSundayBefore) &&
    target + heldOf(order).halves >= LEAST_WEEK_WITH_LONG_RUN &&
    order.spikeLimit(order.longDay) >= LEAST_LONG_RUN
      ? order.longDay
      : null;
  const reserved = (longDay ? LEAST_LONG_RUN : 0) + (shakeoutDay ? LEAST_RUN : 0);
  const others = keepDays(
    running.filter((day) => day !== longDay),
    Math.floor((target - reserved) / LEAST_RUN),
    order.longDay,
  );
  return {
    longDay,
    shakeoutDay,
    others,
    target,
    runs: others.length + (longDay ? 1 : 0) + (shakeoutDay ? 1 : 0),
  };
}

/** A week laid around one length of long run (0 for none). */
interface Attempt {
  longRun: number;
  days: readonly (RangedDay & { day: DayNumber })[];
  halves: readonly number[];
  stretch: number;
  total: number;
  quality: number;
}

function layLongRun(order: WeekOrder, plan: ChosenDays): Attempt {
  if (plan.longDay === null) return layOthers(order, plan, 0);
  const wanted = Math.min(order.longRun?.(plan.runs + heldOf(order).runs) ?? 0, mostLongRun(order, plan));
  return layOthers(order, plan, Math.max(LEAST_LONG_RUN, wanted));
}

/** Most the long run may be: cap, spike, share, and two miles left for each other day. */
function mostLongRun(order: WeekOrder, plan: ChosenDays): number {
  const left = plan.target - LEAST_RUN * (plan.runs - 1);
  const spike = plan.longDay === null ? 0 : order.spikeLimit(plan.longDay);
  return Math.min(order.longRunCap, spike, shareOf(order, plan.runs, plan.target), left);
}

function shareOf(order: WeekOrder, runs: number, total: number): number {
  const held = heldOf(order);
  return Math.floor((total + held.halves) * longRunShare(runs + held.runs) + 1e-9);
}

function heldOf({ held }: WeekOrder): NonNullable<WeekOrder['held']> {
  return held ?? NONE_HELD;
}

/** Bends the long run to what the laid week says: down to the first run's bound and the share, up where the days fall short. */
function fitLongRun(order: WeekOrder, plan: ChosenDays, laid: Attempt): Attempt {
  const tooLongAFirst = (attempt: Attempt) =>
    order.firstLongRun &&
    attempt.longRun > FIRST_LONG_RUN &&
    attempt.longRun * 100 > FIRST_LONG_RUN * attempt.stretch;
  let attempt = laid;
  while (tooLongAFirst(attempt)) attempt = layOthers(order, plan, attempt.longRun - 1);

  const most = mostLongRun(order, plan);
  while (attempt.total < plan.target && order.stretchCap === null && attempt.longRun < most) {
    const longer = layOthers(order, plan, attempt.longRun + 1);
    if (tooLongAFirst(longer)) break;
    attempt = longer;
  }
  while (attempt.longRun > LEAST_LONG_RUN && attempt.longRun > shareOf(order, plan.runs, attempt.total)) {
    attempt = layOthers(order, plan, attempt.longRun - 1);
  }
  return attempt;
}

function layOthers(order: WeekOrder, plan: ChosenDays, longRun: number): Attempt {
  const rest = plan.target - longRun;
  const ceilingOf = (day: DayNumber) =>
    Math.min(order.dayCeiling, longRun || Infinity, order.spikeLimit(day));
  const quality = chooseQuality(order, plan, { rest, ceilingOf });
  const types = typesOf(order, plan, { rest, quality, ceilingOf });
  const lay = (sundayIs: RangedType | null) => {
    const days = [...plan.others, ...(plan.shakeoutDay ? [plan.shakeoutDay] : [])]
      .toSorted((a, b) => a - b)
      .map((day) => ({
        day,
        type: (day === 7 && sundayIs) || types.get(day) || 'shakeout',
        ceiling: ceilingOf(day),
      }));
    return { days, ...smallestStretch(days, rest, order.stretchCap) };
  };

  const beside = plan.others.length + heldOf(order).runs;
  const recovers = plan.longDay === 6 && beside >= 3 && types.get(7) === 'easy';
  let laid = lay(recovers ? 'recovery' : null);
  if (recovers && (laid.stretch > RECOVERY_STRETCH || laid.held < rest)) laid = lay(null);
  return {
    longRun,
    days: laid.days,
    halves: shareOut(laid.days, laid.held, laid.stretch),
    stretch: laid.stretch,
    total: longRun + laid.held,
    quality: quality.length,
  };
}

/** Quality days the calendar allows and the miles can carry: four for each, two for every other day. */
function chooseQuality(
  order: WeekOrder,
  plan: ChosenDays,
  { rest, ceilingOf }: { rest: number; ceilingOf: (day: DayNumber) => number },
): DayNumber[] {
  const least = 2 * DAY_RANGES.tempo.low;
  for (const wanted of [2, 1] as const) {
    if (wanted > order.qualityDays) continue;
    const days = pickQualityDays({
      wanted,
      candidates: plan.others.filter(
        (day) =>
          roleOf(order, day) === 'free' && ceilingOf(day) >= least && !(day === 7 && order.longMondayAfter),
      ),
      longDay: plan.longDay,
      hardSundayBefore: order.hardSundayBefore,
    });
    const needed = least * days.length + LEAST_RUN * (plan.others.length - days.length);
    if (days.length > 0 && needed <= rest - (plan.shakeoutDay ? LEAST_RUN : 0)) return days;
  }
  return [];
}

/**
 * Easy runs where every day can have three miles (a quality day four), else recovery runs. A day whose own ceiling is
 * lower recovers whatever the others do.
 */
function typesOf(
  order: WeekOrder,
  plan: ChosenDays,
  {
    rest,
    quality,
    ceilingOf,
  }: { rest: number; quality: readonly DayNumber[]; ceilingOf: (day: DayNumber) => number },
): ReadonlyMap<DayNumber, RangedType> {
  const plain = plan.others.length - quality.length;
  const needed = 2 * DAY_RANGES.tempo.low * quality.length + 2 * DAY_RANGES.easy.low * plain;
  const easy = needed <= rest - (plan.shakeoutDay ? LEAST_RUN : 0);
  return new Map(
    plan.others.map((day) => {
      const at = quality.indexOf(day);
      if (at >= 0) return [day, qualityType(order.weekNumber, at)];
      return [day, easy && ceilingOf(day) >= 2 * DAY_RANGES.easy.low ? 'easy' : 'recovery'];
    }),
  );
}

function roleOf(order: WeekOrder, day: DayNumber): DayRole {
  return order.roles[day - 1] ?? 'outside';
}
