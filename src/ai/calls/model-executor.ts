import { Inject, Injectable } from '@nestjs/common';
import { firstAttempt, modelRequest } from './attempt.js';
import { CALL_CLOCK, type CallClock } from './call-clock.js';
import { CALL_POLICY, type CallPolicy } from './call-policy.js';
import { chatParams } from '../transport/chat-params.js';
import { REPLY_CONTRACTS } from '../contracts/reply-contracts.js';
import { sha256 } from '../../common/sha256.js';
import { FAILURE_RULES } from './failure-rules.js';
import { ModelAlerts } from '../telemetry/model-alerts.js';
import { ModelAttempts } from './model-attempts.js';
import { ModelTelemetry } from '../telemetry/model-telemetry.js';
import { ReplyCache, type CacheEntry } from './reply-cache.js';
import type { ReplyContract } from '../reply-contract.js';
import type { RouteDecision, Target } from '../routing/router.js';
import { SingleFlight } from './single-flight.js';
import { TargetConversation, type ConversationTools } from './target-conversation.js';
import { TargetGates } from './target-gate.js';
import { abortKind, type TargetOutcome, type WeekQuestion } from '../week-question.js';

type Written = Extract<TargetOutcome, { failure: null }>;
type Refused = Exclude<TargetOutcome, { failure: null }>;

/** What models made of a week: the reply that was chosen, and those who could not write it. */
export interface ExecutorAnswer {
  written: Written | null;
  refused: Refused[];
}

/** The one loop that calls models: targets in their order, or several at once, with what is known from before first. */
@Injectable()
export class ModelExecutor {
  private readonly flights = new SingleFlight<TargetOutcome>();
  private readonly tools: ConversationTools;

  constructor(
    attempts: ModelAttempts,
    gates: TargetGates,
    alerts: ModelAlerts,
    private readonly cache: ReplyCache,
    private readonly telemetry: ModelTelemetry,
    @Inject(CALL_POLICY) policy: CallPolicy,
    @Inject(CALL_CLOCK) callClock: CallClock,
  ) {
    this.tools = { attempts, gates, alerts, policy, callClock };
  }

  /**
   * Asks for one week until a reply stands or nothing more can be tried.
   * @throws what the database throws; never for what models do
   */
  async write(
    question: WeekQuestion,
    {
      targets,
      bestOf,
      earlier,
    }: Pick<RouteDecision, 'targets' | 'bestOf'> & { earlier: TargetOutcome | null },
  ): Promise<ExecutorAnswer> {
    if (earlier?.failure === null) return { written: earlier, refused: [] };
    const refused: Refused[] = earlier ? [earlier] : [];
    const left = targets.filter(({ profile }) => profile.id !== earlier?.target.profile.id);
    const rounds = [left.slice(0, bestOf), ...left.slice(bestOf).map((target) => [target])];
    for (const round of rounds) {
      const outcomes = await Promise.all(round.map((target) => this.ask(target, question)));
      refused.push(...outcomes.filter((outcome) => outcome.failure !== null));
      const [best] = outcomes.filter((outcome) => outcome.failure === null).toSorted(byMerit);
      if (best) return { written: best, refused };
      if (refused.some(({ failure }) => isFinal(failure))) break;
    }
    return { written: null, refused };
  }

  /** What the target has written for the same question before, else what it writes now. */
  private async ask(target: Target, question: WeekQuestion): Promise<TargetOutcome> {
    const { context, facts } = question;
    const { signal } = context;
    const contract = REPLY_CONTRACTS[target.contract];
    const asked = { target, contract, question };
    // What someone wrote about themselves is nobody else's.
    if (facts.injuryNotes !== null) return new TargetConversation(this.tools, asked).hold();
    const key = cacheKey(asked);
    const work = () => this.askOnce(key, asked);
    try {
      const { outcome, shared } = await this.flights.run(key, { work, mayShare: isWritten, signal });
      if (!shared || outcome.failure !== null) return outcome;
      this.telemetry.cacheLookup('shared');
      const fitting = this.fitting(question, { ...outcome, target });
      return fitting ?? (await new TargetConversation(this.tools, asked).hold());
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      return { target, failure: abortKind(context), spoiled: null };
    }
  }

  private async askOnce(
    key: string,
    asked: { target: Target; contract: ReplyContract; question: WeekQuestion },
  ): Promise<TargetOutcome> {
    const { target, contract, question } = asked;
    const found = await this.cache.find(key);
    const fitting = found && this.fitting(question, { target, reply: found });
    this.telemetry.cacheLookup(fitting ? 'hit' : 'miss');
    if (fitting) return fitting;
    const outcome = await new TargetConversation(this.tools, asked).hold();
    if (outcome.failure === null) {
      const { id, promptVersion } = contract;
      const { sessions, mended, model } = outcome.reply;
      const entry = { target: target.profile.id, contract: id, promptVersion, sessions, mended, model };
      await this.cache.keep(key, entry);
    }
    return outcome;
  }

  /** Sessions that stood for another athlete, if they stand for this one, whose paces are others. */
  private fitting(
    question: WeekQuestion,
    { target, reply }: { target: Target; reply: Pick<CacheEntry, 'sessions' | 'mended' | 'model'> },
  ): Written | null {
    const judged = question.judge(reply.sessions);
    if (judged.refused.length > 0 || judged.blocking.length > 0) return null;
    const { sessions, mended, model } = reply;
    const flaws = { advisory: judged.advisory.length, mended: mended.length + judged.mended.length };
    return { target, failure: null, reply: { sessions, mended, model, flaws }, cached: true };
  }
}

function isWritten({ failure }: TargetOutcome): boolean {
  return failure === null;
}

/** The fewest findings first, then the fewest mended. */
function byMerit({ reply: { flaws: a } }: Written, { reply: { flaws: b } }: Written): number {
  return a.advisory - b.advisory || a.mended - b.mended;
}

/** Whether no other target would fare better. */
function isFinal(failure: Refused['failure']): boolean {
  return failure !== 'breaker_open' && FAILURE_RULES[failure].next === 'stop';
}

/** Of every byte that reaches the model, and of who is asked in which contract. */
function cacheKey(asked: { target: Target; contract: ReplyContract; question: WeekQuestion }): string {
  const { target, contract } = asked;
  // What was written at one price serves at any.
  const request = modelRequest({ ...firstAttempt(asked), serviceTier: 'default' });
  return sha256(
    JSON.stringify([target.profile.baseUrl, contract.id, contract.promptVersion, chatParams(request)]),
  );
}
