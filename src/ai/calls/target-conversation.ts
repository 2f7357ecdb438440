import { ExponentialBackoff, noJitterGenerator, type IBackoff } from 'cockatiel';
import { firstAttempt, type Attempt, type AttemptResult } from './attempt.js';
import type { CallClock } from './call-clock.js';
import type { CallPolicy } from './call-policy.js';
import { reaskMessage } from '../contracts/reply-check.js';
import { FAILURE_RULES, type FailureRule } from './failure-rules.js';
import type { ModelAlerts } from '../telemetry/model-alerts.js';
import type { ModelAttempts } from './model-attempts.js';
import type { ChatMessage } from '../model-call.js';
import type { TargetGates } from './target-gate.js';
import { abortKind, type SpoiledReply, type TargetFailure, type TargetOutcome } from '../week-question.js';

/** What a conversation is held with. */
export interface ConversationTools {
  attempts: ModelAttempts;
  gates: TargetGates;
  alerts: ModelAlerts;
  policy: CallPolicy;
  callClock: CallClock;
}

type Failed = Exclude<AttemptResult, { failure: null }>;

/** Times a target may ask to be left alone before the next one is tried. */
const MOST_WAITS = 4;
const LARGER_LIMIT = 2;
/** Characters of its own reply that a model is shown again. */
const MOST_REPEATED = 12_000;

/** All that is tried with one target for one week: the same again, later, larger, or told what was wrong. */
export class TargetConversation {
  private attempt: Attempt;
  private backoff: IBackoff<unknown>;
  private retriesLeft: number;
  private waitsLeft = MOST_WAITS;
  private enlarged = false;
  private spoiled: SpoiledReply | null = null;

  constructor(
    private readonly tools: ConversationTools,
    asked: Pick<Attempt, 'target' | 'contract' | 'question'>,
  ) {
    const { policy, callClock } = tools;
    this.attempt = firstAttempt(asked);
    this.retriesLeft = policy.retries;
    this.backoff = new ExponentialBackoff<number>({
      initialDelay: policy.backoff.initialMs,
      maxDelay: policy.backoff.maxMs,
      // Full jitter, drawn from a chance that tests can choose.
      generator: (state, options) => {
        const [delay, next] = noJitterGenerator(state, options);
        return [delay * callClock.random(), next];
      },
    }).next();
  }

  /** Goes on until there is a reply that stands, or nothing more to try with this target. */
  async hold(): Promise<TargetOutcome> {
    const { target } = this.attempt;
    for (;;) {
      const held = await this.waitUntilWelcome();
      if (held) return this.ended(held);
      const result = await this.tools.attempts.make(this.attempt);
      if (result.failure === null) {
        this.tools.alerts.recovered(target.profile.id);
        return { target, failure: null, reply: result.reply, cached: false };
      }
      if (result.spoiled && !this.spoiled?.stands) this.spoiled = result.spoiled;
      const { failure } = result;
      if (failure === 'breaker_open') return this.ended(failure);
      if (FAILURE_RULES[failure].alert) {
        this.tools.alerts.raise({ target: target.profile.id, kind: failure });
      }
      if (this.leaveFlex({ ...result, failure })) continue;
      const over = await this.prepareNext(FAILURE_RULES[failure].next, { ...result, failure });
      if (over) return this.ended(over);
    }
  }

  /** @returns null when there is another attempt to make, else the failure to end with */
  private async prepareNext(next: FailureRule['next'], result: Failed): Promise<TargetFailure | null> {
    const { failure } = result;
    switch (next) {
      case 'backoff': {
        if (this.retriesLeft === 0) return failure;
        this.retriesLeft -= 1;
        return this.waitFor(this.nextDelay(), failure);
      }
      case 'retry_after': {
        if (this.waitsLeft === 0) return failure;
        this.waitsLeft -= 1;
        const { gates, callClock } = this.tools;
        const delay = Math.max(result.retryAfterMs ?? 0, this.nextDelay());
        const { target, question } = this.attempt;
        const until = callClock.now() + delay;
        // The weeks beside this one wait with it instead of being refused in turn.
        if (until < question.context.deadlineAt) gates.of(target.profile).holdUntil(until);
        return this.waitFor(delay, failure);
      }
      case 'larger':
        return this.enlarge() ? null : failure;
      case 're_ask':
        return this.reAsk(result) ? null : failure;
      default:
        return failure;
    }
  }

  /** The cheap tier has no room just now: asked once more at the full price, at once. */
  private leaveFlex({ failure, retryAfterMs }: Failed): boolean {
    const refused = failure === 'overloaded' || (failure === 'rate_limited' && retryAfterMs === null);
    if (this.attempt.serviceTier !== 'flex' || !refused) return false;
    this.attempt = { ...this.attempt, serviceTier: 'default' };
    return true;
  }

  private async waitUntilWelcome(): Promise<TargetFailure | null> {
    const { gates, callClock } = this.tools;
    const delay = gates.of(this.attempt.target.profile).quietUntil - callClock.now();
    return delay > 0 ? this.waitFor(delay, 'rate_limited') : null;
  }

  /** @returns null after the wait; `failure` at once when the deadline would pass meanwhile */
  private async waitFor(delay: number, failure: TargetFailure): Promise<TargetFailure | null> {
    const { context } = this.attempt.question;
    const { callClock } = this.tools;
    if (callClock.now() + delay >= context.deadlineAt) return failure;
    try {
      await callClock.wait(delay, context.signal);
      return null;
    } catch (error) {
      if (context.signal.aborted) return abortKind(context);
      throw error;
    }
  }

  private nextDelay(): number {
    const { duration } = this.backoff;
    this.backoff = this.backoff.next(undefined);
    return duration;
  }

  private enlarge(): boolean {
    const { maxOutputTokens, target } = this.attempt;
    const larger = Math.min(maxOutputTokens * LARGER_LIMIT, target.profile.limits.output);
    if (this.enlarged || larger <= maxOutputTokens) return false;
    this.enlarged = true;
    this.attempt = { ...this.attempt, maxOutputTokens: larger };
    return true;
  }

  private reAsk({ text, findings }: Failed): boolean {
    if (this.attempt.reAsk || text === null) return false;
    const again: ChatMessage[] = [
      { role: 'assistant', content: text.slice(0, MOST_REPEATED) },
      reaskMessage(findings),
    ];
    this.attempt = { ...this.attempt, messages: [...this.attempt.messages, ...again], reAsk: true };
    return true;
  }

  private ended(failure: TargetFailure): TargetOutcome {
    const { target } = this.attempt;
    const { spoiled } = this;
    // Asked again in vain: what laying can even out is good enough.
    if (spoiled?.stands) return { target, failure: null, reply: spoiled, cached: false };
    return { target, failure, spoiled };
  }
}
