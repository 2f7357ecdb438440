import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { problemOf } from '../common/problem.js';
import { problemSourceOf } from '../common/problem-source.js';
import { NEW_LEASE } from '../database/columns.js';
import { inTransaction } from '../database/transaction.js';
import { Batches } from './batches.service.js';
import { AbandonedError, InterruptedError } from './interrupted.js';
import { end, lockOpen } from './operation-log.js';
import { OPEN_STATUSES, Operation } from './operation.entity.js';

const BATCH = 100;
/** Then it is taken for what kills its processes. */
const MOST_ATTEMPTS = 10;

/**
 * Ends the operations whose process died, so that none is under way for ever, and goes on with those that are done item
 * by item. Every replica does; one finds each.
 */
@Injectable()
export class OperationSweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OperationSweeper.name);
  private readonly sweeping = new OneAtATime<number>();

  constructor(
    private readonly em: EntityManager,
    private readonly batches: Batches,
  ) {}

  @Cron('*/5 * * * * *', { name: 'operations.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.sweep();
  }

  /** @returns how many it ended */
  async sweep(): Promise<number> {
    return this.sweeping.run(() => this.endDead());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.idle();
  }

  private async endDead(): Promise<number> {
    const dead = { status: { $in: [...OPEN_STATUSES] }, leaseUntil: { $lt: raw('now()') } };
    const found = await this.em.fork().find(Operation, dead, { fields: ['id'], limit: BATCH });
    let ended = 0;
    for (const { id } of found) {
      const taken = await inTransaction(this.em, async (em) => {
        // Skips one that another replica, or its own process after all, is at.
        const operation = await em.findOne(
          Operation,
          { ...dead, id },
          { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
        );
        if (!operation) return null;
        if (operation.batch !== null && operation.attempt < MOST_ATTEMPTS) {
          if (!this.batches.canResume(operation)) return null;
          operation.attempt += 1;
          operation.leaseUntil = raw<Date>(NEW_LEASE);
          return operation;
        }
        fail(em, operation, operation.batch === null ? new InterruptedError() : new AbandonedError());
        ended += 1;
        return null;
      });
      this.logger.warn({ operationId: id }, 'an operation was left by its process');
      if (taken) await this.resume(taken);
    }
    await this.batches.tidy();
    return ended;
  }

  private async resume(operation: Operation): Promise<void> {
    try {
      await this.batches.resume(operation);
    } catch (error) {
      await inTransaction(this.em, async (em) => fail(em, await lockOpen(em, operation), error));
    }
  }
}

function fail(em: EntityManager, operation: Operation, error: unknown): void {
  const { path: url, traceId } = operation;
  const problem = problemOf(problemSourceOf(error), { url, id: traceId });
  end(em, operation, { status: 'failed', problem });
}
