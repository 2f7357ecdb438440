import type { EntityManager } from '@mikro-orm/core';
import type { Athlete } from '../athletes/athlete.entity.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { readCascade } from './read-cascade.js';
import type { Cascade } from './stored-week.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A generated plan with what its later weeks follow: stored at generation, whatever the athlete is today. */
export interface RunningPlan {
  plan: TrainingPlan;
  inputs: PlanInputs;
  blueprint: Blueprint;
  cascade: Cascade;
  athlete: Athlete;
}

/** Reads a plan that was generated with its athlete and its cascade; null when there is none. */
export async function readRunningPlan(em: EntityManager, planId: string): Promise<RunningPlan | null> {
  const plan = await em.findOne(TrainingPlan, planId, { populate: ['athlete'], strategy: 'joined' });
  if (!plan?.inputs || !plan.blueprint) return null;
  const { inputs, blueprint } = plan;
  const cascade = await readCascade(em, planId);
  return { plan, inputs, blueprint, cascade, athlete: plan.athlete.$ };
}
