import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Budgets } from '../config/ai-config.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';
import type { CallTimeouts, FailureKind, TokenUsage } from './model-call.js';
import type { PromptFacts } from './reply-contract.js';
import type { Target } from './routing/router.js';
import type { Judgement, WritingPlan } from './writing-plan.js';

/** For whom calls are made, and within what. One for all weeks of a request. */
export interface CallContext {
  /** The run that asks: `generation.id`. */
  requestId: string;
  planId: string;
  budgets: Budgets;
  /** Nobody waits: a model that has a cheaper tier is asked there first. */
  unattended: boolean;
  /** For each call. */
  timeouts: CallTimeouts;
  /** When all has to be done, on the call clock. */
  deadlineAt: number;
  /** Aborts at that moment, or when whoever asked has gone. */
  signal: AbortSignal;
  /** Aborts only when whoever asked has gone. */
  gone: AbortSignal;
}

/** One week that models are asked for, and how what they answer is judged. */
export interface WeekQuestion {
  facts: PromptFacts;
  judge: (sessions: readonly Session[]) => Judgement;
  context: CallContext;
  /** Adds up over all attempts for the week. */
  tally: CallTally;
}

/** What a week has taken so far. */
export class CallTally {
  attempts: number;
  readonly tokens: { input: number; cached: number; output: number };

  constructor(earlier: EarlierAnswer | null = null) {
    this.attempts = earlier ? 1 : 0;
    const { input = 0, cached = 0, output = 0 } = earlier?.usage ?? {};
    this.tokens = { input, cached, output };
  }
}

/** What a target made of a week that it was asked for in bulk: used if it stands, else the next target is asked. */
export interface EarlierAnswer {
  outcome: TargetOutcome;
  usage: TokenUsage | null;
}

/** Why a target did not write. `breaker_open`: it was not asked at all. */
export type TargetFailure = FailureKind | 'breaker_open';

/** Sessions that were laid and audited without a blocking finding. */
export interface SoundReply {
  sessions: Session[];
  /** On the way from the reply to the sessions. */
  mended: SessionFinding[];
  /** Departures that do not block, and sessions that were not laid quite as written: the fewer, the better. */
  flaws: { advisory: number; mended: number };
  /** As the server reported it. */
  model: string;
}

/** Sessions that were worth a second question. */
export interface SpoiledReply extends SoundReply {
  /** All of them can be laid and break no rule; they miss the brief in a way that laying evens out. */
  stands: boolean;
}

/** What one target made of a question. */
export type TargetOutcome =
  | { target: Target; failure: null; reply: SoundReply; cached: boolean }
  | { target: Target; failure: TargetFailure; spoiled: SpoiledReply | null };

/** A week of a plan as it is asked for. */
export function weekQuestion(
  plan: WritingPlan,
  asked: Pick<WeekQuestion, 'context' | 'tally'> & { weekNumber: number; injuryNotes: string | null },
): WeekQuestion {
  const { weekNumber, injuryNotes, context, tally } = asked;
  const week = plan.week(weekNumber);
  const { brief, frame } = week;
  const facts = { brief, inputs: inputsOfWeek(plan.inputs, weekNumber), paces: frame.paces, injuryNotes };
  return { facts, judge: (sessions) => plan.judge(week, sessions), context, tally };
}

/** Why nothing more can be tried once the signal has aborted. */
export function abortKind({ gone }: CallContext): 'cancelled' | 'deadline' {
  return gone.aborted ? 'cancelled' : 'deadline';
}
