import { EntityManager, LockMode, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthleteToday } from '../../athletes/athlete-today.js';
import { reachOf, requireAccess, requireReach, type Action } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import { recordChange, type AuditedFields } from '../../auth/audit-trail.js';
import { defined } from '../../common/defined.js';
import { NotFoundError } from '../../common/errors.js';
import { pageOf, type Page } from '../../common/paging.js';
import { containsText } from '../../common/search.js';
import { inTransaction } from '../../database/transaction.js';
import { requirePlan } from '../plan-access.js';
import type {
  CreatePlanTemplateDto,
  PlanTemplateListQuery,
  UpdatePlanTemplateDto,
} from './plan-template.dto.js';
import { PlanTemplate } from './plan-template.entity.js';
import { shapeOf } from './plan-shape.js';

/** Of two who change or delete it at once the second finds what the first has left. */
const LOCKED = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

/** Plans saved for reuse. A coach has those they made. */
@Injectable()
export class PlanTemplatesService {
  constructor(
    private readonly em: EntityManager,
    private readonly today: AthleteToday,
  ) {}

  /** @throws NotFoundError `template.not_found`; ForbiddenError `access.denied` */
  async require(actor: Actor, id: string, action: Action): Promise<PlanTemplate> {
    requireReach(actor, action);
    return mayUse(await this.em.findOne(PlanTemplate, id), actor, action);
  }

  async list(actor: Actor, query: PlanTemplateListQuery): Promise<Page<PlanTemplate>> {
    const own = reachOf(actor, 'template.read') === 'own' ? { createdBy: actor.id } : {};
    const matches: FilterQuery<PlanTemplate> = containsText(query.q, ['name', 'description']);
    return pageOf(query, ({ where, options }) =>
      this.em.find(PlanTemplate, { $and: [matches, own, where] }, options),
    );
  }

  /** @throws NotFoundError `plan.not_found`; InvalidError naming all that a draft lacks to be laid out */
  create(
    actor: Actor,
    { trainingPlanId, name, description = null }: CreatePlanTemplateDto,
  ): Promise<PlanTemplate> {
    requireAccess(actor, 'template.write', { coachId: actor.id });
    return inTransaction(this.em, async (em) => {
      const owned = await requirePlan(em, { actor, planId: trainingPlanId, action: 'plan.read' });
      const shape = await shapeOf(em, owned, this.today.of(owned.athlete));
      const template = em.create(PlanTemplate, { name, description, ...shape, createdBy: actor.id });
      record(em, { actor, action: 'template.created', template, before: {}, after: auditable(template) });
      return template;
    });
  }

  update(actor: Actor, id: string, data: UpdatePlanTemplateDto): Promise<PlanTemplate> {
    return this.change(actor, id, (em, template) => {
      const before = auditable(template);
      em.assign(template, defined(data));
      record(em, { actor, action: 'template.changed', template, before, after: auditable(template) });
    });
  }

  /** Plans that were made from it stay as they are. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, (em, template) => {
      em.remove(template);
      record(em, { actor, action: 'template.deleted', template, before: auditable(template), after: {} });
    });
  }

  private change(
    actor: Actor,
    id: string,
    work: (em: EntityManager, template: PlanTemplate) => void,
  ): Promise<PlanTemplate> {
    requireReach(actor, 'template.write');
    return inTransaction(this.em, async (em) => {
      const template = mayUse(await em.findOne(PlanTemplate, id, LOCKED), actor, 'template.write');
      work(em, template);
      return template;
    });
  }
}

function mayUse(template: PlanTemplate | null, actor: Actor, action: Action): PlanTemplate {
  if (!template) throw new NotFoundError('template.not_found', 'There is no plan template with this id.');
  requireAccess(actor, action, { coachId: template.createdBy });
  return template;
}

/** Of what people write freely, that it changed is enough to know. */
const WITHHELD: ReadonlySet<string> = new Set(['name', 'description']);

function auditable({ name, description, totalWeeks, distanceName }: PlanTemplate): AuditedFields {
  return { name, description, totalWeeks, distance: distanceName };
}

function record(
  em: EntityManager,
  change: {
    actor: Actor;
    action: string;
    template: PlanTemplate;
    before: AuditedFields;
    after: AuditedFields;
  },
): void {
  const { template, ...told } = change;
  recordChange(em, { ...told, subject: { type: 'plan_template', id: template.id }, withheld: WITHHELD });
}
