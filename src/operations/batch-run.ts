import { setTimeout as sleep } from 'node:timers/promises';
import { RequestContext, type EntityManager } from '@mikro-orm/core';
import type { Logger } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { problemOf, type Problem } from '../common/problem.js';
import { problemSourceOf } from '../common/problem-source.js';
import { inTransaction } from '../database/transaction.js';
import type { BatchHandler, BatchItem, ItemDesk } from './batch-handler.js';
import { InterruptedError } from './interrupted.js';
import { CancelledError, type WorkWatch } from './long-work.js';
import { isOpen, lockOpen, record } from './operation-log.js';
import { OperationItem } from './operation-item.entity.js';
import { Operation } from './operation.entity.js';

/** Items under way at once: they share the pool of connections with requests, and models with all other work. */
const SIDE_BY_SIDE = 4;
/** What an item that the database had no time for waits before it is tried again. */
const RETRY_MS = [500, 2_000] as const;

/** What a batch has come to; its items say the rest. */
export interface BatchOutcome {
  total: number;
  succeeded: number;
  failed: number;
}

interface BatchParts {
  em: EntityManager;
  handler: BatchHandler;
  actor: Actor;
  /** Aborts when this process is to stop: from then on no item is begun. */
  draining: AbortSignal;
  logger: Logger;
}

/** The items of one operation that are not done yet, side by side, each in its own transaction. */
export class BatchRun {
  constructor(
    private readonly operation: Pick<Operation, 'id' | 'attempt' | 'path' | 'traceId' | 'batch'>,
    private readonly parts: BatchParts,
  ) {}

  /** @throws InterruptedError when the process stops before all is done; the signal's reason when it aborts */
  async run(watch: WorkWatch<BatchOutcome>): Promise<BatchOutcome> {
    const { em, draining } = this.parts;
    const broken = new AbortController();
    const stop = AbortSignal.any([watch.signal, draining, broken.signal]);
    const lanes = await this.lanes();
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane && !stop.aborted; lane = lanes.shift()) {
        for (const item of lane) {
          if (stop.aborted) return;
          await RequestContext.create(em, () => this.doItem(item, watch.signal));
        }
      }
    };
    const workers = Array.from({ length: SIDE_BY_SIDE }, () =>
      // None is left behind at work when another cannot go on.
      work().catch((error: unknown) => broken.abort(error)),
    );
    await Promise.all(workers);
    watch.signal.throwIfAborted();
    broken.signal.throwIfAborted();
    if (draining.aborted) throw new InterruptedError();
    return inTransaction(em, async (tx) => {
      const outcome = await countItems(tx, this.operation.id);
      await watch.settle(tx, { outcome, event: { type: 'batch.done', data: { ...outcome } } });
      return outcome;
    });
  }

  /** Items left to do, those of one athlete one after the other. */
  private async lanes(): Promise<BatchItem[][]> {
    const items = await this.parts.em
      .fork()
      .find(
        OperationItem,
        { operation: this.operation.id, status: 'pending' },
        { orderBy: { index: 'asc' } },
      );
    return [...Map.groupBy(items, ({ id, athlete }) => athlete?.id ?? id).values()];
  }

  private get shared(): unknown {
    return this.operation.batch?.shared;
  }

  /** Does an item, or notes why it came to nothing. @throws what keeps the batch from going on */
  private async doItem(item: BatchItem, signal: AbortSignal): Promise<void> {
    try {
      await this.tryItem(item, signal);
    } catch (error) {
      if (error instanceof CancelledError || signal.aborted) return this.giveUp(item);
      await this.noteFailure(item, error);
    }
  }

  private async tryItem(item: BatchItem, signal: AbortSignal): Promise<void> {
    for (let tried = 0; ; tried += 1) {
      try {
        // As it is now: what an earlier try has made is not made again.
        const current = await this.parts.em.fork().findOne(OperationItem, { id: item.id, status: 'pending' });
        // Gone with its athlete.
        if (current) await this.parts.handler.run(current, this.desk(item, signal));
        return;
      } catch (error) {
        const wait = RETRY_MS[tried];
        if (wait === undefined || signal.aborted || problemSourceOf(error).status !== 503) throw error;
        await sleep(wait);
      }
    }
  }

  private desk({ id, index }: BatchItem, signal: AbortSignal): ItemDesk {
    const { operation, shared } = this;
    const { attempt } = operation;
    return {
      actor: this.parts.actor,
      shared,
      signal,
      note: async (em, noted) => {
        await em.flush();
        await lockOpen(em, operation);
        const kept = await em.nativeUpdate(OperationItem, { id, status: 'pending' }, { ...noted, attempt });
        if (kept === 0) throw new CancelledError();
      },
      finish: async (em, subjectId) => {
        // The lock on the operation is the last thing before the commit: the other items wait for it.
        await em.flush();
        const locked = await lockOpen(em, operation);
        const done = { status: 'succeeded', subjectId, input: null } as const;
        const finished = await em.nativeUpdate(OperationItem, { id, status: 'pending' }, done);
        if (finished === 0) throw new CancelledError();
        recordItem(em, locked, { type: 'item.succeeded', data: { index } });
      },
    };
  }

  private async noteFailure(item: BatchItem, error: unknown): Promise<void> {
    const { em, handler, actor, logger } = this.parts;
    const { path: url, traceId, id: operationId } = this.operation;
    const source = problemSourceOf(error);
    const problem: Problem = problemOf(source, { url, id: traceId });
    if (source.status === 500) logger.error({ err: error, operationId, index: item.index }, 'an item failed');
    try {
      await inTransaction(em, async (tx) => {
        const current = await tx.findOne(OperationItem, { id: item.id, status: 'pending' });
        if (!current) return;
        await handler.undo(tx, current, actor);
        await tx.flush();
        const operation = await lockOpen(tx, this.operation);
        tx.assign(current, { status: 'failed', problem, input: null, subjectId: null });
        const data = { index: item.index, status: problem.status, code: problem.code };
        recordItem(tx, operation, { type: 'item.failed', data });
      });
    } catch (failure) {
      if (failure instanceof CancelledError) return this.giveUp(item);
      throw failure;
    }
  }

  /** Takes back what an item of a batch that was cancelled has made; one that another process goes on with keeps it. */
  private async giveUp({ id }: BatchItem): Promise<void> {
    const { em, handler, actor } = this.parts;
    await inTransaction(em, async (tx) => {
      const operation = await tx.findOne(Operation, this.operation.id);
      const item = await tx.findOne(OperationItem, { id, status: 'pending' });
      if (!item || (operation && isOpen(operation))) return;
      await handler.undo(tx, item, actor);
      item.subjectId = null;
    });
  }
}

function recordItem(
  em: EntityManager,
  operation: Operation,
  { type, data }: { type: string; data: Record<string, unknown> },
): void {
  operation.status = 'running';
  const { done, total } = operation;
  record(em, operation, { type, data, progress: { done: done + 1, total: total ?? 0 } });
}

/** How many items have come to what. */
async function countItems(em: EntityManager, operation: string): Promise<BatchOutcome> {
  const [total, succeeded, failed] = await Promise.all([
    em.count(OperationItem, { operation }),
    em.count(OperationItem, { operation, status: 'succeeded' }),
    em.count(OperationItem, { operation, status: 'failed' }),
  ]);
  return { total, succeeded, failed };
}
