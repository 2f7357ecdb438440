import { setTimeout as delay } from 'node:timers/promises';

export const CALL_CLOCK = Symbol('CALL_CLOCK');

/** Time and chance as calls meet them, so that a test need neither wait nor guess. */
export interface CallClock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Resolves after so many milliseconds; rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const realCallClock: CallClock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
  random: () => Math.random(),
};
