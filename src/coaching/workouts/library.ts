import type { DistanceClass, Experience, PhaseName } from '../model.js';
import { EASY_CHANGING_RUNS } from './easy-changing-runs.js';
import { EASY_RUNS } from './easy-runs.js';
import { GOAL_PACE_RUNS } from './goal-pace-runs.js';
import { LONG_INTERVALS } from './long-intervals.js';
import { LONG_RUNS } from './long-runs.js';
import { RACE_WORKOUTS } from './race-workouts.js';
import { RECOVERY_RUNS } from './recovery-runs.js';
import { SHAKEOUTS } from './shakeouts.js';
import { SHORT_INTERVALS } from './short-intervals.js';
import { TEMPO_RUNS } from './tempo-runs.js';
import type { Workout, WorkoutDayType, WorkoutFamily } from './workout.js';

/** Every workout, each with an id of its own. */
export const WORKOUTS: readonly Workout[] = [
  ...EASY_RUNS,
  ...EASY_CHANGING_RUNS,
  ...RECOVERY_RUNS,
  ...SHAKEOUTS,
  ...LONG_RUNS,
  ...GOAL_PACE_RUNS,
  ...TEMPO_RUNS,
  ...SHORT_INTERVALS,
  ...LONG_INTERVALS,
  ...RACE_WORKOUTS,
];

const BY_ID = new Map(WORKOUTS.map((workout) => [workout.id, workout]));

/** The workout of this id in the library, else among staff's own, or null. */
export function findWorkout(id: string | null, own: readonly Workout[] = []): Workout | null {
  return id === null ? null : (BY_ID.get(id) ?? own.find((workout) => workout.id === id) ?? null);
}

/** Easy running that asks for attention, which legs before a race are spared. */
const CHANGING: readonly WorkoutFamily[] = ['easy_progression', 'easy_mix', 'long_progression'];

/** What a workout is chosen for. */
export interface Occasion {
  dayType: WorkoutDayType;
  phase: PhaseName;
  distanceClass: DistanceClass;
  experience: Experience;
  miles: number;
  /** Whether a long run may hold goal-pace segments. */
  goalPace: boolean;
  /** In a week that the race touches easy running is plain. */
  nearRace: boolean;
}

/**
 * The workouts that suit an occasion, in library order, then staff's own. Never empty: where a day is shorter than
 * any of the library asks for, length is left out of account for those.
 */
export function suitableWorkouts(occasion: Occasion, own: readonly Workout[] = []): readonly Workout[] {
  const suitable = WORKOUTS.filter((workout) => suits(workout, occasion));
  const longEnough = suitable.filter(({ minMiles }) => minMiles <= occasion.miles);
  const ownSuitable = own.filter((workout) => isSuitable(workout, occasion));
  return [...(longEnough.length > 0 ? longEnough : suitable), ...ownSuitable];
}

/** Whether a workout suits an occasion, which is long enough for it. */
export function isSuitable(workout: Workout, occasion: Occasion): boolean {
  return suits(workout, occasion) && workout.minMiles <= occasion.miles;
}

function suits(workout: Workout, occasion: Occasion): boolean {
  return (
    workout.dayType === occasion.dayType &&
    workout.phases.includes(occasion.phase) &&
    workout.classes.includes(occasion.distanceClass) &&
    workout.levels.includes(occasion.experience) &&
    (occasion.goalPace || workout.family !== 'goal_pace') &&
    (!occasion.nearRace || isPlain(workout))
  );
}

/** Quality work, and easy running of one kind without its quick end. */
function isPlain({ family, structure }: Workout): boolean {
  if (structure.kind === 'sets') return true;
  return !CHANGING.includes(family) && structure.parts.every(({ shade }) => shade !== 'fast');
}
