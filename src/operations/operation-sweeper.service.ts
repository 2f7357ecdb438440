import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { problemOf } from '../common/problem.js';
import { problemSourceOf } from '../common/problem-source.js';
import { inTransaction } from '../database/transaction.js';
import { InterruptedError } from './interrupted.js';
import { end } from './operation-log.js';
import { OPEN_STATUSES, Operation } from './operation.entity.js';

const BATCH = 100;

/** Ends the operations whose process died, so that none is under way for ever. Every replica does; one finds each. */
@Injectable()
export class OperationSweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OperationSweeper.name);
  private readonly sweeping = new OneAtATime<number>();

  constructor(private readonly em: EntityManager) {}

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
      ended += await inTransaction(this.em, async (em) => {
        // Skips one that another replica, or its own process after all, is at.
        const operation = await em.findOne(
          Operation,
          { ...dead, id },
          { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
        );
        if (!operation) return 0;
        const { path: url, traceId } = operation;
        const problem = problemOf(problemSourceOf(new InterruptedError()), { url, id: traceId });
        end(em, operation, { status: 'failed', problem });
        return 1;
      });
      this.logger.warn({ operationId: id }, 'an operation was left by its process');
    }
    return ended;
  }
}
