import type { EntityManager, FilterQuery } from '@mikro-orm/core';
import { validate as isUuid } from 'uuid';
import { findWorkout, WORKOUTS } from '../coaching/workouts/library.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { cursorOf, limitOf, positionOf, type Page } from '../common/paging.js';
import { containsText } from '../common/search.js';
import { WorkoutTemplate } from './workout-template.entity.js';
import type { WorkoutListQuery } from './workout.dto.js';

const SEARCHED = ['name', 'purpose', 'feel'] as const;

/** One page of the library: staff's own, newest first, then the built-in in their order. */
export async function workoutPage(
  em: EntityManager,
  query: WorkoutListQuery,
): Promise<Page<Workout | WorkoutTemplate>> {
  const limit = limitOf(query);
  const position = query.cursor === undefined ? null : positionOf(query.cursor, isPosition);
  const isPastOwn = position !== null && !isUuid(position);
  const own =
    query.source === 'built-in' || isPastOwn
      ? []
      : await findOwn(em, query, { before: position, limit: limit + 1 });
  const builtIn = query.source === 'own' ? [] : findBuiltIn(query, isPastOwn ? position : null);
  const found = [...own, ...builtIn];
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? cursorOf(last.id) : null };
}

function isPosition(text: string): boolean {
  return isUuid(text) || findWorkout(text) !== null;
}

function findOwn(
  em: EntityManager,
  query: WorkoutListQuery,
  { before, limit }: { before: string | null; limit: number },
): Promise<WorkoutTemplate[]> {
  const conditions: FilterQuery<WorkoutTemplate>[] = [{ retiredAt: null }, containsText(query.q, SEARCHED)];
  if (before !== null) conditions.push({ id: { $lt: before } });
  if (query.dayType) conditions.push({ dayType: query.dayType });
  if (query.phase) conditions.push({ phases: { $contains: [query.phase] } });
  if (query.class) conditions.push({ classes: { $contains: [query.class] } });
  if (query.level) conditions.push({ levels: { $contains: [query.level] } });
  return em.find(WorkoutTemplate, { $and: conditions }, { orderBy: { id: 'desc' }, limit });
}

function findBuiltIn(query: WorkoutListQuery, after: string | null): Workout[] {
  const from = after === null ? 0 : WORKOUTS.findIndex(({ id }) => id === after) + 1;
  const words = query.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return WORKOUTS.slice(from).filter((workout) => {
    const texts = SEARCHED.map((field) => workout[field].toLowerCase());
    return (
      (query.dayType === undefined || workout.dayType === query.dayType) &&
      (query.phase === undefined || workout.phases.includes(query.phase)) &&
      (query.class === undefined || workout.classes.includes(query.class)) &&
      (query.level === undefined || workout.levels.includes(query.level)) &&
      words.every((word) => texts.some((text) => text.includes(word)))
    );
  });
}
