import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager, raw, RequestContext, type RawQueryFragment } from '@mikro-orm/core';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { Drain } from '../common/drain.js';
import { pathOf, type ProblemOccasion } from '../common/problem.js';
import { problemSourceOf } from '../common/problem-source.js';
import { NEW_LEASE } from '../database/columns.js';
import { InterruptedError } from './interrupted.js';
import type { LongWork } from './long-work.js';
import { OperationRun } from './operation-run.js';
import { OPEN_STATUSES, Operation } from './operation.entity.js';

/** How often a process says of its operations that it lives, and hears which were cancelled. */
const BEAT_MS = 500;
/** How long work that was told to stop is waited for. */
const STOP_MS = 2_000;

/** Who asks for work, and how its end is told. */
interface Asked<T> {
  actor: Actor;
  occasion: ProblemOccasion;
  /** Of work that is done item by item: its operation's own columns, and its rows beside it. */
  batch?: {
    columns: Pick<Operation, 'id' | 'batch' | 'total' | 'requestDigest'>;
    create: (em: EntityManager, operation: Operation) => void;
  };
  /** The outcome as the synchronous call answers it. */
  toBody: (outcome: T) => object;
}

/** Work under way in this process. */
interface Running {
  run: Pick<OperationRun<unknown>, 'abort' | 'fail' | 'operation'>;
  resumable: boolean;
  ended: Promise<void>;
}

type RunOperation = Pick<Operation, 'id' | 'attempt'>;

/** Runs operations in this process, beside its requests. */
@Injectable()
export class OperationRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OperationRunner.name);
  private readonly running = new Map<string, Running>();
  private beating: Promise<void> | undefined;
  private renewing: Promise<RunOperation[]> = Promise.resolve([]);

  constructor(
    private readonly em: EntityManager,
    private readonly drain: Drain,
  ) {}

  /** Stores the operation, sets the work going and returns without waiting for it. */
  async start<T>(work: LongWork<T>, { actor, occasion, batch, toBody }: Asked<T>): Promise<Operation> {
    const em = this.em.fork();
    const operation = em.create(Operation, {
      kind: work.kind,
      athlete: work.athleteId,
      subjectType: work.subject?.type ?? null,
      subjectId: work.subject?.id ?? null,
      claim: work.claim,
      actorId: actor.id,
      path: pathOf(occasion.url),
      traceId: occasion.id,
      requestDigest: null,
      batch: null,
      total: null,
      ...batch?.columns,
      result: null,
      problem: null,
      finishedAt: null,
    });
    batch?.create(em, operation);
    const run = new OperationRun<T>(operation, { em: this.em, logger: this.logger, toBody });
    try {
      await em.flush();
    } catch (error) {
      // What the work has claimed is let go of; that it does not run is what the caller has to hear.
      run.abort(error);
      await this.execute(work, run);
      throw error;
    }
    this.go(work, run);
    return operation;
  }

  /** Goes on with work that another process has left; its row says that this one has taken it over. */
  resume<T>(operation: Operation, work: LongWork<T>, toBody: (outcome: T) => object): void {
    this.go(work, new OperationRun<T>(operation, { em: this.em, logger: this.logger, toBody }));
  }

  /** Stops an operation that was ended in the database; nothing when it does not run here. */
  stop(id: string): void {
    this.running.get(id)?.run.abort();
  }

  /** What the grace was too short for fails as interrupted, and lets go of what it claimed. */
  async beforeApplicationShutdown(): Promise<void> {
    const left = [...this.running.values()];
    await Promise.all(
      left.map(async ({ run, resumable }) => {
        const interrupted = new InterruptedError();
        if (!resumable) await run.fail(interrupted);
        run.abort(interrupted);
      }),
    );
    const patience = new AbortController();
    const ended = Promise.all(left.map((each) => each.ended)).then(() => patience.abort());
    await Promise.race([ended, sleep(STOP_MS, undefined, { signal: patience.signal }).catch(() => {})]);
    this.running.clear();
    await this.beating;
  }

  private go<T>(work: LongWork<T>, run: OperationRun<T>): void {
    const leave = this.drain.enter();
    const ended = this.execute(work, run).finally(() => {
      this.running.delete(run.id);
      leave();
    });
    this.running.set(run.id, { run, ended, resumable: work.resumable === true });
    this.beating ??= this.beat();
  }

  private async execute<T>(work: LongWork<T>, run: OperationRun<T>): Promise<void> {
    try {
      // The request's EntityManager is not this work's: that one ends with the answer.
      await RequestContext.create(this.em, () => work.run(run));
    } catch (error) {
      if (work.resumable && problemSourceOf(error).status === 503) await this.handOn(run);
      else await run.fail(error);
    }
  }

  /** A beat under way would take hold again of what is let go of. */
  private async handOn<T>(run: OperationRun<T>): Promise<void> {
    this.running.delete(run.id);
    await Promise.allSettled([this.renewing]);
    await run.release();
  }

  private async beat(): Promise<void> {
    while (this.running.size > 0) {
      await sleep(BEAT_MS);
      const operations = [...this.running.values()].map(({ run }) => run.operation);
      if (operations.length === 0) break;
      try {
        this.renewing = this.renew(operations);
        for (const { id } of await this.renewing) this.stop(id);
      } catch (error) {
        this.logger.warn({ err: error }, 'operations could not say that they live');
      }
    }
    // At once, not when the promise settles: one that begins in between would have no heart.
    this.beating = undefined;
  }

  /** @returns those that were ended by others, or taken over */
  private async renew(operations: readonly RunOperation[]): Promise<RunOperation[]> {
    const em = this.em.fork();
    const open = {
      status: { $in: [...OPEN_STATUSES] },
      $or: operations.map(({ id, attempt }) => ({ id, attempt })),
    };
    const renewed = await em.nativeUpdate(Operation, open, { leaseUntil: raw<RawQueryFragment>(NEW_LEASE) });
    if (renewed === operations.length) return [];
    const left = new Set((await em.find(Operation, open, { fields: ['id'] })).map(({ id }) => id));
    return operations.filter(({ id }) => !left.has(id));
  }
}
