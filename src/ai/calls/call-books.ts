import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { Attempt } from './attempt.js';
import { chatParams } from '../transport/chat-params.js';
import { sha256 } from '../../common/sha256.js';
import { Ledger, type CallRecord } from '../ledger/ledger.js';
import {
  ModelCallError,
  type FailureKind,
  type ModelReply,
  type ModelRequest,
  type TokenUsage,
} from '../model-call.js';
import { costUsd } from '../ledger/model-cost.js';
import { ModelTelemetry, type ObservedAttempt } from '../telemetry/model-telemetry.js';
import { Spending, type Reservation } from '../ledger/spending.js';

/** Characters of a token at the least, so that what is set aside for a prompt is enough. */
const CHARACTERS_PER_TOKEN = 3;
/** Refused before a token was written. After any other failure without a count, what was set aside stays spent. */
const NOT_CHARGED: ReadonlySet<string> = new Set<FailureKind>([
  'connection',
  'overloaded',
  'rate_limited',
  'quota_exhausted',
  'auth',
  'model_gone',
  'bad_request',
]);

/** A call that was made, as the ledger sees it. */
export interface MadeCall {
  at: Date;
  reservation: Reservation;
  observed: ObservedAttempt;
  usage: TokenUsage | null;
  status: number | null;
  latencyMs: number;
  /** Null where none came back whole. */
  reply: ModelReply | null;
}

/** How a call ended, for the ledger. */
export interface CallEnd {
  outcome: FailureKind | 'ok';
  findings: number;
  mended: number;
}

/** Keeps account of attempts: the money set aside, what it came to, and the row that says what became of each. */
@Injectable()
export class CallBooks {
  constructor(
    private readonly ledger: Ledger,
    private readonly spending: Spending,
    private readonly telemetry: ModelTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets aside what the request may cost at most.
   * @throws ModelCallError `budget` when that might pass a limit
   */
  async reserve({ question, target }: Attempt, request: ModelRequest): Promise<Reservation> {
    const usage = worstUsage(request);
    const usd = costUsd(target.profile, { usage, at: this.clock.now(), tier: request.serviceTier });
    // What a model of unknown price costs cannot be held against a budget.
    const { planId, budgets, signal } = question.context;
    if (usd === null) return { planId, scopes: [], usd: 0 };
    const reservation = await this.spending.reserve({ planId, budgets, usd }, signal);
    if (reservation) return reservation;
    this.telemetry.budgetRefused(target.profile.id);
    throw new ModelCallError('budget', 'the call might pass the limit of a budget');
  }

  /**
   * Writes the attempt down and puts what it has cost in the place of what was set aside.
   * @param em in whose transaction both are done; left out: each for itself
   */
  async settle(
    { question, target, contract, reAsk }: Attempt,
    request: ModelRequest,
    { call, end: { outcome, findings, mended }, em }: { call: MadeCall; end: CallEnd; em?: EntityManager },
  ): Promise<void> {
    const { context, tally, facts } = question;
    const { usage, reply, at, status, latencyMs } = call;
    const usd = costUsd(target.profile, { usage, at, tier: request.serviceTier });
    call.observed.end({ outcome, status, usage, usd, latencyMs, reply });
    if (usage) {
      tally.tokens.input += usage.input;
      tally.tokens.cached += usage.cached;
      tally.tokens.output += usage.output;
    }
    const { reservation } = call;
    const assumed = NOT_CHARGED.has(outcome) ? 0 : reservation.usd;
    const prompt = JSON.stringify(chatParams(request));
    const record: CallRecord = {
      at,
      requestId: context.requestId,
      planId: context.planId,
      weekNumber: facts.brief.weekNumber,
      target: target.profile.id,
      model: reply?.model ?? null,
      contract: contract.id,
      promptVersion: contract.promptVersion,
      mode: request.mode,
      serviceTier: request.serviceTier,
      reAsk,
      experiment: target.experimentArm?.experiment ?? null,
      arm: target.experimentArm?.arm ?? null,
      outcome,
      status,
      inputTokens: usage?.input ?? null,
      cachedTokens: usage?.cached ?? null,
      outputTokens: usage?.output ?? null,
      reasoningTokens: usage?.reasoning ?? null,
      usd,
      latencyMs: Math.round(latencyMs),
      firstTokenMs: reply?.firstTokenMs ?? null,
      providerRequestId: reply?.requestId ?? null,
      promptHash: sha256(prompt),
      replyHash: reply && sha256(reply.text),
      findings,
      mended,
      prompt,
      reply: reply?.text ?? null,
    };
    const spent = usd ?? assumed;
    if (em) {
      // What others wait for comes last: the budgets' rows are locked until the transaction ends.
      await this.ledger.record(record, em);
      await this.spending.settle(reservation, spent, em);
    } else {
      await Promise.all([this.spending.settle(reservation, spent), this.ledger.record(record)]);
    }
  }
}

/** More than the call will take. */
function worstUsage(request: ModelRequest): TokenUsage {
  const input = Math.ceil(JSON.stringify(chatParams(request)).length / CHARACTERS_PER_TOKEN);
  return { input, cached: 0, output: request.maxOutputTokens, reasoning: 0 };
}
