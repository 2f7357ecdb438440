import { fitEasy } from './day-fitting.js';
import { floorHalves } from './half-miles.js';
import type { AlternativeSession, BlueprintDay, DayType } from './model.js';
import { sessionNotes } from './session-notes.js';
import type { Session } from './sessions.js';
import { DAY_RANGES } from './stretch.js';
import type { WeekFrame } from './week-frame.js';
import { findWorkout } from './workouts/library.js';
import { workoutBlocks } from './workouts/structure.js';
import type { Workout } from './workouts/workout.js';

/** A recovery run over this would be an easy one. */
const RECOVERY_MOST = 6;
/** An easier long run is this share of the one planned, but not below the first long run's lower end. */
const LONG_SHARE = 0.8;
const LONG_LEAST = 6;

/**
 * The run to do instead when a day asks too much, laid out in full: a quality day becomes easy, a long run
 * shorter and slower, an easy run a recovery run, a recovery run rest. Null for a shakeout, which rule I holds
 * in its place.
 */
export function easierSession(
  day: BlueprintDay,
  session: Session,
  frame: WeekFrame,
): AlternativeSession | null {
  switch (day.type) {
    case 'tempo':
    case 'intervals':
      return easier('easy', Math.min(day.miles, mostMiles('easy', frame)), easierWorkout(session, 'easy'));
    case 'long_run':
      return easier('long_run', shorterLongRun(day, frame), easierWorkout(session, 'long_run'));
    case 'easy':
      return easier(
        'recovery',
        Math.min(day.miles, mostMiles('recovery', frame), RECOVERY_MOST),
        easierWorkout(session, 'recovery'),
      );
    case 'recovery':
      return { ...REST, warmup: [], workout: [], cooldown: [] };
    default:
      return null;
  }

  function easier(type: DayType, miles: number, workout: Workout): AlternativeSession {
    const blocks = workoutBlocks(workout, { miles, work: null, effort: 1 });
    const lists = fitEasy({ day: { miles }, type, session: { ...session, blocks }, frame, mend: () => {} });
    const notes = sessionNotes(
      `${workout.name}, ${miles} miles, instead. ${workout.purpose} ${workout.feel}`,
      type,
      frame,
    );
    return { workoutType: type, workoutId: workout.id, ...lists, notes };
  }
}

const REST = {
  workoutType: 'rest',
  workoutId: null,
  notes: 'Rest instead. A day off costs no fitness, and a body that asks for one has its reasons.',
} as const;

/** Follows the library's easier alternatives down to the first of this type. */
function easierWorkout(session: Session, type: keyof typeof USUAL): Workout {
  let workout = findWorkout(findWorkout(session.workoutId)?.easier ?? session.easier ?? null);
  while (workout && workout.dayType !== type) workout = findWorkout(workout.easier);
  return workout ?? USUAL[type];
}

const USUAL = {
  easy: libraryWorkout('easy-relaxed'),
  long_run: libraryWorkout('long-unhurried'),
  recovery: libraryWorkout('recovery-jog'),
};

function libraryWorkout(id: string): Workout {
  const workout = findWorkout(id);
  if (!workout) throw new RangeError(`No workout ${id} in the library`);
  return workout;
}

/** The upper end of a type's range in a stretched week, down to the half mile (rule E). */
function mostMiles(type: 'easy' | 'recovery', { week }: WeekFrame): number {
  return floorHalves(DAY_RANGES[type].high * week.stretch) / 2;
}

/** Four fifths of the run, still the week's longest. */
function shorterLongRun(day: BlueprintDay, { week }: WeekFrame): number {
  const others = week.days.filter(({ type }) => type !== 'long_run').map(({ miles }) => miles);
  const shorter = Math.round(day.miles * LONG_SHARE * 2) / 2;
  return Math.min(day.miles, Math.max(LONG_LEAST, shorter, ...others));
}
