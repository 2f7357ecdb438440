import type { EntityManager } from '@mikro-orm/core';
import { METRES_PER_MILE } from '../coaching/distance.js';
import type { TuneUpRace } from '../coaching/model.js';
import type { Race } from '../races/race.entity.js';
import { planRefused } from './plan-problem.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Most tune-up races of one plan. */
export const MOST_TUNE_UPS = 6;

/** Races on the way as a plan is laid by them, by date; undefined where there are none. */
export function tuneUpsOf(races: readonly Race[]): TuneUpRace[] | undefined {
  const tuneUps = races.map(({ date, distanceMetres }) => ({
    date,
    distanceMiles: distanceMetres / METRES_PER_MILE,
  }));
  return tuneUps.length === 0 ? undefined : tuneUps.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Has a plan pass these races on the way, and no others. */
export async function replaceTuneUps(
  em: EntityManager,
  plan: TrainingPlan,
  races: readonly Race[],
): Promise<void> {
  await em.nativeDelete(RaceTrainingPlan, { plan, priority: 'B' });
  addTuneUps(em, plan, races);
}

export function addTuneUps(em: EntityManager, plan: TrainingPlan, races: readonly Race[]): void {
  for (const race of races) em.create(RaceTrainingPlan, { plan, race: race.id, priority: 'B' });
}

/** @throws InvalidError `plan.tune_up_refused` where the race a plan leads to is to be one on the way */
export function requireOnTheWay(races: readonly Race[], goal: Race | null): void {
  if (!goal || !races.some(({ id }) => id === goal.id)) return;
  const detail =
    'Rule I stands against it: the race that the plan leads to is no tune-up on the way to itself.';
  throw planRefused([{ code: 'plan.tune_up_refused', pointer: '/tuneUpRaceIds', detail }]);
}
