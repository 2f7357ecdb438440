import type { LaidWeek, WritingTask } from '../week-writer.js';

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

/** What became of a week: written by whoever could, or why nobody could or may. */
export type SettledWeek = { customId: string } & (
  { written: LaidWeek; error: null } | { written: null; error: SettledError }
);

/** How long a single week may take when it is asked for live: the provider advises a quarter of an hour for flex. */
const LIVE_DEADLINE_MS = 15 * 60_000;

/** The task as a writer takes it. */
export function writingTask(week: BulkWeek, signal: AbortSignal): WritingTask {
  return {
    ...week,
    kept: [],
    keep: async () => undefined,
    unattended: { deadlineMs: LIVE_DEADLINE_MS },
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
