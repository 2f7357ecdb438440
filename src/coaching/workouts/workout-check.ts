import { planFaults } from './trial-plans.js';
import type { WorkoutFault } from './workout-fault.js';
import { easierFaults, likenessFaults } from './workout-likeness.js';
import { shapeFaults } from './workout-shape.js';
import { textFaults } from './workout-text.js';
import { trialFaults } from './workout-trial.js';
import type { Workout } from './workout.js';

/**
 * All that stands against a workout, built in or staff's own: its shape and its words, what it has in common with
 * `others`, and, once its shape is sound, what laying it on the days it may be drawn for and auditing plans with it
 * brings to light. Empty: no plan that draws it departs from a rule because of it. Takes some tenths of a second.
 */
export function workoutFaults(workout: Workout, others: Iterable<Workout>): WorkoutFault[] {
  const shape = shapeFaults(workout);
  const words = [...textFaults(workout), ...likenessFaults(workout, others), ...easierFaults(workout)];
  if (shape.length > 0) return [...shape, ...words];
  const trial = trialFaults(workout);
  return [...words, ...(trial.length > 0 ? trial : planFaults(workout))];
}
