import { isHard, isQuality } from './day-types.js';
import { sumMiles } from './hundredths.js';
import type { Blueprint, BlueprintDay, BlueprintWeek, DayNumber, DayType, PlanInputs } from './model.js';
import { longRunShare } from './long-run.js';
import type { WeekKind } from './plan-frame.js';
import type { PlanLayout, WeekPlan } from './plan-layout.js';
import { layoutBefore } from './re-anchor.js';
import { namesOf } from './labels.js';
import { areNeighbours, longRunDay, mayRun, type DayRole } from './schedule.js';
import { noSpikeAfter } from './spike.js';
import { DAY_RANGES } from './stretch.js';
import { arrangeWeek, type WeekLayout, type WeekOrder } from './week-layout.js';

/** A day that staff hold: it stays as it is, whatever is laid around it. */
export interface HeldDay {
  dayNumber: DayNumber;
  workoutType: DayType;
  miles: number;
}

/** A week to lay around the days of it that staff hold. */
export interface HeldWeek {
  inputs: PlanInputs;
  /** As the plan goes by it. */
  blueprint: Blueprint;
  weekNumber: number;
  held: readonly HeldDay[];
}

/** Notes of a laid week that are no longer true of one laid around held days. */
const OUTDATED: ReadonlySet<string> = new Set([
  'week.stretched',
  'target.yielded',
  'days.fewer',
  'days.rest_by_design',
  'quality.fewer',
  'long_run.near_race',
]);

/**
 * Lays the rest of a week around days that staff hold: what these are and how far they go counts for the week's target,
 * for its quality days, for the distance of hard days from each other, for the long run, its share and the spike. What
 * the days left cannot hold leaves the target (§4, 8), and they never yield to it. Whether the week is sound then is for
 * the audit to say: a held day may break a rule by itself.
 */
export function layAround({ inputs, blueprint, weekNumber, held }: HeldWeek): BlueprintWeek {
  const week = blueprint.weeks[weekNumber - 1];
  if (!week) throw new RangeError(`The blueprint has no week ${weekNumber}`);
  // The race stands on its day whoever holds it.
  const fixed = held.filter((day) => day.workoutType !== 'race');
  if (fixed.every((day) => isAsLaid(day, week))) return week;
  const layout = layoutBefore({ inputs, current: blueprint, weekNumber });
  if (week.adaptation) layout.progress.goBy(weekNumber, week.adaptation);
  const order = orderAround(layout, { week, fixed });
  return weekAround(week, { fixed, order, layout: arrangeWeek(order) });
}

function orderAround(
  layout: PlanLayout,
  { week, fixed }: { week: BlueprintWeek; fixed: readonly HeldDay[] },
): WeekOrder {
  const { weekNumber, targetMiles } = week;
  const { frame, progress } = layout;
  const limits = layout.limitsIn(weekNumber);
  const roles = rolesAround(week, { fixed, roles: layout.rolesOf(weekNumber) });
  const runs = fixed.filter(({ miles }) => miles > 0);
  const halves = Math.round(2 * sumMiles(runs.map(({ miles }) => miles)));
  const heldLongRun = runs.find(({ workoutType }) => workoutType === 'long_run');
  const possible = frame.preferredDays.filter((day) => roles[day - 1] === 'free');
  const asLaid = week.days.find(({ type }) => type === 'long_run');
  const wanted = asLaid && !heldLongRun && possible.length > 0 ? 2 * asLaid.miles : null;
  const plan: WeekPlan = {
    weekNumber,
    kind: kindOf(layout, week),
    roles,
    target: Math.max(0, 2 * targetMiles - halves),
    tuneUp: layout.tuneUpOf(weekNumber),
    longRun:
      wanted === null
        ? null
        : (count) => Math.min(wanted, Math.floor(2 * targetMiles * longRunShare(count) + 1e-9)),
  };
  const order = layout.orderOf(plan, limits);
  const left =
    qualityIn(week.days.map(({ type }) => type)) - qualityIn(fixed.map(({ workoutType }) => workoutType));
  return {
    ...order,
    longDay: possible.length > 0 ? longRunDay(possible, frame.longDay) : order.longDay,
    dayCeiling: heldLongRun
      ? Math.min(order.dayCeiling, Math.floor(2 * heldLongRun.miles))
      : order.dayCeiling,
    qualityDays: left >= 2 ? 2 : left === 1 ? 1 : 0,
    spikeLimit: (day) => spikeAround(progress.spikeLimit(weekNumber, day), { day, runs }),
    held: { runs: runs.length, halves },
  };
}

/** A held day is not there to lay; beside a hard one no other is hard; time off stays time off. */
function rolesAround(
  week: BlueprintWeek,
  { fixed, roles }: { fixed: readonly HeldDay[]; roles: readonly DayRole[] },
): DayRole[] {
  const offDates = week.adaptation?.offDates ?? [];
  return week.days.map(({ date, dayNumber }, index): DayRole => {
    const role = roles[index] ?? 'outside';
    if (role === 'race' || role === 'tune_up') return role;
    if (fixed.some((day) => day.dayNumber === dayNumber)) return 'off';
    if (!mayRun(role)) return role;
    if (offDates.includes(date)) return 'off';
    const isBesideHard = fixed.some(
      (day) => isHard(day.workoutType) && areNeighbours(day.dayNumber, dayNumber),
    );
    return isBesideHard && role === 'free' ? 'no_hard' : role;
  });
}

/** A longer run held earlier in the week carries a longer one after it, as the record does. */
function spikeAround(limit: number, { day, runs }: { day: DayNumber; runs: readonly HeldDay[] }): number {
  const before = Math.max(
    0,
    ...runs.filter(({ dayNumber }) => dayNumber < day).map(({ miles }) => 2 * miles),
  );
  return before === 0 ? limit : Math.max(limit, noSpikeAfter(before));
}

function weekAround(
  week: BlueprintWeek,
  { fixed, order, layout }: { fixed: readonly HeldDay[]; order: WeekOrder; layout: WeekLayout },
): BlueprintWeek {
  const days = week.days.map((day, index): BlueprintDay => {
    const own = fixed.find(({ dayNumber }) => dayNumber === day.dayNumber);
    if (own) return { ...day, ...layable(own, week) };
    const laid = layout.days[index];
    return laid ? { ...day, type: laid.type, miles: laid.halves / 2 } : day;
  });
  const held = order.held?.halves ?? 0;
  const targetMiles = (layout.total + held) / 2;
  const notes = week.notes.filter(({ code }) => !OUTDATED.has(code));
  notes.push({
    rule: 'F',
    code: 'days.held',
    text: `Laid around ${namesOf(fixed.map(({ dayNumber }) => dayNumber))}, which staff hold.`,
  });
  if (targetMiles !== week.targetMiles) {
    notes.push({
      rule: 'C',
      yieldedTo: 'E',
      code: 'target.yielded',
      text: `The week was to have ${week.targetMiles} miles; around the days that staff hold it has ${targetMiles}.`,
    });
  }
  return { ...week, days, targetMiles, stretch: layout.stretch / 100, notes };
}

/** What stands in a held day's place while the others are written: rest where nobody could write the like of it. */
function layable(
  { workoutType: type, miles }: HeldDay,
  week: BlueprintWeek,
): Pick<BlueprintDay, 'type' | 'miles'> {
  const least =
    type === 'long_run' ? 4 : type === 'race' || type === 'rest' ? Infinity : DAY_RANGES[type].low;
  const isWritten = miles >= least && (!isHard(type) || (week.phase !== 'base' && !week.touched));
  return isWritten ? { type, miles: Math.floor(2 * miles) / 2 } : { type: 'rest', miles: 0 };
}

function isAsLaid({ dayNumber, workoutType, miles }: HeldDay, { days }: BlueprintWeek): boolean {
  const day = days[dayNumber - 1];
  return day?.type === workoutType && day.miles === miles;
}

function kindOf(layout: PlanLayout, { weekNumber, recovery }: BlueprintWeek): WeekKind {
  const kind = layout.kindOf(weekNumber);
  if (kind !== 'building' && kind !== 'recovery') return kind;
  return recovery ? 'recovery' : 'building';
}

function qualityIn(types: readonly DayType[]): number {
  return types.filter(isQuality).length;
}
