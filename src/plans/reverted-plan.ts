import { isDeepStrictEqual } from 'node:util';
import { withDays } from '../coaching/day-edit.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import { reshapes } from '../coaching/stages.js';
import type { Blueprint, CalendarDate, PlannedDay, PlanChange, PlanInputs } from '../coaching/model.js';
import { laidFrom } from './changed-course.js';
import { hasBegun, writtenWith } from './outdated-weeks.js';
import type { PlanSnapshot, VersionBasis } from './plan-version.entity.js';
import type { PlanBasis } from './plan-audit.js';
import type { WeekResponse } from './cascade-response.dto.js';
import { mergeWeeks, type Cascade, type StoredWeek } from './stored-week.js';

/** A plan as it is, and what it is to go back to. */
export interface Revert {
  current: PlanBasis & { cascade: Cascade };
  version: { basis: VersionBasis; cascade: Cascade };
  /** The athlete's day. */
  today: CalendarDate;
  /** Days on which something was run. */
  ran: ReadonlySet<CalendarDate>;
  /** When the athlete sees a week that was never shown: now, or null where a coach reviews first. */
  shownAt: Date | null;
}

/** A day that going back leaves as it is. */
export interface KeptDay {
  date: CalendarDate;
  /** Something was run on it; it is over; or it lies in a week begun that the version did not have. */
  reason: 'run' | 'past' | 'begun';
  /** Whether the version has another day there, or none. */
  differs: boolean;
}

/** A plan gone back, but for what was run or is past. */
export interface RevertedPlan {
  inputs: PlanInputs;
  blueprint: Blueprint;
  drawnBlueprint: Blueprint | null;
  cascade: Cascade;
  /** Weeks that are other than they are stored, or not stored. */
  weeks: StoredWeek[];
  /** Numbers of the weeks that were written since and have not begun: they are to be written anew. */
  removed: number[];
  /** Days of the plan that stay as they are, by date. */
  kept: KeptDay[];
}

/** A version's cascade as it was stored. */
export function versionCascade({ phases }: PlanSnapshot, basis: VersionBasis): Cascade {
  const weeks = phases.flatMap((phase) => phase.weeks ?? []);
  return {
    phases: phases.map(({ name, weekCount, totalMiles }) => ({ name, weekCount, totalMiles })),
    weeks: weeks.map((week) => toStoredWeek(week, basis)),
  };
}

function toStoredWeek(shown: WeekResponse, basis: VersionBasis): StoredWeek {
  const { days = [], adaptation: _, ...week } = shown;
  const behind = basis.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  if (!behind) throw new Error(`The version keeps nothing behind its week ${week.weekNumber}`);
  return {
    ...week,
    wantedMiles: behind.wantedMiles,
    releasedAt: week.releasedAt === null ? null : new Date(week.releasedAt),
    days: days.map((day, index) => ({
      date: day.date,
      dayNumber: day.dayNumber,
      workoutType: day.workoutType,
      miles: day.miles,
      warmup: day.warmup ?? [],
      workout: day.workout ?? [],
      cooldown: day.cooldown ?? [],
      notes: day.notes,
      alternative: day.alternative ?? null,
      workoutId: behind.workoutIds[index] ?? null,
      locked: day.locked,
      outsidePlan: day.outsidePlan,
    })),
  };
}

/**
 * The plan that going back to a version of the same dates gives. Pure. Days run or past stay as they are, and so does a
 * week begun that the version did not have. Weeks after it that were written since are taken out: the plan is again to
 * write them, by what it went by at the time.
 */
export function revertedPlan(revert: Revert): RevertedPlan {
  const { current, version } = revert;
  const numbers = [...current.cascade.weeks, ...version.cascade.weeks].map(({ weekNumber }) => weekNumber);
  const found = [...new Set(numbers)].toSorted((a, b) => a - b).map((number) => backAgain(number, revert));
  const stays = found.flatMap(({ before, after }) => (before && after === before ? [before] : []));
  const { inputs, isMixed } = inputsBack(revert, stays);
  const all = found.flatMap(({ before, after }) => {
    if (!after) return [];
    return [isMixed && after !== before ? withChanges(after, inputs) : after];
  });
  const stored = new Map(current.cascade.weeks.map((week) => [week.weekNumber, week]));
  const { blueprint, drawnBlueprint } = onTheseInputs(blueprintsBack(revert, stays), {
    inputs,
    isMixed,
    weeks: all,
  });
  return {
    inputs,
    blueprint,
    drawnBlueprint,
    cascade: mergeWeeks({ phases: version.cascade.phases, weeks: [] }, all),
    weeks: all.filter((week) => !isDeepStrictEqual(week, stored.get(week.weekNumber))),
    removed: found.flatMap(({ before, after }) => (before && !after ? [before.weekNumber] : [])),
    kept: found.flatMap(({ kept }) => kept),
  };
}

/** A week as it is and as it becomes; the very same where it stays, null where there is none. */
interface WeekBack {
  before: StoredWeek | null;
  after: StoredWeek | null;
  kept: KeptDay[];
}

function backAgain(weekNumber: number, revert: Revert): WeekBack {
  const { current, version, today } = revert;
  const before = current.cascade.weeks.find((week) => week.weekNumber === weekNumber) ?? null;
  const was = version.cascade.weeks.find((week) => week.weekNumber === weekNumber) ?? null;
  if (!before)
    return { before, after: was && { ...was, releasedAt: was.releasedAt ?? revert.shownAt }, kept: [] };
  const stay = before.days.filter(({ date }) => isOver(date, revert));
  if (!was) {
    if (!hasBegun(before, { inputs: current.inputs, today })) return { before, after: null, kept: [] };
    return { before, after: before, kept: inPlan(before.days).map((day) => keptDay(day, undefined, revert)) };
  }
  const other = (day: PlannedDay) => was.days.find(({ date }) => date === day.date);
  const kept = inPlan(stay).map((day) => keptDay(day, other(day), revert));
  if (stay.length === before.days.length) return { before, after: before, kept };
  const after = mixedWeek(was, before, stay);
  const isAsItWas = stay.length > 0 && isDeepStrictEqual(after.days, before.days);
  return { before, after: isAsItWas ? before : after, kept };
}

function inPlan(days: readonly PlannedDay[]): PlannedDay[] {
  return days.filter(({ outsidePlan }) => !outsidePlan);
}

function isOver(date: CalendarDate, { today, ran }: Revert): boolean {
  return date < today || ran.has(date);
}

function keptDay(day: PlannedDay, other: PlannedDay | undefined, { today, ran }: Revert): KeptDay {
  const { date } = day;
  const reason = ran.has(date) ? 'run' : date < today ? 'past' : 'begun';
  return { date, reason, differs: !isDeepStrictEqual(day, other) };
}

/** The week of the version with days that stay; what the athlete sees already, they go on seeing. */
function mixedWeek(was: StoredWeek, before: StoredWeek, stay: readonly PlannedDay[]): StoredWeek {
  const { releasedBy } = before.provenance;
  return {
    ...withDays(was, stay),
    provenance: { ...was.provenance, ...(releasedBy && { releasedBy }) },
    releasedAt: before.releasedAt ?? was.releasedAt,
  };
}

/**
 * The inputs of the version, where weeks that stay were written by the same; else those of today with one change more,
 * so that what was run is judged by the paces it was run by.
 */
function inputsBack(
  { current, version }: Revert,
  stays: readonly StoredWeek[],
): { inputs: PlanInputs; isMixed: boolean } {
  const { inputs: now } = current;
  const { inputs: then } = version.basis;
  const isSame = stays.every(({ weekNumber }) =>
    isDeepStrictEqual(inputsOfWeek(now, weekNumber), inputsOfWeek(then, weekNumber)),
  );
  if (isSame) return { inputs: then, isMixed: false };
  const fromWeek = Math.max(...stays.map(({ weekNumber }) => weekNumber)) + 1;
  const applied = { ...now, changes: (now.changes ?? []).filter((change) => change.fromWeek < fromWeek) };
  // What was not set then is not set again.
  const inForce = (inputs: PlanInputs) => ({ settings: {}, ...inputsOfWeek(inputs, fromWeek) });
  const [is, was] = [inForce(applied), inForce(then)];
  const back = Object.entries(was).filter(([key, value]) => !isDeepStrictEqual(Reflect.get(is, key), value));
  const change: PlanChange = { ...Object.fromEntries(back), fromWeek };
  const later = (then.changes ?? []).filter((each) => each.fromWeek > fromWeek);
  return { inputs: { ...now, changes: [...applied.changes, change, ...later] }, isMixed: true };
}

/** A week that says by how many changes it is written, as the plan counts them now. */
function withChanges(week: StoredWeek, inputs: PlanInputs): StoredWeek {
  const { changes: _, ...provenance } = week.provenance;
  return { ...week, provenance: { ...provenance, ...writtenWith(inputs, week.weekNumber) } };
}

/**
 * Blueprints whose weeks to come are as the inputs lay them: where a change of days, phases or settings was taken back
 * only from the weeks ahead, those not written yet go on from there.
 */
function onTheseInputs(
  back: Pick<RevertedPlan, 'blueprint' | 'drawnBlueprint'>,
  { inputs, isMixed, weeks }: { inputs: PlanInputs; isMixed: boolean; weeks: readonly StoredWeek[] },
): Pick<RevertedPlan, 'blueprint' | 'drawnBlueprint'> {
  const next = (weeks.at(-1)?.weekNumber ?? 0) + 1;
  const isLaidOn = isMixed && next <= back.blueprint.totalWeeks && inputs.changes?.some(reshapes);
  return isLaidOn ? laidFrom({ ...back, inputs }, next) : back;
}

/** The blueprint of the version, with the weeks that stay as the plan has adapted them since. */
function blueprintsBack(
  { current, version: { basis } }: Revert,
  stays: readonly StoredWeek[],
): Pick<RevertedPlan, 'blueprint' | 'drawnBlueprint'> {
  const numbers = new Set(stays.map(({ weekNumber }) => weekNumber));
  const weeks = basis.blueprint.weeks.map((week, index) => {
    const adapted = numbers.has(week.weekNumber) ? current.blueprint.weeks[index] : undefined;
    return adapted && !isDeepStrictEqual(adapted, week) ? adapted : week;
  });
  if (weeks.every((week, index) => week === basis.blueprint.weeks[index])) return basis;
  return {
    blueprint: { ...basis.blueprint, weeks },
    drawnBlueprint: basis.drawnBlueprint ?? basis.blueprint,
  };
}
