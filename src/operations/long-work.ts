import type { EntityManager } from '@mikro-orm/core';
import { ConflictError } from '../common/errors.js';

/** Something that happened in long work, as whoever watches it is told. */
export interface WorkEvent {
  /** Stable name, e.g. `week.written`. */
  type: string;
  data: Record<string, unknown>;
  /** How far the work is with this, in the steps it counts by; left out: as far as before. */
  progress?: { done: number; total: number };
}

/** Hears how far work is. */
export interface WorkProgress {
  /** Returns at once and never throws. */
  report(event: WorkEvent): void;
}

/** What stands between long work and whoever asked for it. */
export interface WorkWatch<T> extends WorkProgress {
  /** Aborts when the work is not wanted any more; the reason is what the work then rejects with. */
  readonly signal: AbortSignal;
  /**
   * The work's end, inside the transaction that stores what it came to: both are there or neither is.
   * @throws CancelledError when the work was given up meanwhile; the transaction must not commit
   */
  settle(em: EntityManager, end: { outcome: T; event: WorkEvent }): Promise<void>;
}

/** Work that was checked and claimed, and only has to be run: now, or after its caller was answered. */
export interface LongWork<T> {
  /** E.g. `plan.generate`. */
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: string } | null;
  /** Whose it is; null for work about nobody in particular. */
  readonly athleteId: string | null;
  /** The claim it holds to be the only one at its subject, by a name that no other claim ever has; null for none. */
  readonly claim: string | null;
  /**
   * It is stored item by item, and another process can go on with it: left when its process stops, not failed. Its run
   * then rejects with an `InterruptedError`.
   */
  readonly resumable?: true;
  /**
   * Runs it, once, to its end; with a signal that is aborted already, only lets go of what was claimed. Stores all
   * or nothing, and settles the watch with it. Rejects with what a synchronous call would have answered with.
   */
  run(watch: WorkWatch<T>): Promise<T>;
}

/** For work whose caller waits for it. */
export const UNWATCHED: WorkWatch<unknown> = {
  signal: new AbortController().signal,
  report: () => {},
  settle: async () => {},
};

/** The work was cancelled, or given up for dead; nothing of it was stored. */
export class CancelledError extends ConflictError {
  constructor() {
    super('operation.cancelled', 'The operation was cancelled or given up; nothing was stored.');
  }
}
