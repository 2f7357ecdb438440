/**
 * What failed tries at passwords are counted by. `account`: wherever they come from. `address`: whatever account they
 * are for. `pair`: one account from one address.
 */
export const SLOWDOWNS = {
  /**
   * Only makes answers late, and never by much: whoever fails on purpose must not keep the owner out (ASVS 6.1.1).
   */
  account: { free: 10, firstSeconds: 0.25, mostSeconds: 4 },
  /** Grows into a lock: no account can be tried from there. */
  address: { free: 30, firstSeconds: 1, mostSeconds: 900 },
  pair: { free: 5, firstSeconds: 1, mostSeconds: 900 },
} as const satisfies Record<string, Slowdown>;

export type SlowdownKind = keyof typeof SLOWDOWNS;

interface Slowdown {
  /** Failures that cost nothing: everybody mistypes. */
  free: number;
  /** After the first failure beyond; it doubles with each further one. */
  firstSeconds: number;
  mostSeconds: number;
}

/** Failures longer ago than this count no more. Longer than the longest delay. */
export const FORGOTTEN_AFTER_SECONDS = 3600;

/** Seconds from the last failure until the next try. */
export function delayAfter(failures: number, kind: SlowdownKind): number {
  const { free, firstSeconds, mostSeconds } = SLOWDOWNS[kind];
  return failures <= free ? 0 : Math.min(mostSeconds, firstSeconds * 2 ** (failures - free - 1));
}
