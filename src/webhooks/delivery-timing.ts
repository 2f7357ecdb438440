const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a delivery takes and waits. */
export interface DeliveryTiming {
  /** How long one try may take in all. */
  readonly timeoutMs: number;
  /** How long it waits after each try that failed, about; one more try than there are delays. */
  readonly retryDelaysMs: readonly number[];
  /** How often a process with nothing to deliver looks for something; half a second at least. */
  readonly pollingSeconds: number;
}

/** The timing in force, for tests to shorten. */
export const DELIVERY_TIMING = Symbol('DELIVERY_TIMING');

/** A receiver that is away for a night, and a day, gets everything all the same. */
export const STANDARD_TIMING: DeliveryTiming = {
  timeoutMs: 15 * SECOND,
  retryDelaysMs: [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR],
  pollingSeconds: 1,
};

/** A receiver may ask for more patience than the schedule has, up to this. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** A try that has not said how it went for so long died with its process: another gets it within half a minute. */
export function leaseMs({ timeoutMs }: DeliveryTiming): number {
  return timeoutMs + 3 * SECOND;
}

/**
 * Milliseconds until a delivery is tried again; null when all tries are used up. Spread over half to one and a half
 * of the schedule's delay, so that those which failed together do not come back together, and none comes at once.
 * @param tries that have failed, from 1
 * @param retryAfterMs what the receiver asked for: waited for when it is longer, up to a day
 * @param random from 0 up to 1
 */
export function nextDelayMs(
  { retryDelaysMs }: Pick<DeliveryTiming, 'retryDelaysMs'>,
  { tries, retryAfterMs, random }: { tries: number; retryAfterMs: number | null; random: number },
): number | null {
  const delay = retryDelaysMs[tries - 1];
  if (delay === undefined) return null;
  const spread = Math.round(delay * (0.5 + random));
  return Math.max(spread, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}
