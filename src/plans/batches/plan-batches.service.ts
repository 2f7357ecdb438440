import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { requireAccess } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import { requestInvalid } from '../../common/errors.js';
import { pointerTo } from '../../common/stored-text.js';
import { RequestValidationPipe } from '../../common/validation.pipe.js';
import type { BatchHandler, BatchItem, ItemDesk } from '../../operations/batch-handler.js';
import { Batches, type NewBatch } from '../../operations/batches.service.js';
import { CreateDraftDto } from '../draft.dto.js';
import { DraftsService } from '../drafts.service.js';
import type { PlanMode } from '../training-plan.entity.js';
import { athletesOf } from './item-athletes.js';
import { ItemPlans } from './item-plans.service.js';
import type { PlanBatchDto } from './plan-batch.dto.js';

/** What the items of a batch have in common. */
interface SharedByItems {
  mode: PlanMode | null;
}

/** Many plans made at once: each item a draft's body, or the id of a draft there is. */
@Injectable()
export class PlanBatches implements BatchHandler {
  readonly kind = 'plan.batch';
  private readonly validation = new RequestValidationPipe();

  constructor(
    private readonly em: EntityManager,
    private readonly drafts: DraftsService,
    private readonly plans: ItemPlans,
    batches: Batches,
  ) {
    batches.register(this);
  }

  /** @throws InvalidError naming the items that are neither an object nor an id */
  async prepare(actor: Actor, { items, mode }: PlanBatchDto): Promise<NewBatch> {
    requireAccess(actor, 'plan.batch');
    requireItems(items);
    const inputs = items.map((item) => (typeof item === 'string' ? item.toLowerCase() : item));
    const athletes = await athletesOf(this.em.fork(), inputs);
    const shared: SharedByItems = { mode: mode ?? null };
    return {
      kind: this.kind,
      subject: null,
      items: inputs.map((input, index) => ({ input, athleteId: athletes[index] ?? null })),
      shared,
    };
  }

  async run({ input, subjectId }: BatchItem, desk: ItemDesk): Promise<void> {
    const { mode } = desk.shared as SharedByItems;
    if (typeof input === 'string') {
      await this.plans.generate(desk, { trainingPlanId: input, mode });
      return;
    }
    const trainingPlanId = subjectId ?? (await this.draft(input, desk));
    await this.plans.generate(desk, { trainingPlanId });
  }

  async undo(em: EntityManager, { input, subjectId }: BatchItem, actor: Actor | null): Promise<void> {
    if (typeof input !== 'string' && subjectId !== null) await this.plans.removeDraft(em, subjectId, actor);
  }

  private async draft(input: unknown, desk: ItemDesk): Promise<string> {
    const { mode } = desk.shared as SharedByItems;
    // Checked as the body of a request for this draft alone is.
    const data = (await this.validation.transform(input, {
      type: 'body',
      metatype: CreateDraftDto,
    })) as CreateDraftDto;
    data.mode ??= mode;
    const { plan } = await this.drafts.create(desk.actor, data, {
      also: (em, { id }) => desk.note(em, { subjectId: id }),
    });
    return plan.id;
  }
}

function requireItems(items: readonly unknown[]): void {
  const wrong = items.flatMap((item, index) => (isItem(item) ? [] : [index]));
  if (wrong.length === 0) return;
  const detail = 'must be the body of a draft or the id of one';
  throw requestInvalid(wrong.map((index) => ({ pointer: pointerTo('/items', index), detail })));
}

function isItem(item: unknown): boolean {
  return typeof item === 'string'
    ? isUUID(item)
    : typeof item === 'object' && item !== null && !Array.isArray(item);
}
