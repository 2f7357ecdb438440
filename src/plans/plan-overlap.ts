import { LockMode, type EntityManager } from '@mikro-orm/core';
import { Athlete } from '../athletes/athlete.entity.js';
import type { PlanInputs } from '../coaching/model.js';
import { ConflictError } from '../common/errors.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A plan that is to be active or paused on these days. */
interface PlanOnDates {
  plan: TrainingPlan;
  dates: Pick<PlanInputs, 'startDate' | 'raceDate'>;
}

/**
 * @throws ConflictError `athlete.plan_overlaps` when the athlete has another active or paused plan on one of these days
 */
export async function requireNoOverlap(em: EntityManager, { plan, dates }: PlanOnDates): Promise<void> {
  const other = await em.findOne(
    TrainingPlan,
    {
      id: { $ne: plan.id },
      athlete: plan.athlete.id,
      status: { $in: ['active', 'paused'] },
      startDate: { $lte: dates.raceDate },
      raceDate: { $gte: dates.startDate },
    },
    { orderBy: { raceDate: 'desc' }, fields: ['startDate', 'raceDate'] },
  );
  if (!other) return;
  throw new ConflictError(
    'athlete.plan_overlaps',
    `The athlete has a plan from ${other.startDate} to the race on ${other.raceDate}; archive it, or start after that race.`,
  );
}

/**
 * Makes sure that an athlete's days are free for a plan, inside the transaction that puts the plan on them.
 * @throws ConflictError `athlete.plan_overlaps`
 */
export async function requireFree(em: EntityManager, { plan, dates }: PlanOnDates): Promise<void> {
  // Two plans of one athlete may come to lie on a day at once: the second waits here and then sees the first.
  await em.findOneOrFail(Athlete, plan.athlete.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  await requireNoOverlap(em, { plan, dates });
}
