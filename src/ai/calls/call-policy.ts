import type { CallTimeouts } from '../model-call.js';

export const CALL_POLICY = Symbol('CALL_POLICY');

/** How patient the executor is. Times in milliseconds. */
export interface CallPolicy {
  /** Calls in flight at once, over all targets. */
  concurrency: number;
  /** For all weeks of one request together. */
  deadlineMs: number;
  timeouts: CallTimeouts;
  /** Calls more that are made to a target that could not be reached. */
  retries: number;
  /** Longest wait before the first retry; it doubles up to `max`. The wait itself is drawn between 0 and it. */
  backoff: { initialMs: number; maxMs: number };
  /** Failures in a row that open a target's breaker, and how long it stays open before one call is let through. */
  breaker: { failures: number; restMs: number };
}

/** A single call may not use up the deadline: then nothing else could be tried. */
const TIMEOUT_SHARES = { headers: 1 / 3, idle: 1 / 4, total: 3 / 4 };

/** What is used unless a test says otherwise, from the two settings there are. */
export function callPolicy({
  concurrency,
  deadlineMs,
}: Pick<CallPolicy, 'concurrency' | 'deadlineMs'>): CallPolicy {
  return {
    concurrency,
    deadlineMs,
    timeouts: timeoutsWithin(deadlineMs),
    retries: 2,
    backoff: { initialMs: 250, maxMs: 4000 },
    breaker: { failures: 5, restMs: 20_000 },
  };
}

/** How long single calls may take where all has to be done within `deadlineMs`. */
export function timeoutsWithin(deadlineMs: number): CallTimeouts {
  return {
    headersMs: Math.round(deadlineMs * TIMEOUT_SHARES.headers),
    idleMs: Math.round(deadlineMs * TIMEOUT_SHARES.idle),
    totalMs: Math.round(deadlineMs * TIMEOUT_SHARES.total),
  };
}
