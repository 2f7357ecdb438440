import { LockMode, type EntityManager } from '@mikro-orm/core';
import { requireAccess, requireReach, type Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import type { Athlete } from '../athletes/athlete.entity.js';
import { InvalidError, NotFoundError } from '../common/errors.js';
import type { Race } from '../races/race.entity.js';
import type { PlanBasis } from './plan-audit.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A plan with the two things it hangs on. */
export interface OwnedPlan {
  plan: TrainingPlan;
  athlete: Athlete;
  /** The race it leads to; null while a draft has none. */
  race: Race | null;
  /** Races on the way, by date. */
  tuneUps: readonly Race[];
}

/**
 * The plan, when the actor may do this with it. The first line of every use case about one plan.
 * @param access.lock locks the plan's row until the transaction ends: before any change to the plan or under it
 * @throws NotFoundError `plan.not_found`; ForbiddenError `access.denied`
 */
export async function requirePlan(
  em: EntityManager,
  { actor, planId, action, lock = false }: { actor: Actor; planId: string; action: Action; lock?: boolean },
): Promise<OwnedPlan> {
  requireReach(actor, action);
  if (lock) await em.findOne(TrainingPlan, planId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const plan = await em.findOne(TrainingPlan, planId, { populate: ['athlete'], strategy: 'joined' });
  if (!plan) throw planNotFound();
  const athlete = plan.athlete.$;
  requireAccess(actor, action, { athleteId: athlete.id, coachId: athlete.coach?.id ?? null });
  return { plan, athlete, ...(await racesOf(em, planId)) };
}

/** The race a plan leads to, and those on the way. */
export async function racesOf(
  em: EntityManager,
  planId: string,
): Promise<Pick<OwnedPlan, 'race' | 'tuneUps'>> {
  const entries = await em.find(
    RaceTrainingPlan,
    { plan: planId },
    { populate: ['race'], strategy: 'joined', orderBy: { race: { date: 'asc' } } },
  );
  const of = (wanted: 'A' | 'B') =>
    entries.filter(({ priority }) => priority === wanted).map(({ race }) => race.$);
  return { race: of('A')[0] ?? null, tuneUps: of('B') };
}

export function planNotFound(): NotFoundError {
  return new NotFoundError('plan.not_found', 'There is no training plan with this id.');
}

/** @throws InvalidError `plan.not_draft` */
export function requireDraft({ status }: Pick<TrainingPlan, 'status'>): void {
  if (status === 'draft') return;
  throw new InvalidError(
    'plan.not_draft',
    `The plan is ${status}; only a draft can be changed or generated.`,
  );
}

/**
 * What an active plan goes by.
 * @param what can be done with active plans alone, in words that end a sentence
 * @throws InvalidError `plan.not_active`
 */
export function requireActive({ id, status, inputs, blueprint }: TrainingPlan, what: string): PlanBasis {
  if (status !== 'active') throw new InvalidError('plan.not_active', `The plan is ${status}; ${what}.`);
  if (!inputs || !blueprint) throw new Error(`Plan ${id} is active without inputs or blueprint`);
  return { inputs, blueprint };
}
