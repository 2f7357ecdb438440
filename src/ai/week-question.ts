import type { Budgets } from '../config/ai-config.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';
import type { CallTimeouts, FailureKind } from './model-call.js';
import type { PromptFacts } from './reply-contract.js';
import type { Target } from './router.js';
import type { Judgement } from './writing-plan.js';

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
  attempts = 0;
  readonly tokens = { input: 0, cached: 0, output: 0 };
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

/** Why nothing more can be tried once the signal has aborted. */
export function abortKind({ gone }: CallContext): 'cancelled' | 'deadline' {
  return gone.aborted ? 'cancelled' : 'deadline';
}
