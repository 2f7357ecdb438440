import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { recordAudit } from '../auth/audit-trail.js';
import type { CalendarDate } from '../coaching/model.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import { cancelOpenRuns } from './open-runs.js';
import { endPause } from './plan-pauses.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Whether the plan's race has passed: from the day after it, where the athlete lives. */
export function isPastRace({ raceDate }: Pick<TrainingPlan, 'raceDate'>, today: CalendarDate): boolean {
  return raceDate !== null && raceDate < today;
}

/** The end of plans. */
@Injectable()
export class PlanCompletion {
  constructor(
    private readonly events: WebhookEvents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Ends an active or paused plan whose race has passed, in the caller's transaction and with the plan's row locked,
   * and tells the receivers. Any other plan stays as it is.
   */
  async complete(em: EntityManager, plan: TrainingPlan): Promise<void> {
    const { id, athlete, status, raceDate } = plan;
    if ((status !== 'active' && status !== 'paused') || raceDate === null) return;
    await cancelOpenRuns(em, { plan, reason: 'completed', now: this.clock.now() });
    endPause(plan, raceDate);
    plan.status = 'completed';
    plan.nextWorkAt = null;
    plan.revision += 1;
    const subject = { type: 'training_plan', id };
    recordAudit(em, { actor: null, action: 'plan.completed', subject, detail: { from: status } });
    await this.events.record(em, {
      type: 'plan.completed',
      athleteId: athlete.id,
      planId: id,
      data: { raceDate },
    });
  }
}
