import { lapMiles, sumMiles } from './hundredths.js';
import type { AlternativeSession, DayType, Lap, PlannedDay, PlannedWeek } from './model.js';

/** Code of the notes that say which rules a week stands against because a person wanted it so. */
export const EDIT_KEPT = 'edit.kept';

/** What a person wants a day to be. */
export interface DayEdit {
  workoutType: DayType;
  warmup: Lap[];
  workout: Lap[];
  cooldown: Lap[];
  notes: string;
}

/** A week with other days in the place of its own, its miles summed anew. */
export function withDays<Week extends PlannedWeek>(week: Week, others: readonly PlannedDay[]): Week {
  const days = week.days.map((day) => others.find(({ date }) => date === day.date) ?? day);
  const training = days.filter(({ workoutType }) => workoutType !== 'race');
  return {
    ...week,
    days,
    miles: sumMiles(days.map(({ miles }) => miles)),
    trainingMiles: sumMiles(training.map(({ miles }) => miles)),
  };
}

/**
 * A day as a person wants it, and held so. Its alternative stays while it is still the easier run; a library workout
 * stands behind it no more once its laps are others.
 */
export function editedDay(day: PlannedDay, edit: DayEdit): PlannedDay {
  const { workoutType, warmup, workout, cooldown, notes } = edit;
  const run = { workoutType, warmup, workout, cooldown };
  return {
    ...day,
    ...run,
    notes,
    miles: milesOf(run),
    workoutId: isSameRun(day, run) ? day.workoutId : null,
    alternative: day.alternative && isEasier(day.alternative, run) ? day.alternative : null,
    locked: true,
  };
}

/**
 * A day with its alternative in its place, and held so. The session that it had becomes the alternative: the same
 * again gives it back.
 * @returns null for a day that has none
 */
export function swappedDay(day: PlannedDay): PlannedDay | null {
  const { workoutType, workoutId, warmup, workout, cooldown, notes, alternative } = day;
  if (!alternative) return null;
  const had: AlternativeSession = { workoutType, workoutId, warmup, workout, cooldown, notes };
  return { ...day, ...alternative, miles: milesOf(alternative), alternative: had, locked: true };
}

/** Two days of a week with each other's sessions, both held so; rest is moved like a run. */
export function exchangedDays(one: PlannedDay, other: PlannedDay): [PlannedDay, PlannedDay] {
  return [
    { ...one, ...sessionOf(other), locked: true },
    { ...other, ...sessionOf(one), locked: true },
  ];
}

type Run = Pick<PlannedDay, 'workoutType' | 'warmup' | 'workout' | 'cooldown'>;

/** How much a type of day asks; the race is no training. */
const EFFORT: Readonly<Record<DayType, number>> = {
  rest: 0,
  shakeout: 1,
  recovery: 1,
  easy: 2,
  long_run: 3,
  tempo: 3,
  intervals: 3,
  race: 4,
};

/** Whether a run asks less than another: neither harder nor longer, and one of the two. */
export function isEasier(run: Run, other: Run): boolean {
  const [effort, otherEffort] = [EFFORT[run.workoutType], EFFORT[other.workoutType]];
  const [miles, otherMiles] = [milesOf(run), milesOf(other)];
  return effort <= otherEffort && miles <= otherMiles && (effort < otherEffort || miles < otherMiles);
}

function isSameRun(one: Run, other: Run): boolean {
  return (
    one.workoutType === other.workoutType &&
    isSameLaps(one.warmup, other.warmup) &&
    isSameLaps(one.workout, other.workout) &&
    isSameLaps(one.cooldown, other.cooldown)
  );
}

function isSameLaps(some: readonly Lap[], others: readonly Lap[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ distanceMiles, paceGoal }, at) => {
      const other = others[at];
      return distanceMiles === other?.distanceMiles && paceGoal === other.paceGoal;
    })
  );
}

function milesOf({ warmup, workout, cooldown }: Run): number {
  return lapMiles(warmup, workout, cooldown);
}

function sessionOf(day: PlannedDay) {
  const { workoutType, miles, warmup, workout, cooldown, notes, alternative, workoutId } = day;
  return { workoutType, miles, warmup, workout, cooldown, notes, alternative, workoutId };
}
