import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Injectable, Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import type { Actor } from '../auth/actor.js';
import { laterActor } from '../auth/later-actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { Drain } from '../common/drain.js';
import { ForbiddenError } from '../common/errors.js';
import type { ProblemOccasion } from '../common/problem.js';
import { inTransaction } from '../database/transaction.js';
import type { BatchHandler, NewItem } from './batch-handler.js';
import { BatchRun, type BatchOutcome } from './batch-run.js';
import type { LongWork } from './long-work.js';
import { OperationItem } from './operation-item.entity.js';
import { OperationRunner } from './operation-runner.service.js';
import { OPEN_STATUSES, Operation } from './operation.entity.js';

/** Many things of one kind that are asked for at once. */
export interface NewBatch {
  kind: string;
  subject: { type: string; id: string } | null;
  items: readonly NewItem[];
  /** What the items have in common, for whoever does them. */
  shared: unknown;
}

/** At a time. */
const MOST_TIDIED = 100;
/** As long as an idempotency key is good for. */
const KEY_KEPT_SINCE = `now() - interval '24 hours'`;

/**
 * Work of many items, each with a result of its own. What is to be done and what is done are rows, so that a batch
 * whose process is gone is gone on with by another, and no item is done twice.
 */
@Injectable()
export class Batches {
  private readonly logger = new Logger(Batches.name);
  private readonly handlers = new Map<string, BatchHandler>();

  constructor(
    private readonly em: EntityManager,
    private readonly runner: OperationRunner,
    private readonly drain: Drain,
  ) {}

  register(handler: BatchHandler): void {
    this.handlers.set(handler.kind, handler);
  }

  /**
   * Stores a batch, sets it going and returns without waiting for it.
   * @param asked.requestDigest of the request with its idempotency key: the same one again meets the batch there is
   */
  async start(
    { kind, subject, items, shared }: NewBatch,
    asked: { actor: Actor; occasion: ProblemOccasion; requestDigest: string | null },
  ): Promise<Operation> {
    const { actor, occasion, requestDigest } = asked;
    const known = requestDigest === null ? null : await this.sameRequest(requestDigest);
    if (known) return known;
    const id = v7();
    const columns = {
      id,
      requestDigest,
      total: items.length,
      batch: { apiKeyId: actor.key?.id ?? null, shared },
    };
    const work = this.workOf(actor, { id, attempt: 1, kind, subject, occasion, batch: columns.batch });
    return this.runner.start(work, {
      actor,
      occasion,
      toBody: (outcome) => outcome,
      batch: {
        columns,
        create: (em, operation) => {
          for (const [index, { input, athleteId }] of items.entries()) {
            const none = { subjectId: null, claim: null, problem: null };
            em.create(OperationItem, { operation, index, athlete: athleteId, input, ...none });
          }
          const detail = { kind, items: items.length };
          recordAudit(em, { actor, action: `${kind}_started`, subject: { type: 'operation', id }, detail });
        },
      },
    });
  }

  /** Whether an operation can be gone on with here. */
  canResume({ kind, batch }: Pick<Operation, 'kind' | 'batch'>): boolean {
    return batch !== null && this.handlers.has(kind) && !this.drain.draining;
  }

  /**
   * Goes on with a batch that this process has taken over.
   * @throws ForbiddenError when whoever asked for it may ask for nothing any more
   */
  async resume(operation: Operation): Promise<void> {
    const { id, attempt, kind, path, traceId, batch } = operation;
    const { actorId: staffId } = operation;
    const actor = await laterActor(this.em.fork(), { staffId, apiKeyId: batch?.apiKeyId ?? null });
    if (!actor) {
      throw new ForbiddenError('access.denied', 'Whoever asked for this has no account or key any more.');
    }
    const occasion = { url: path, id: traceId };
    const work = this.workOf(actor, { id, attempt, kind, subject: null, occasion, batch });
    this.runner.resume(operation, work, (outcome) => outcome);
    this.logger.log({ operationId: id, attempt }, 'a batch that its process left is gone on with');
  }

  /** Takes back what the items under way of batches that have ended had made, where their process did not live to do so. */
  async tidy(): Promise<void> {
    const begun = { status: 'pending', subjectId: { $ne: null } } as const;
    const left = await this.em
      .fork()
      .find(
        OperationItem,
        { ...begun, operation: { status: { $nin: [...OPEN_STATUSES] } } },
        { populate: ['operation'], limit: MOST_TIDIED },
      );
    for (const { id, operation } of left) {
      const handler = this.handlers.get(operation.getEntity().kind);
      if (!handler) continue;
      await inTransaction(this.em, async (em) => {
        const lockMode = LockMode.PESSIMISTIC_PARTIAL_WRITE;
        const item = await em.findOne(OperationItem, { id, ...begun }, { lockMode });
        if (!item) return;
        await handler.undo(em, item, null);
        item.subjectId = null;
      });
    }
  }

  private workOf(
    actor: Actor,
    told: Pick<Operation, 'id' | 'attempt' | 'kind' | 'batch'> & {
      subject: NewBatch['subject'];
      occasion: ProblemOccasion;
    },
  ): LongWork<BatchOutcome> {
    const { kind, subject, occasion, ...operation } = told;
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`Nothing does batches of the kind ${kind}`);
    const { em, logger } = this;
    const run = new BatchRun(
      { ...operation, path: occasion.url, traceId: occasion.id },
      { em, handler, actor, draining: this.drain.signal, logger },
    );
    return {
      kind,
      subject,
      athleteId: null,
      claim: null,
      resumable: true,
      run: async (watch) => {
        watch.signal.throwIfAborted();
        return run.run(watch);
      },
    };
  }

  private sameRequest(requestDigest: string): Promise<Operation | null> {
    return this.em
      .fork()
      .findOne(Operation, { requestDigest, createdAt: { $gt: raw<Date>(KEY_KEPT_SINCE) } });
  }
}
