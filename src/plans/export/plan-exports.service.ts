import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Staff } from '../../auth/staff.entity.js';
import type { Units } from '../../coaching/units.js';
import { InvalidError } from '../../common/errors.js';
import { PlansService } from '../plans.service.js';
import type { TrainingPlan } from '../training-plan.entity.js';
import { toExportedPlan, type ExportedPlan } from './exported-plan.js';

/** Plans as they are taken elsewhere. */
@Injectable()
export class PlanExports {
  constructor(
    private readonly em: EntityManager,
    private readonly plans: PlansService,
  ) {}

  /**
   * A generated plan, with what the actor may see of it.
   * @param options.units left out: what the actor's account counts in
   * @throws NotFoundError `plan.not_found`; ForbiddenError `access.denied`; InvalidError `plan.not_generated`
   */
  async read(actor: Actor, planId: string, { units }: { units?: Units | undefined }): Promise<ExportedPlan> {
    const view = await this.plans.read(actor, planId, 'laps');
    requireGenerated(view.plan);
    return toExportedPlan(view, units ?? (await this.unitsOf(actor)));
  }

  private async unitsOf({ id }: Actor): Promise<Units> {
    const account = await this.em.findOne(Staff, id);
    return account?.units ?? 'mi';
  }
}

/** @throws InvalidError `plan.not_generated` */
export function requireGenerated({ blueprint }: Pick<TrainingPlan, 'blueprint'>): void {
  if (blueprint) return;
  throw new InvalidError('plan.not_generated', 'A draft has no weeks to export; generate it first.');
}
