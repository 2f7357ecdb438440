import { raw, type EntityManager } from '@mikro-orm/core';
import type { Logger } from '@nestjs/common';
import { problemOf } from '../common/problem.js';
import { problemSourceOf } from '../common/problem-source.js';
import { inTransaction } from '../database/transaction.js';
import { CancelledError, type WorkEvent, type WorkWatch } from './long-work.js';
import { end, lockOpen, record } from './operation-log.js';
import type { Operation } from './operation.entity.js';

/** One operation that this process runs: keeps its row and its events, and lets it be stopped. */
export class OperationRun<T> implements WorkWatch<T> {
  readonly id: string;
  private readonly controller = new AbortController();
  /** Told and not yet known to be stored, with the sequence each will have. */
  private unsaved: { sequence: number; event: WorkEvent }[] = [];
  private sequence = 0;
  private saving: Promise<void> | undefined;

  constructor(
    readonly operation: Pick<Operation, 'id' | 'attempt' | 'path' | 'traceId'>,
    private readonly parts: { em: EntityManager; logger: Logger; toBody: (outcome: T) => object },
  ) {
    this.id = operation.id;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  report(event: WorkEvent): void {
    this.unsaved.push({ sequence: ++this.sequence, event });
    this.saving ??= this.save();
  }

  async settle(em: EntityManager, { outcome, event }: { outcome: T; event: WorkEvent }): Promise<void> {
    const operation = await this.lock(em);
    record(em, operation, event);
    end(em, operation, { status: 'succeeded', result: this.parts.toBody(outcome) });
  }

  /** Makes the work stop, when it next looks at its signal. */
  abort(reason: unknown = new CancelledError()): void {
    this.controller.abort(reason);
  }

  /** Ends the operation as a call would have been answered; nothing when it has ended already. Never throws. */
  async fail(error: unknown): Promise<void> {
    const { em, logger } = this.parts;
    const { path: url, traceId } = this.operation;
    const problem = problemOf(problemSourceOf(error), { url, id: traceId });
    try {
      await inTransaction(em, async (tx) => end(tx, await this.lock(tx), { status: 'failed', problem }));
      if (problem.status === 500) logger.error({ err: error, operationId: this.id }, 'operation failed');
    } catch (failure) {
      if (failure instanceof CancelledError) return;
      // Its lease ends by itself, and then so does the operation.
      logger.error(
        { err: failure, operationId: this.id, because: error },
        'a failed operation could not be closed',
      );
    }
  }

  /** Leaves an operation that another process, or this one started anew, is to go on with. Never throws. */
  async release(): Promise<void> {
    const { em, logger } = this.parts;
    try {
      await inTransaction(em, async (tx) => {
        (await this.lock(tx)).leaseUntil = raw<Date>('now()');
      });
    } catch (failure) {
      if (failure instanceof CancelledError) return;
      // Its lease ends by itself.
      logger.warn({ err: failure, operationId: this.id }, 'an operation could not be handed on');
    }
  }

  /** The row, locked, with all that was reported up to now. */
  private async lock(em: EntityManager): Promise<Operation> {
    const operation = await lockOpen(em, this.operation);
    // What a save in another transaction has stored meanwhile is told by the row, which that one locked too.
    const { lastSequence } = operation;
    for (const { sequence, event } of this.unsaved) {
      if (sequence > lastSequence) record(em, operation, event);
    }
    operation.status = 'running';
    return operation;
  }

  private async save(): Promise<void> {
    const { em, logger } = this.parts;
    try {
      while (this.unsaved.length > 0) {
        const { lastSequence } = await inTransaction(em, (tx) => this.lock(tx));
        this.unsaved = this.unsaved.filter(({ sequence }) => sequence > lastSequence);
      }
    } catch (error) {
      if (error instanceof CancelledError) this.abort(error);
      // They are stored with the next that is reported, or with the end.
      else logger.warn({ err: error, operationId: this.id }, 'events of an operation are late');
    }
    // At once, not when the promise settles: what is reported in between would wait for the next.
    this.saving = undefined;
  }
}
