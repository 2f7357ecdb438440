import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { inTransaction } from '../database/transaction.js';
import { Generation, type GenerationError } from './generation.entity.js';
import { close, errorOf, leaseOf, LEASE_EXPIRED, runsOf, type Run } from './generation-runs.service.js';
import { TrainingPlan } from './training-plan.entity.js';

/** What became of the wish to take a run up: it was, another holds the plan for now, or there is nothing to do. */
export type Taken =
  | { kind: 'taken'; run: Run; scope: string; lastError: GenerationError | null }
  | { kind: 'held'; until: Date }
  | { kind: 'obsolete' };

/** A plan whose row is locked is asked for again this soon: that lasts as long as a statement does. */
const SOON_MS = 1_000;

/**
 * Runs that wait in the queue. Who has a run's job has the run: the queue gives a job to one worker at a time, and to
 * another only when the first is dead; should that one come to life again, its fence is an old one.
 */
@Injectable()
export class UnattendedRuns {
  private readonly logger = new Logger(UnattendedRuns.name);

  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes a run up, in a short transaction of its own, for `leaseMs` at most. */
  take(generationId: string, leaseMs: number): Promise<Taken> {
    return inTransaction(this.em, async (em): Promise<Taken> => {
      const known = await em.findOne(Generation, generationId, { fields: ['plan'] });
      if (!known?.plan) return { kind: 'obsolete' };
      const now = this.clock.now();
      // Who holds the plan's row saves just now; to wait for it would hold a connection.
      const plan = await em.findOne(TrainingPlan, known.plan.id, {
        fields: ['status', 'revision'],
        lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
      });
      if (!plan) return { kind: 'held', until: new Date(now.getTime() + SOON_MS) };
      const row = await em.findOne(Generation, generationId, { refresh: true });
      if (!row || row.finishedAt !== null) return { kind: 'obsolete' };
      if (plan.status !== 'active') {
        close(row, { state: 'cancelled', error: null, now });
        return { kind: 'obsolete' };
      }
      const { last, running } = await runsOf(em, plan.id);
      // A run of this kind that is under way has lost its job, or we had not got it.
      const other = running && (running.id !== row.id || running.actorId !== null) ? running : null;
      const heldUntil = other && (await leaseOf(em, other, now));
      if (heldUntil) return { kind: 'held', until: heldUntil };
      if (other && other.id !== row.id) close(other, { state: 'failed', error: LEASE_EXPIRED, now });
      const lastError = row.error;
      em.assign(row, {
        state: 'running',
        fence: (last?.fence ?? 0) + 1,
        attempt: row.attempt + 1,
        leaseUntil: new Date(now.getTime() + leaseMs),
        actorId: null,
        error: null,
      });
      const { id, fence, weeksDecoded: kept, scope } = row;
      const run = { id, planId: plan.id, fence, revision: plan.revision, actorId: null, kept };
      return { kind: 'taken', run, scope, lastError };
    });
  }

  /**
   * Lets a run wait for its next try, with the weeks it has. Never throws: why it failed is what the caller has to hear.
   * @param reason why it failed; null where it was only broken off, which is no try
   */
  async putBack(run: Run, reason: unknown): Promise<void> {
    try {
      await inTransaction(this.em, async (em) => {
        const row = await this.lock(em, run);
        if (!row) return;
        const { attempt } = row;
        em.assign(row, { state: 'pending', leaseUntil: null });
        em.assign(row, reason === null ? { attempt: attempt - 1 } : { error: errorOf(reason) });
      });
    } catch (error) {
      // Whoever gets its job next takes it over all the same.
      this.logger.error({ err: error, runId: run.id }, 'a run could not be put back');
    }
  }

  /**
   * Ends a run for good, in the EntityManager's transaction.
   * @returns false when it has another fence by now, or has ended: nothing is changed then
   */
  async giveUp(em: EntityManager, run: Run, reason: unknown): Promise<boolean> {
    const row = await this.lock(em, run);
    if (row) close(row, { state: 'failed', error: errorOf(reason), now: this.clock.now() });
    return row !== null;
  }

  private async lock(em: EntityManager, { id, fence }: Run): Promise<Generation | null> {
    const row = await em.findOne(Generation, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    return row && row.fence === fence && row.state === 'running' ? row : null;
  }
}
