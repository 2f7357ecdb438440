import { EntityManager, RequestContext } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { recordAudit } from '../../auth/audit-trail.js';
import { ConflictError } from '../../common/errors.js';
import type { ItemDesk } from '../../operations/batch-handler.js';
import type { GenerateDto } from '../generate.dto.js';
import { GenerationService } from '../generation.service.js';
import { TrainingPlan } from '../training-plan.entity.js';

/** How often a plan is begun that changes while it is being written, as where its race moves. */
const MOST_TRIES = 3;

/** Plans that are made as items of a batch. */
@Injectable()
export class ItemPlans {
  constructor(
    private readonly em: EntityManager,
    private readonly generation: GenerationService,
  ) {}

  /**
   * Generates a draft as the end of an item: the plan is stored with the item's end or not at all. One that changes
   * meanwhile is generated as it is then: nobody is there to read it and try again.
   * @throws as a request to generate it
   */
  async generate(desk: ItemDesk, request: GenerateDto): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        // Each reads the plan anew.
        return await RequestContext.create(this.em, () => this.generateOnce(desk, request));
      } catch (error) {
        const isChanged = error instanceof ConflictError && error.code === 'plan.changed';
        if (!isChanged || tried === MOST_TRIES) throw error;
      }
    }
  }

  private async generateOnce(desk: ItemDesk, request: GenerateDto): Promise<void> {
    const { actor, signal } = desk;
    const work = await this.generation.prepare(actor, request, {
      claimed: (em, claim) => desk.note(em, { claim }),
    });
    await work.run({
      signal,
      report: () => {},
      settle: (em) => desk.finish(em, request.trainingPlanId),
    });
  }

  /** Takes away a draft that was made for an item which came to nothing, unless somebody has worked on it since. */
  async removeDraft(em: EntityManager, id: string, actor: Actor | null): Promise<void> {
    const removed = await em.nativeDelete(TrainingPlan, { id, status: 'draft', revision: 1 });
    if (removed === 0) return;
    recordAudit(em, { actor, action: 'plan.deleted', subject: { type: 'training_plan', id } });
  }
}
