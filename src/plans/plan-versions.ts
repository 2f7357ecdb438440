import type { EntityManager } from '@mikro-orm/core';
import type { Blueprint } from '../coaching/model.js';
import { toPhaseResponses } from './cascade.mapper.js';
import { PlanVersion, type VersionBasis } from './plan-version.entity.js';
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

/**
 * Keeps a cascade as the plan's next version, in the caller's transaction and with the plan's row locked.
 * @returns the version's number
 */
export async function recordVersion(em: EntityManager, change: Change): Promise<number> {
  const { plan, reason, actorId, cascade, blueprint } = change;
  const number = 1 + (await em.count(PlanVersion, { plan: plan.id }));
  em.create(PlanVersion, {
    plan,
    number,
    reason,
    actorId,
    snapshot: { phases: toPhaseResponses(cascade, blueprint) },
    basis: basisOf(plan, { cascade, blueprint }),
  });
  return number;
}

/** What stands behind a plan's cascade. */
export function basisOf(
  plan: TrainingPlan,
  { cascade, blueprint }: { cascade: Cascade; blueprint: Blueprint },
): VersionBasis {
  const { id, inputs, drawnBlueprint } = plan;
  if (!inputs) throw new Error(`Plan ${id} has a cascade without what it was made from`);
  const { goalTime, goalTimeSeconds, goalPace5K, goalRacePace, predictedRacePace, fiveKPace } = plan;
  const { preferredDays, currentWeeklyMileage, phases, realism, readiness, warnings } = plan;
  return {
    inputs,
    blueprint,
    drawnBlueprint,
    columns: {
      goalTime,
      goalTimeSeconds,
      goalPace5K,
      goalRacePace,
      predictedRacePace,
      fiveKPace,
      preferredDays,
      currentWeeklyMileage,
      phases,
      realism,
      readiness,
      warnings,
    },
    weeks: cascade.weeks.map(({ weekNumber, wantedMiles, days }) => ({
      weekNumber,
      wantedMiles,
      workoutIds: days.map(({ workoutId }) => workoutId),
    })),
  };
}
