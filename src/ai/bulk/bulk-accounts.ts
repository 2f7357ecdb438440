import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors.js';
import { inTransaction } from '../../database/transaction.js';
import { AiBatchItem } from './ai-batch-item.entity.js';
import type { AiBatch } from './ai-batch.entity.js';
import {
  failedAttempt,
  firstAttempt,
  modelRequest,
  type Attempt,
  type AttemptResult,
} from '../calls/attempt.js';
import { writingTask, type BulkWeek } from './bulk-week.js';
import { CallBooks, type CallEnd, type MadeCall } from '../calls/call-books.js';
import { REPLY_CONTRACTS } from '../contracts/reply-contracts.js';
import type { BatchResult } from '../model-batch.js';
import { ModelCallError, type ModelRequest } from '../model-call.js';
import { ModelTelemetry } from '../telemetry/model-telemetry.js';
import { readReply } from '../calls/reply-reading.js';
import type { Target } from '../routing/router.js';
import { Spending } from '../ledger/spending.js';
import { CallTally, weekQuestion, type CallContext, type TargetOutcome } from '../week-question.js';
import { WeekWriter } from '../week-writer.js';
import { WritingPlan } from '../writing-plan.js';

/** A week as a batch asks for it. `week.subject` names only what may be sent. */
export function batchRequest(
  week: BulkWeek,
  { target, context }: { target: Target; context: CallContext },
): { attempt: Attempt; request: ModelRequest } {
  const [weekNumber] = week.weekNumbers;
  const { injuryNotes } = week.subject;
  const asked = { weekNumber, injuryNotes, context, tally: new CallTally() };
  const question = weekQuestion(new WritingPlan(week), asked);
  const first = firstAttempt({ target, contract: REPLY_CONTRACTS[target.contract], question });
  const attempt = { ...first, serviceTier: 'batch' as const };
  return { attempt, request: modelRequest(attempt) };
}

/** Keeps account of the weeks in a batch, each once, however many processes read it. */
@Injectable()
export class BulkAccounts {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly books: CallBooks,
    private readonly spending: Spending,
    private readonly telemetry: ModelTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets aside what the week may cost at most, unless that was done before.
   * @returns its request; null where no budget has room for it, or it can no longer be asked for
   */
  async reserve(
    item: AiBatchItem,
    { batch, signal }: { batch: AiBatch; signal: AbortSignal },
  ): Promise<ModelRequest | null> {
    try {
      const { context } = await this.writer.order(writingTask(item.task, signal));
      const { attempt, request } = batchRequest(item.task, { target: targetOf(item, batch), context });
      if (item.reservation === null) {
        const reservation = await this.books.reserve(attempt, request);
        await this.em.fork().nativeUpdate(AiBatchItem, { id: item.id }, { reservation });
      }
      return request;
    } catch (error) {
      const refused = error instanceof ModelCallError && error.kind === 'budget';
      if (refused || error instanceof DomainError) return null;
      throw error;
    }
  }

  /** Reads what came back as if it had come live, and keeps it for the week's author; what it cost is written down. */
  async settle(
    item: AiBatchItem,
    { batch, result, signal }: { batch: AiBatch; result: BatchResult; signal: AbortSignal },
  ): Promise<void> {
    const { reservation } = item;
    // One that was cancelled before its batch was handed in has cost nothing.
    if (reservation === null) return this.release(item);
    const target = targetOf(item, batch);
    const context = this.writer.context(writingTask(item.task, signal), NO_BUDGETS);
    const { attempt, request } = batchRequest(item.task, { target, context });
    const { read, end, call } = received(attempt, result);
    const outcome: TargetOutcome =
      read.failure === null
        ? { target, failure: null, reply: read.reply, cached: false }
        : { target, failure: read.failure, spoiled: read.spoiled };
    const at = batch.submittedAt ?? this.clock.now();
    const latencyMs = Math.max(0, this.clock.now().getTime() - at.getTime());
    // A process that ends amid it has done none of it, and the next one reads the same result again.
    await inTransaction(this.em, async (em) => {
      if (!(await leave(em, item, { earlier: { outcome, usage: call.usage } }))) return;
      const observed = this.telemetry.attempt({ request, contract: attempt.contract, reAsk: false });
      await this.books.settle(attempt, request, {
        call: { ...call, at, reservation, observed, latencyMs },
        end,
        em,
      });
    });
  }

  /** Lets a week go that was never asked for. */
  async release(item: AiBatchItem): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const left = await leave(em, item, { reservation: null });
      if (left && item.reservation) await this.spending.settle(item.reservation, 0, em);
    });
  }
}

/** Takes the week from its batch. @returns false where another process has done so */
async function leave(
  em: EntityManager,
  { id }: AiBatchItem,
  values: Partial<Pick<AiBatchItem, 'earlier' | 'reservation'>>,
): Promise<boolean> {
  const live = { ...values, state: 'live' as const };
  if ((await em.nativeUpdate(AiBatchItem, { id, state: 'waiting' }, live)) === 1) return true;
  return (await em.nativeDelete(AiBatchItem, { id, state: 'cancelled' })) === 1;
}

/** What a batch asks for was set aside before. */
const NO_BUDGETS = { perPlanUsd: null, perDayUsd: null, perMonthUsd: null };

function targetOf({ asked }: AiBatchItem, { profile }: AiBatch): Target {
  if (!asked) throw new Error('A week in a batch has no contract');
  return { profile, ...asked };
}

function received(
  attempt: Attempt,
  result: BatchResult,
): { read: AttemptResult; end: CallEnd; call: Pick<MadeCall, 'usage' | 'status' | 'reply'> } {
  if ('reply' in result) {
    const { reply } = result;
    const { result: read, end } = readReply(attempt, reply);
    return { read, end, call: { usage: reply.usage, status: 200, reply } };
  }
  const { kind, usage, status } = result.error;
  const end = { outcome: kind, findings: 0, mended: 0 };
  return { read: failedAttempt(kind), end, call: { usage, status, reply: null } };
}
