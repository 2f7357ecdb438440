import type { EntityManager } from '@mikro-orm/core';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Weeks to let the athlete see, and who lets them. */
interface Release {
  /** Left out: all that are written. */
  weekNumbers?: readonly number[];
  /** `auto`: nobody had looked at them in time. */
  by: 'staff' | 'auto';
  now: Date;
}

/**
 * Lets the athlete see written weeks that a coach was to review, in the caller's transaction and with the plan's row
 * locked.
 * @returns the numbers of the weeks that were not released before; the plan is changed if there are any
 */
export async function releaseWeeks(
  em: EntityManager,
  plan: TrainingPlan,
  { weekNumbers, by, now }: Release,
): Promise<number[]> {
  const held = await em.find(
    TrainingPlanWeek,
    {
      plan: plan.id,
      releasedAt: null,
      ...(weekNumbers === undefined ? {} : { weekNumber: { $in: [...weekNumbers] } }),
    },
    { orderBy: { weekNumber: 'asc' } },
  );
  for (const week of held) {
    week.releasedAt = now;
    week.provenance = { ...week.provenance, releasedBy: by };
  }
  if (held.length > 0) plan.revision += 1;
  return held.map(({ weekNumber }) => weekNumber);
}
