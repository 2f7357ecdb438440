import type { DayType, DistanceClass, Experience, PhaseName } from '../model.js';
import type { Zone, ZoneShade } from '../sessions.js';

/** Kinds of session: two workouts of one family train the same thing in a like way. */
export const WORKOUT_FAMILIES = [
  'steady',
  'by_feel',
  'easy_progression',
  'easy_mix',
  'jog',
  'shakeout',
  'long_steady',
  'long_progression',
  'goal_pace',
  'continuous',
  'cruise',
  'tempo_progression',
  'over_under',
  'short_repeats',
  'long_repeats',
  'pyramid',
  'ladder',
  'hills',
  'race_specific',
] as const;
export type WorkoutFamily = (typeof WORKOUT_FAMILIES)[number];

export const WORKOUT_DAY_TYPES = [
  'easy',
  'tempo',
  'intervals',
  'long_run',
  'recovery',
  'shakeout',
] as const satisfies readonly DayType[];
export type WorkoutDayType = (typeof WORKOUT_DAY_TYPES)[number];

/** A stretch of one length in minutes, run in a zone. */
export interface Step {
  minutes: number;
  zone: Zone;
  shade?: ZoneShade;
}

/** A share of a whole run, run in a zone. */
export interface Part {
  share: number;
  zone: Zone;
  shade?: ZoneShade;
}

/**
 * How a workout is built up, as data. `parts` divides a run by shares. `sets` repeats its steps between
 * `fewest` and `most` times, each step followed by a jog of `jog` times the step's own time (at most 1), and
 * scales them to the work the day may hold. The steps of an `unbroken` set follow each other without a jog: it
 * comes after the whole set, and is measured by it.
 */
export type Structure =
  | { kind: 'parts'; parts: readonly Part[] }
  | {
      kind: 'sets';
      steps: readonly Step[];
      fewest: number;
      most: number;
      jog: number;
      unbroken?: true;
    };

/** One workout of the library: everything that can be said of it before it meets an athlete. */
export interface Workout {
  id: string;
  name: string;
  dayType: WorkoutDayType;
  family: WorkoutFamily;
  /** Where in a plan, for which races and for whom it suits. */
  phases: readonly PhaseName[];
  classes: readonly DistanceClass[];
  levels: readonly Experience[];
  /** Shortest day it makes sense on. */
  minMiles: number;
  /** What it is for, in one sentence. */
  purpose: string;
  /** How it should feel. */
  feel: string;
  /** Id of an easier workout to run instead; null when rest is the only easier thing. */
  easier: string | null;
  structure: Structure;
}
