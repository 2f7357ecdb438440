import { isDeepStrictEqual } from 'node:util';
import type { AlternativeSession, CalendarDate, DayType, Lap, PhaseName } from '../coaching/model.js';
import type { DayResponse, PhaseResponse, WeekResponse } from './cascade-response.dto.js';

/** The lists of laps that a day has, in the order they are run. */
export const DAY_PARTS = ['warmup', 'workout', 'cooldown'] as const;
export type DayPart = (typeof DAY_PARTS)[number];

/** What something was, and what it is. */
export interface Difference<T> {
  before: T;
  after: T;
}

/** A lap without its place. */
export type LapValues = Pick<Lap, 'distanceMiles' | 'paceGoal'>;

/** One lap that is other than it was; null where there is none. Laps go by their place in their list. */
export interface LapDifference extends Difference<LapValues | null> {
  part: DayPart;
  lapIndex: number;
}

/** A day that both have, and all in which it is not the same; what is the same is left out. */
export interface DayDifference {
  date: CalendarDate;
  laps: LapDifference[];
  workoutType?: Difference<DayType>;
  miles?: Difference<number>;
  notes?: Difference<string>;
  alternative?: Difference<AlternativeSession | null>;
  locked?: Difference<boolean>;
  outsidePlan?: Difference<boolean>;
}

/** What a week holds, in miles. */
export interface WeekMiles {
  weekNumber: number;
  phase: PhaseName;
  miles: number;
  trainingMiles: number;
  targetMiles: number;
}

/** A calendar week by its Monday; null where it is not written. */
export interface ComparedWeek extends Difference<WeekMiles | null> {
  startDate: CalendarDate;
}

/** All in which the days of two cascades differ, by date, and their weeks side by side. */
export interface CascadeComparison {
  added: DayResponse[];
  removed: DayResponse[];
  changed: DayDifference[];
  weeks: ComparedWeek[];
}

/**
 * Compares two cascades as the API shows them. Days are the same by their date, whatever week of the plan they are in.
 * Pure; the other way round it gives the mirror image.
 */
export function compareCascades(
  before: readonly PhaseResponse[],
  after: readonly PhaseResponse[],
): CascadeComparison {
  const [weeksBefore, weeksAfter] = [byMonday(before), byMonday(after)];
  const [daysBefore, daysAfter] = [byDate(weeksBefore), byDate(weeksAfter)];
  const changed = [...daysBefore.values()].flatMap((day) => {
    const other = daysAfter.get(day.date);
    return (other && dayDifference(day, other)) ?? [];
  });
  const mondays = [...new Set([...weeksBefore.keys(), ...weeksAfter.keys()])].toSorted();
  return {
    added: [...daysAfter.values()].filter(({ date }) => !daysBefore.has(date)),
    removed: [...daysBefore.values()].filter(({ date }) => !daysAfter.has(date)),
    changed,
    weeks: mondays.map((startDate) => ({
      startDate,
      before: milesOf(weeksBefore.get(startDate)),
      after: milesOf(weeksAfter.get(startDate)),
    })),
  };
}

function byMonday(phases: readonly PhaseResponse[]): ReadonlyMap<CalendarDate, WeekResponse> {
  const weeks = phases.flatMap((phase) => phase.weeks ?? []);
  return new Map(weeks.map((week) => [week.startDate, week]));
}

/** In the order of their dates. */
function byDate(weeks: ReadonlyMap<CalendarDate, WeekResponse>): ReadonlyMap<CalendarDate, DayResponse> {
  const days = [...weeks.values()].flatMap((week) => week.days ?? []);
  return new Map(days.toSorted((a, b) => (a.date < b.date ? -1 : 1)).map((day) => [day.date, day]));
}

/** What a day says in one piece, as opposed to its laps. */
type PlainDay = Pick<DayResponse, 'workoutType' | 'miles' | 'notes' | 'locked' | 'outsidePlan'> &
  Required<Pick<DayResponse, 'alternative'>>;

function plain({
  workoutType,
  miles,
  notes,
  alternative = null,
  locked,
  outsidePlan,
}: DayResponse): PlainDay {
  return { workoutType, miles, notes, alternative, locked, outsidePlan };
}

/** @returns null where the two are the same */
function dayDifference(was: DayResponse, is: DayResponse): DayDifference | null {
  const [before, after] = [plain(was), plain(is)];
  const difference: DayDifference = {
    date: was.date,
    laps: DAY_PARTS.flatMap((part) => lapDifferences(part, was[part] ?? [], is[part] ?? [])),
    ...differing('workoutType', before, after),
    ...differing('miles', before, after),
    ...differing('notes', before, after),
    ...differing('alternative', before, after),
    ...differing('locked', before, after),
    ...differing('outsidePlan', before, after),
  };
  const { date: _, laps, ...others } = difference;
  return laps.length > 0 || Object.keys(others).length > 0 ? difference : null;
}

/** One field as it was and as it is, under its name; nothing where it is the same. */
function differing<Key extends keyof PlainDay>(
  key: Key,
  before: PlainDay,
  after: PlainDay,
): { [K in Key]?: Difference<PlainDay[K]> } {
  const [was, is] = [before[key], after[key]];
  return isDeepStrictEqual(was, is) ? {} : ({ [key]: { before: was, after: is } } as object);
}

function lapDifferences(part: DayPart, before: readonly Lap[], after: readonly Lap[]): LapDifference[] {
  const length = Math.max(before.length, after.length);
  const pairs = Array.from({ length }, (_, index) => ({
    part,
    lapIndex: index + 1,
    before: lapValues(before[index]),
    after: lapValues(after[index]),
  }));
  return pairs.filter((pair) => !isDeepStrictEqual(pair.before, pair.after));
}

function lapValues(lap: Lap | undefined): LapValues | null {
  return lap ? { distanceMiles: lap.distanceMiles, paceGoal: lap.paceGoal } : null;
}

function milesOf(week: WeekResponse | undefined): WeekMiles | null {
  if (!week) return null;
  const { weekNumber, phase, miles, trainingMiles, targetMiles } = week;
  return { weekNumber, phase, miles, trainingMiles, targetMiles };
}
