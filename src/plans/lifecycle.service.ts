import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { addDays } from '../coaching/calendar.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { requireMatch } from '../common/etag.js';
import { InvalidError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { isPastRace, PlanCompletion } from './completion.js';
import { cancelOpenRuns } from './open-runs.js';
import { requirePlan, type OwnedPlan } from './plan-access.js';
import { releaseWeeks } from './release.js';
import { requireFree } from './plan-overlap.js';
import { resumePlan } from './resume.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import type { PlanStatus, TrainingPlan } from './training-plan.entity.js';
import { DAYS_BEFORE_PLAN } from './week-planner.js';
import { WorkSchedule } from './work-schedule.service.js';

/** What is asked of one plan. */
export interface PlanChange {
  planId: string;
  /** The `If-Match` header; left out: whatever the plan is by now. */
  ifMatch: string | undefined;
}

/** A change of a plan's status inside its transaction, the plan's row locked. */
interface Transition {
  em: EntityManager;
  owned: OwnedPlan;
}

/**
 * Takes plans from one status to another. A plan that is there already stays as it is, so that the second of two
 * clicks is answered like the first; but for restoring, which leads back to a status that tells nothing of it.
 */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly em: EntityManager,
    private readonly records: RunningRecords,
    private readonly today: AthleteToday,
    private readonly completion: PlanCompletion,
    private readonly schedule: WorkSchedule,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * From today on no week is written, until the plan is resumed.
   * @throws InvalidError `plan.not_active`; PreconditionFailedError
   */
  pause(actor: Actor, change: PlanChange): Promise<void> {
    return this.change(actor, { ...change, to: 'paused', action: 'plan.paused' }, async (transition) => {
      const { em, owned } = transition;
      const { plan, athlete } = owned;
      requireStatus(plan, {
        is: ['active'],
        code: 'plan.not_active',
        what: 'only an active plan can be paused',
      });
      const today = this.today.of(athlete);
      if (isPastRace(plan, today)) {
        throw new InvalidError('plan.not_active', `The plan ended with its race on ${plan.raceDate}.`);
      }
      await cancelOpenRuns(em, { plan, reason: 'paused', now: this.clock.now() });
      plan.status = 'paused';
      plan.pausedOn = today;
      plan.revision += 1;
      await this.schedule.update(em, plan);
    });
  }

  /**
   * What passed while the plan was paused becomes rest; a plan whose race has passed becomes completed.
   * @throws InvalidError `plan.not_paused`; PreconditionFailedError
   */
  resume(actor: Actor, change: PlanChange): Promise<void> {
    return this.change(actor, { ...change, to: 'active', action: 'plan.resumed' }, async ({ em, owned }) => {
      const { plan, athlete } = owned;
      requireStatus(plan, {
        is: ['paused'],
        code: 'plan.not_paused',
        what: 'only a paused plan can be resumed',
      });
      const today = this.today.of(athlete);
      if (isPastRace(plan, today)) return this.completion.complete(em, plan);
      await this.goOn(actor, { em, owned });
      await this.schedule.update(em, plan);
    });
  }

  /**
   * Puts a plan away: nothing is written of it any more, and its days are free for another.
   * @throws PreconditionFailedError
   */
  archive(actor: Actor, change: PlanChange): Promise<void> {
    return this.change(
      actor,
      { ...change, to: 'archived', action: 'plan.archived' },
      async ({ em, owned }) => {
        const { plan, athlete } = owned;
        await cancelOpenRuns(em, { plan, reason: 'archived', now: this.clock.now() });
        if (plan.status === 'active') plan.pausedOn = this.today.of(athlete);
        plan.archivedFrom = plan.status;
        plan.status = 'archived';
        plan.nextWorkAt = null;
        plan.revision += 1;
      },
    );
  }

  /**
   * Makes an archived plan again what it was; one whose race has passed meanwhile becomes completed. An active one
   * goes on as after a pause: nobody was told to run what passed meanwhile.
   * @throws InvalidError `plan.not_archived`; ConflictError `athlete.plan_overlaps`; PreconditionFailedError
   */
  restore(actor: Actor, change: PlanChange): Promise<void> {
    return this.change(actor, { ...change, to: null, action: 'plan.restored' }, async ({ em, owned }) => {
      const { plan, athlete } = owned;
      const { archivedFrom } = plan;
      if (archivedFrom === null) {
        throw new InvalidError(
          'plan.not_archived',
          `The plan is ${plan.status}; only an archived plan can be restored.`,
        );
      }
      const { startDate, raceDate } = plan;
      const comesBack = archivedFrom === 'active' || archivedFrom === 'paused';
      const isOver = comesBack && isPastRace(plan, this.today.of(athlete));
      if (comesBack && !isOver && startDate !== null && raceDate !== null) {
        await requireFree(em, { plan, dates: { startDate, raceDate } });
      }
      plan.archivedFrom = null;
      plan.status = archivedFrom;
      if (isOver) return this.completion.complete(em, plan);
      if (archivedFrom === 'active') await this.goOn(actor, { em, owned });
      else plan.revision += 1;
      await this.schedule.update(em, plan);
    });
  }

  /**
   * Lets the athlete see written weeks: these, or all. Those that are shown already stay as they are.
   * @throws InvalidError `plan.not_active`, `week.not_written`; PreconditionFailedError
   */
  release(actor: Actor, change: PlanChange & { weekNumbers: readonly number[] | null }): Promise<void> {
    const { planId, ifMatch, weekNumbers } = change;
    return inTransaction(this.em, async (em) => {
      const { plan } = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      requireStatus(plan, {
        is: ['active', 'paused'],
        code: 'plan.not_active',
        what: 'weeks are released of active and paused plans',
      });
      if (ifMatch !== undefined) requireMatch(ifMatch, plan);
      if (weekNumbers) await requireWritten(em, { planId, weekNumbers });
      const now = this.clock.now();
      const released = await releaseWeeks(em, plan, {
        by: 'staff',
        now,
        ...(weekNumbers && { weekNumbers }),
      });
      if (released.length === 0) return;
      const subject = { type: 'training_plan', id: planId };
      recordAudit(em, { actor, action: 'plan.released', subject, detail: { weekNumbers: released } });
      await this.schedule.update(em, plan);
    });
  }

  private async goOn(actor: Actor, { em, owned: { plan, athlete } }: Transition): Promise<void> {
    const today = this.today.of(athlete);
    const record = await this.records.since(athlete, addDays(plan.startDate ?? today, -DAYS_BEFORE_PLAN));
    await resumePlan(em, { plan, record, today, actorId: actor.id, now: this.clock.now() });
  }

  /** Runs `work` on the locked plan in one transaction, unless the plan is what it is to become. */
  private change(
    actor: Actor,
    { planId, ifMatch, to, action }: PlanChange & { to: PlanStatus | null; action: string },
    work: (transition: Transition) => Promise<void>,
  ): Promise<void> {
    return inTransaction(this.em, async (em) => {
      const owned = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const { plan } = owned;
      const from = plan.status;
      if (from === to) return;
      if (ifMatch !== undefined) requireMatch(ifMatch, plan);
      await work({ em, owned });
      const subject = { type: 'training_plan', id: planId };
      recordAudit(em, { actor, action, subject, detail: { from, to: plan.status } });
    });
  }
}

/** @throws InvalidError when the plan is in another status */
function requireStatus(
  { status }: TrainingPlan,
  { is, code, what }: { is: readonly PlanStatus[]; code: string; what: string },
): void {
  if (!is.includes(status)) throw new InvalidError(code, `The plan is ${status}; ${what}.`);
}

/** @throws InvalidError `week.not_written` */
async function requireWritten(
  em: EntityManager,
  { planId, weekNumbers }: { planId: string; weekNumbers: readonly number[] },
): Promise<void> {
  const written = await em.find(TrainingPlanWeek, { plan: planId }, { fields: ['weekNumber'] });
  const missing = weekNumbers.filter((number) => !written.some(({ weekNumber }) => weekNumber === number));
  if (missing.length === 0) return;
  throw new InvalidError(
    'week.not_written',
    `Only a written week can be released; week ${missing.join(', ')} is not.`,
    missing.map((number) => ({
      pointer: `/weekNumbers/${weekNumbers.indexOf(number)}`,
      detail: `week ${number} is not written`,
    })),
  );
}
