const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a delivery waits after each try that failed, about: an outage of a night is outlived. Milliseconds. */
export const RETRY_DELAYS: readonly number[] = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
];

/** The delays in force, for tests to shorten. */
export const RETRY_SCHEDULE = Symbol('RETRY_SCHEDULE');

/** A receiver may ask for more patience than the schedule has, up to this. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * Milliseconds until a delivery is tried again; null when all tries are used up. Spread over half to one and a half
 * of the schedule's delay, so that those which failed together do not come back together, and none comes at once.
 * @param tries that have failed, from 1
 * @param retryAfterMs what the receiver asked for: waited for when it is longer, up to a day
 * @param random from 0 up to 1
 */
export function nextDelayMs(
  schedule: readonly number[],
  { tries, retryAfterMs, random }: { tries: number; retryAfterMs: number | null; random: number },
): number | null {
  const delay = schedule[tries - 1];
  if (delay === undefined) return null;
  const spread = Math.round(delay * (0.5 + random));
  return Math.max(spread, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}
