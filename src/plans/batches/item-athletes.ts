import type { EntityManager } from '@mikro-orm/core';
import { isUUID } from 'class-validator';
import { Athlete } from '../../athletes/athlete.entity.js';
import { TrainingPlan } from '../training-plan.entity.js';

/** Whose each input is, a draft's body or the id of a plan; null where nobody is found. Two queries for all. */
export async function athletesOf(em: EntityManager, inputs: readonly unknown[]): Promise<(string | null)[]> {
  const planIds = inputs.filter((input) => typeof input === 'string');
  const named = inputs.map(namedAthlete).filter((id) => id !== null);
  const plans = await em.find(TrainingPlan, { id: { $in: planIds } }, { fields: ['athlete'] });
  const athletes = await em.find(Athlete, { id: { $in: named } }, { fields: ['id'] });
  const ofPlan = new Map(plans.map(({ id, athlete }) => [id, athlete.id]));
  const known = new Set(athletes.map(({ id }) => id));
  return inputs.map((input) => {
    if (typeof input === 'string') return ofPlan.get(input) ?? null;
    const id = namedAthlete(input);
    return id !== null && known.has(id) ? id : null;
  });
}

function namedAthlete(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('athleteId' in input)) return null;
  const { athleteId } = input;
  return typeof athleteId === 'string' && isUUID(athleteId) ? athleteId.toLowerCase() : null;
}
