import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { requirePerson } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import { recordAudit } from '../../auth/audit-trail.js';
import { digestOf, randomSecret } from '../../auth/secrets.js';
import { ForbiddenError, NotFoundError } from '../../common/errors.js';
import { inTransaction } from '../../database/transaction.js';
import { requirePlan } from '../plan-access.js';
import { CalendarLink } from './calendar-link.entity.js';
import type { ExportedPlan } from './exported-plan.js';
import { PlanExports, requireGenerated } from './plan-exports.service.js';

/** Addresses at which calendars subscribe to plans. */
@Injectable()
export class CalendarLinks {
  constructor(
    private readonly em: EntityManager,
    private readonly exports: PlanExports,
  ) {}

  /**
   * Makes the actor's link to a plan; one they had before opens nothing from now on.
   * @returns the token, said once
   * @throws ForbiddenError `access.denied`, also for a key; InvalidError `plan.not_generated`
   */
  async create(actor: Actor, planId: string): Promise<string> {
    requirePerson(actor);
    const token = randomSecret();
    await inTransaction(this.em, async (em) => {
      const { plan } = await requirePlan(em, { actor, planId, action: 'plan.read', lock: true });
      requireGenerated(plan);
      await em.nativeDelete(CalendarLink, { plan: planId, staff: actor.id });
      em.create(CalendarLink, { plan, staff: actor.id, digest: digestOf(token) });
      recordAudit(em, { actor, action: 'calendar.linked', subject: { type: 'training_plan', id: planId } });
    });
    return token;
  }

  /** From now on no link to the plan opens anything, whoever made it. @throws ForbiddenError `access.denied` */
  async revoke(actor: Actor, planId: string): Promise<void> {
    requirePerson(actor);
    await inTransaction(this.em, async (em) => {
      await requirePlan(em, { actor, planId, action: 'plan.read' });
      const links = await em.nativeDelete(CalendarLink, { plan: planId });
      recordAudit(em, {
        actor,
        action: 'calendar.revoked',
        subject: { type: 'training_plan', id: planId },
        detail: { links },
      });
    });
  }

  /**
   * The plan that a link leads to, as whoever made it may see it today. One that is put away shows no days.
   * @throws NotFoundError `calendar.not_found`, whatever the reason: nothing is said of what there is
   */
  async read(token: string): Promise<ExportedPlan> {
    const link = await this.em.findOne(
      CalendarLink,
      { digest: digestOf(token), staff: { status: 'active' } },
      { populate: ['staff'], strategy: 'joined' },
    );
    if (!link) throw calendarNotFound();
    const { id, role, athleteId } = link.staff.$;
    try {
      const plan = await this.exports.read({ id, role, athleteId }, link.plan.id, {});
      return plan.status === 'archived' ? { ...plan, weeks: [] } : plan;
    } catch (error) {
      // They coach the athlete no more.
      if (error instanceof ForbiddenError) throw calendarNotFound();
      throw error;
    }
  }
}

function calendarNotFound(): NotFoundError {
  return new NotFoundError(
    'calendar.not_found',
    'There is no calendar here, or no more; make a new link with POST /api/training-plan/:id/calendar.',
  );
}
