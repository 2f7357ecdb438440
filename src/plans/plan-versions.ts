import type { EntityManager } from '@mikro-orm/core';
import type { Blueprint } from '../coaching/model.js';
import { toPhaseResponses } from './cascade.mapper.js';
import { PlanVersion } from './plan-version.entity.js';
import type { Cascade } from './stored-week.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** A cascade as it is after a change, and what changed it. */
interface Change {
  plan: TrainingPlan;
  /** Stable machine name, e.g. `week.regenerated`. */
  reason: string;
  /** Null for the service itself. */
  actorId: string | null;
  cascade: Cascade;
  blueprint: Blueprint;
}

/** Keeps a cascade as the plan's next version, in the caller's transaction and with the plan's row locked. */
export async function recordVersion(em: EntityManager, change: Change): Promise<void> {
  const { plan, reason, actorId, cascade, blueprint } = change;
  const number = 1 + (await em.count(PlanVersion, { plan: plan.id }));
  em.create(PlanVersion, {
    plan,
    number,
    reason,
    actorId,
    snapshot: { phases: toPhaseResponses(cascade, blueprint) },
  });
}
