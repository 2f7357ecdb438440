import type { EntityManager, FilterQuery } from '@mikro-orm/core';
import type { Workout } from '../coaching/workouts/workout.js';
import { toWorkout, WorkoutTemplate } from './workout-template.entity.js';

/**
 * Staff's own workouts that are drawn for the plans of an athlete of this coach, oldest first: the shared ones, and the
 * coach's. Retired ones are drawn for nobody.
 */
export function ownWorkoutsFor(em: EntityManager, coachId: string | null): Promise<Workout[]> {
  return find(em, { $and: [{ retiredAt: null }, forCoach(coachId)] });
}

/** As `ownWorkoutsFor`, with those that were drawn for them once. */
export function everyWorkoutFor(em: EntityManager, coachId: string | null): Promise<Workout[]> {
  return find(em, forCoach(coachId));
}

function forCoach(coachId: string | null): FilterQuery<WorkoutTemplate> {
  return coachId === null ? { shared: true } : { $or: [{ shared: true }, { createdBy: coachId }] };
}

async function find(em: EntityManager, where: FilterQuery<WorkoutTemplate>): Promise<Workout[]> {
  const rows = await em.find(WorkoutTemplate, where, { orderBy: { id: 'asc' } });
  return rows.map(toWorkout);
}
