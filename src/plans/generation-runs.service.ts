import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { callCost } from '../ai/ledger/ledger.js';
import type { KeptWeek } from '../ai/week-writer.js';
import { BatchWriter } from '../common/batch-writer.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { ConflictError, DomainError } from '../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { isAbandoned } from '../operations/operation-log.js';
import { Generation, type GenerationError } from './generation.entity.js';
import { planNotFound } from './plan-access.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A run that was claimed: the right to save, as long as no newer one exists. */
export interface Run {
  id: string;
  planId: string;
  fence: number;
  /** Of the plan that was read before the claim; a save finds it unchanged or does not happen. */
  revision: number;
  actorId: string | null;
  /** What tries before this one have had written and not stored. */
  kept: readonly KeptWeek[];
}

interface Claim {
  planId: string;
  revision: number;
  /** What is written: `plan`, `phase:build`, `week:7`. */
  scope: string;
  actorId: string | null;
  /** Refuses a plan that is not, or no longer, in a state for this. Sees the plan's row locked. */
  check: (plan: Pick<TrainingPlan, 'status'>) => void;
  /** Told of the claim, by its name, inside the transaction that makes it. */
  claimed?: ClaimNote;
}

/** Keeps the name of a claim with whatever it was made for. */
export type ClaimNote = (em: EntityManager, claim: string) => Promise<void>;

/** How long a run is taken to be alive without a word from it: at least this, and far above what a run takes. */
const LEAST_LEASE_MS = 120_000;
const LEASE_BEYOND_DEADLINE_MS = 60_000;

/** Rows that say a plan is being written, one at a time. */
@Injectable()
export class GenerationRuns {
  private readonly logger = new Logger(GenerationRuns.name);

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** How long a run may take. */
  get leaseMs(): number {
    return Math.max(LEAST_LEASE_MS, this.config.ai.deadlineMs + LEASE_BEYOND_DEADLINE_MS);
  }

  /**
   * Claims a plan for one run, in a short transaction of its own.
   * @throws ConflictError `generation.in_progress` while another run's lease lasts, `plan.changed` when the plan is
   *   not what was read
   */
  claim({ planId, revision, scope, actorId, check, claimed: note }: Claim): Promise<Run> {
    return inTransaction(this.em, async (em) => {
      const plan = await em.findOne(TrainingPlan, planId, {
        fields: ['status', 'revision'],
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      if (!plan) throw planNotFound();
      check(plan);
      requireUnchanged(plan, revision);
      const now = this.clock.now();
      const { last, running } = await runsOf(em, planId);
      const heldUntil = running && (await leaseOf(em, running, now));
      if (heldUntil) throw inProgress(heldUntil);
      const claimed = {
        state: 'running',
        fence: (last?.fence ?? 0) + 1,
        leaseUntil: new Date(now.getTime() + this.leaseMs),
        actorId,
      } as const;
      // A dead run of another scope is closed; one of the same is taken over with the weeks it had, as is one that waits.
      if (running && running.scope !== scope) close(running, { state: 'failed', error: LEASE_EXPIRED, now });
      const open = await em.findOne(Generation, {
        plan: planId,
        scope,
        state: { $in: ['pending', 'running'] },
      });
      if (open) {
        em.assign(open, { ...claimed, attempt: open.attempt + 1 });
        await note?.(em, claimOf(open));
        return { id: open.id, planId, fence: claimed.fence, revision, actorId, kept: open.weeksDecoded };
      }
      const kept = last && last.scope === scope && last.state === 'failed' ? last.weeksDecoded : [];
      // Two rows may share no open scope, so the dead one is closed before the new one is there.
      await em.flush();
      const run = em.create(Generation, {
        plan: planId,
        scope,
        ...claimed,
        weeksDecoded: [...kept],
        error: null,
        finishedAt: null,
      });
      await note?.(em, claimOf(run));
      return { id: run.id, planId, fence: run.fence, revision, actorId, kept };
    });
  }

  /**
   * Keeps weeks of a run as models write them, so that the next try pays for the others only.
   * @returns a function that resolves once the week is kept
   */
  keeper({ id, fence }: Run): (week: KeptWeek) => Promise<void> {
    const weeks = new BatchWriter<KeptWeek>(async (batch) => {
      await this.em
        .fork()
        .getConnection()
        .execute(
          `update generation set weeks_decoded = weeks_decoded || ?::jsonb
           where id = ? and fence = ? and finished_at is null`,
          [JSON.stringify(batch), id, fence],
        );
    });
    return (week) => weeks.add(week);
  }

  /** Closes a run that came to nothing. Never throws: the reason it failed is what the caller has to hear. */
  async fail(run: Run, reason: unknown): Promise<void> {
    try {
      await inTransaction(this.em, async (em) => {
        // As every claim does: who takes the run over at this moment must not find it closed a moment later.
        await em.findOne(TrainingPlan, run.planId, { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE });
        const row = await em.findOne(Generation, run.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (!row || row.fence !== run.fence) return;
        // One that was cancelled stays so, and cost what it cost until it found out.
        if (row.finishedAt === null) {
          close(row, { state: 'failed', error: errorOf(reason), now: this.clock.now() });
        }
        row.costUsd = await callCost(em, row.id);
      });
    } catch (error) {
      // Its lease ends by itself, and the next run takes over.
      this.logger.error({ err: error, runId: run.id }, 'a failed run could not be closed');
    }
  }
}

/**
 * Locks the plan for a save and makes sure that the run may still save. Call first in the save's transaction.
 * @throws ConflictError `generation.superseded` when a newer run has claimed the plan, `generation.cancelled` when the
 *   plan was paused, archived or completed, `plan.changed` when it is not what the run was made from
 */
export async function lockForSave(
  em: EntityManager,
  run: Run,
): Promise<{ plan: TrainingPlan; generation: Generation }> {
  const plan = await em.findOne(TrainingPlan, run.planId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!plan) throw planNotFound();
  const { last, running: generation } = await runsOf(em, run.planId);
  if (last?.id === run.id && last.state === 'cancelled' && last.error) {
    throw new ConflictError(last.error.code, last.error.detail);
  }
  if (generation?.id !== run.id || generation.fence !== run.fence) {
    throw new ConflictError(
      'generation.superseded',
      'This run was taken for dead and another has taken its place; nothing was stored by this one.',
    );
  }
  requireUnchanged(plan, run.revision);
  generation.weeksDecoded = [];
  generation.costUsd = await callCost(em, run.id);
  return { plan, generation };
}

/** The name of a run's claim: a run that is taken over is claimed anew. */
export function claimOf({ id, fence }: Pick<Run, 'id' | 'fence'>): string {
  return `generation ${id} ${fence}`;
}

/** Notes the outcome of a run. */
export function close(
  generation: Generation,
  {
    state,
    error,
    now,
  }: { state: 'succeeded' | 'failed' | 'cancelled'; error: GenerationError | null; now: Date },
): void {
  generation.state = state;
  generation.error = error;
  generation.leaseUntil = null;
  generation.finishedAt = now;
}

/**
 * The run of the plan that was claimed last, and the one under way, if any: at most one. Those that wait to be claimed
 * have no say.
 */
export async function runsOf(
  em: EntityManager,
  planId: string,
): Promise<{ last: Generation | null; running: Generation | null }> {
  // At equal fences one that was claimed comes before one that waits for its first claim.
  const last = await em.findOne(Generation, { plan: planId }, { orderBy: { fence: 'desc', state: 'desc' } });
  return { last, running: last?.state === 'running' ? last : null };
}

/** Until when a run under way may be trusted to live; null when it is dead. */
export async function leaseOf(em: EntityManager, run: Generation, now: Date): Promise<Date | null> {
  if (!run.leaseUntil || run.leaseUntil <= now) return null;
  return (await isAbandoned(em, claimOf(run))) ? null : run.leaseUntil;
}

function requireUnchanged({ revision }: Pick<TrainingPlan, 'revision'>, expected: number): void {
  if (revision === expected) return;
  throw new ConflictError('plan.changed', 'The plan was changed meanwhile; read it and try again.');
}

function inProgress(until: Date): ConflictError {
  return new ConflictError(
    'generation.in_progress',
    'This plan is being written; wait for that to end. Should its process have died, you can try again from ' +
      `${until.toISOString()} on.`,
  );
}

export const LEASE_EXPIRED: GenerationError = {
  code: 'generation.lease_expired',
  detail: 'The process that wrote it did not come back.',
};

/** What a row may say of a failure: our own words, never a query or a stack. */
export function errorOf(reason: unknown): GenerationError {
  return reason instanceof DomainError
    ? { code: reason.code, detail: reason.detail }
    : { code: 'service.unexpected', detail: 'It failed for a reason that the logs of that time hold.' };
}
