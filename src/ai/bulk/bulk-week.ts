import type { BulkPolicy } from '../../config/ai-config.js';
import type { KeptWeek, WritingTask } from '../week-writer.js';

/** A week that nobody waits for, as it is remembered until it is written. */
export interface BulkWeek extends Pick<
  WritingTask,
  'inputs' | 'blueprint' | 'seed' | 'stored' | 'variation' | 'subject' | 'model' | 'ownWorkouts'
> {
  weekNumbers: readonly [number];
}

/** A week to be written in bulk. */
export interface BulkTask extends BulkWeek {
  /** The caller's own name for it: unlike those of all weeks under way. */
  customId: string;
}

/** Why a week came to nothing, as a problem's `code` and `detail`. */
export interface SettledError {
  code: string;
  detail: string;
}

/** What became of a week: written by a model, or why none could. */
export type SettledWeek = { customId: string } & (
  { written: KeptWeek; error: null } | { written: null; error: SettledError }
);

const HOUR_MS = 3_600_000;
/** After a batch was cancelled, what was done until then takes a while to come. */
export const GRACE_MS = HOUR_MS;

/** When weeks are worth a batch, and how long it may keep them. */
export interface BulkTerms {
  /** Weeks at once, from which on they are. */
  from: number;
  /** After this they are back, written or not. */
  backWithinMs: number;
}

/** Beside the wait and the grace, as much again to hand a batch in and to have written live what it did not bring. */
export function bulkTerms({ from, waitHours }: BulkPolicy): BulkTerms {
  return { from, backWithinMs: waitHours * HOUR_MS + 2 * GRACE_MS };
}

/** How long a single week may take when it is asked for live: the provider advises a quarter of an hour for flex. */
const LIVE_DEADLINE_MS = 15 * 60_000;

/** The task as a writer takes it: the built-in coach writes nothing in bulk, for its week has tries of its own. */
export function writingTask(week: BulkWeek, signal: AbortSignal): WritingTask {
  return {
    ...week,
    kept: [],
    keep: async () => undefined,
    unattended: { deadlineMs: LIVE_DEADLINE_MS, builtInCoach: 'later' },
    signal,
  };
}

/** Below what providers take (50,000 requests and 200 MB), so that one batch and its replies fit in memory. */
const MOST_REQUESTS = 5000;
const MOST_BYTES = 100_000_000;

/** Parts a list, in its order, so that no part is larger than a batch may be. */
export function batchSizes<T extends { bytes: number }>(
  requests: readonly T[],
  { most = MOST_REQUESTS, mostBytes = MOST_BYTES }: { most?: number; mostBytes?: number } = {},
): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const request of requests) {
    const part = parts.at(-1);
    room -= request.bytes;
    if (part && part.length < most && room >= 0) {
      part.push(request);
    } else {
      parts.push([request]);
      room = mostBytes - request.bytes;
    }
  }
  return parts;
}
