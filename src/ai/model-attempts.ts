import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { chatParams } from './chat-params.js';
import { checkReply, reaskLines } from './contracts/reply-check.js';
import { costUsd } from './model-cost.js';
import { sha256 } from './digest.js';
import { Ledger } from './ledger.js';
import {
  MODEL_TRANSPORT,
  ModelCallError,
  type ChatMessage,
  type FailureKind,
  type ModelReply,
  type ModelRequest,
  type ModelTransport,
  type ReplyMode,
  type TokenUsage,
} from './model-call.js';
import type { ModelProfile } from './model-profile.js';
import { ModelTelemetry, type ObservedAttempt } from './model-telemetry.js';
import type { ReplyContract } from './reply-contract.js';
import type { Target } from './router.js';
import { Spending, type Reservation } from './spending.js';
import { BreakerOpenError, TargetGates } from './target-gate.js';
import {
  abortKind,
  type SoundReply,
  type SpoiledReply,
  type TargetFailure,
  type WeekQuestion,
} from './week-question.js';

/** One request to one target for one week. */
export interface Attempt {
  question: WeekQuestion;
  target: Target;
  contract: ReplyContract;
  messages: readonly ChatMessage[];
  maxOutputTokens: number;
  reAsk: boolean;
  serviceTier: ModelRequest['serviceTier'];
}

export type AttemptResult =
  | { failure: null; reply: SoundReply }
  | {
      failure: TargetFailure;
      retryAfterMs: number | null;
      /** What was wrong with the reply, in words a model can act on; at most ten. */
      findings: string[];
      /** The reply, where there was one to read. */
      text: string | null;
      spoiled: SpoiledReply | null;
    };

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
interface MadeCall {
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
interface CallEnd {
  outcome: FailureKind | 'ok';
  findings: number;
  mended: number;
}

/** Makes single attempts: room, money, the call, the reading of its reply, and the row that says what became of it. */
@Injectable()
export class ModelAttempts {
  constructor(
    @Inject(MODEL_TRANSPORT) private readonly transport: ModelTransport,
    private readonly gates: TargetGates,
    private readonly ledger: Ledger,
    private readonly spending: Spending,
    private readonly telemetry: ModelTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Asks one target once. Whatever the model, its server or the network does becomes a result.
   * @throws what the database throws
   */
  async make(attempt: Attempt): Promise<AttemptResult> {
    const { target, question } = attempt;
    const { context, tally } = question;
    const request = modelRequest(attempt);
    const begun: Pick<MadeCall, 'at' | 'reservation' | 'observed'>[] = [];
    try {
      const reply = await this.gates.of(target.profile).run(async () => {
        const reservation = await this.reserve(attempt, request);
        const observed = this.telemetry.attempt({
          request,
          contract: attempt.contract,
          reAsk: attempt.reAsk,
        });
        begun.push({ at: this.clock.now(), reservation, observed });
        tally.attempts += 1;
        const options = { signal: context.signal, timeouts: context.timeouts };
        return observed.run(() => this.transport.call(request, options));
      }, context.signal);
      const [start] = begun;
      if (!start) throw new Error('A reply came without a call');
      return await this.read(attempt, request, { ...start, ...reply, status: 200, reply });
    } catch (error) {
      if (error instanceof BreakerOpenError) return failed('breaker_open');
      const [start] = begun;
      if (!start && context.signal.aborted) return failed(abortKind(context));
      if (!(error instanceof ModelCallError)) throw error;
      const failure = error.kind === 'cancelled' ? abortKind(context) : error.kind;
      if (start) {
        const { usage, status, latencyMs } = error;
        const call = { ...start, usage, status, latencyMs, reply: null };
        await this.settle(attempt, request, call, { outcome: failure, findings: 0, mended: 0 });
      }
      return failed(failure, { retryAfterMs: error.retryAfterMs });
    }
  }

  private async reserve({ question, target }: Attempt, request: ModelRequest): Promise<Reservation> {
    const usage = worstUsage(request);
    const usd = costUsd(target.profile, { usage, at: this.clock.now(), tier: request.serviceTier });
    // What a model of unknown price costs cannot be held against a budget.
    if (usd === null) return { scopes: [], usd: 0 };
    const { planId, budgets } = question.context;
    const reservation = await this.spending.reserve({ planId, budgets, usd });
    if (reservation) return reservation;
    this.telemetry.budgetRefused(target.profile.id);
    throw new ModelCallError('budget', 'the call might pass the limit of a budget');
  }

  /** Decodes, lays and audits a reply. */
  private async read(
    attempt: Attempt,
    request: ModelRequest,
    call: MadeCall & { reply: ModelReply },
  ): Promise<AttemptResult> {
    const { contract, question } = attempt;
    const { text, model } = call.reply;
    const decoded = contract.decode(text, question.facts);
    if (!decoded.ok) {
      const { kind, findings } = decoded;
      await this.settle(attempt, request, call, { outcome: kind, findings: findings.length, mended: 0 });
      return failed(kind, { findings, text });
    }
    const { sessions, unread } = decoded;
    const judged = question.judge(sessions);
    const misread = checkReply(sessions, question.facts.brief);
    const mended = [...decoded.mended, ...misread];
    const lines = reaskLines([...judged.blocking, ...unread, ...judged.refused, ...misread]);
    await this.settle(attempt, request, call, {
      outcome: lines.length === 0 ? 'ok' : 'rule_broken',
      findings: lines.length,
      mended: mended.length + judged.mended.length,
    });
    const flaws = { advisory: judged.advisory.length, mended: mended.length + judged.mended.length };
    const reply = { sessions, mended, model, flaws };
    if (lines.length === 0) return { failure: null, reply };
    const stands = judged.refused.length === 0 && judged.blocking.length === 0;
    return failed('rule_broken', { findings: lines, text, spoiled: { ...reply, stands } });
  }

  /** Writes the attempt down and puts what it has cost in the place of what was set aside. */
  private async settle(
    { question, target, contract, reAsk }: Attempt,
    request: ModelRequest,
    call: MadeCall,
    { outcome, findings, mended }: CallEnd,
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
    await Promise.all([
      this.spending.settle(reservation, usd ?? assumed),
      this.ledger.record({
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
      }),
    ]);
  }
}

/** The first request to a target for a week. */
export function firstAttempt({
  target,
  contract,
  question,
}: Pick<Attempt, 'target' | 'contract' | 'question'>): Attempt {
  const { profile } = target;
  const schemaInPrompt = replyMode(profile) !== 'strict_schema';
  return {
    question,
    target,
    contract,
    messages: contract.prompt(question.facts, { schemaInPrompt }),
    maxOutputTokens: Math.min(contract.maxOutputTokens(question.facts), profile.limits.output),
    reAsk: false,
    serviceTier: question.context.unattended && profile.capabilities.flex ? 'flex' : 'default',
  };
}

/** The request an attempt makes. */
export function modelRequest({
  target,
  contract,
  messages,
  maxOutputTokens,
  serviceTier,
}: Omit<Attempt, 'question' | 'reAsk'>): ModelRequest {
  return {
    profile: target.profile,
    messages,
    mode: replyMode(target.profile),
    schema: contract.schema,
    maxOutputTokens,
    serviceTier,
  };
}

/** The surest way in which a model can be held to the shape of its reply. */
function replyMode({ capabilities }: ModelProfile): ReplyMode {
  if (capabilities.strictSchema) return 'strict_schema';
  return capabilities.jsonMode ? 'json_mode' : 'plain';
}

/** More than the call will take. */
function worstUsage(request: ModelRequest): TokenUsage {
  const input = Math.ceil(JSON.stringify(chatParams(request)).length / CHARACTERS_PER_TOKEN);
  return { input, cached: 0, output: request.maxOutputTokens, reasoning: 0 };
}

function failed(
  failure: TargetFailure,
  facts: Partial<Omit<Extract<AttemptResult, { text: string | null }>, 'failure'>> = {},
): AttemptResult {
  return { failure, retryAfterMs: null, findings: [], text: null, spoiled: null, ...facts };
}
