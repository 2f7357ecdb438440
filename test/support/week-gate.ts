import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import type { GenerationEvent } from '../../src/ai/generation-progress.js';
import { WeekWriter } from '../../src/ai/week-writer.js';
import type { TestApp } from './test-app.js';

/** Holds written weeks back until a test lets them through. */
export interface WeekGate {
  /** How many more weeks may be told of; with none given all of them. */
  allow(weeks?: number): void;
  /** Every generation rejects with this instead of being written; null: written again. */
  failWith(error: Error | null): void;
  /** Lets all of them through and waits until they have passed. */
  open(): Promise<void>;
  /** How many generations are held at the moment. */
  held(): number;
}

/** Puts a gate before what the service's writer tells and returns; it stops at once when the task's signal aborts. */
export function gateWeeks({ app }: TestApp): WeekGate {
  let permits = Infinity;
  let held = 0;
  let failure: Error | null = null;
  const writer = app.get(WeekWriter, { strict: false });
  const write = writer.write.bind(writer);
  vi.spyOn(writer, 'write').mockImplementation(async (task) => {
    if (failure) throw failure;
    const events: GenerationEvent[] = [];
    const weeks = await write({ ...task, progress: { report: (event) => events.push(event) } });
    held += 1;
    try {
      for (const event of events) {
        while (permits <= 0) {
          task.signal.throwIfAborted();
          await sleep(5);
        }
        permits -= 1;
        task.progress?.report(event);
      }
      return weeks;
    } finally {
      held -= 1;
    }
  });
  return {
    allow: (weeks = Infinity) => (permits = weeks),
    failWith: (error) => (failure = error),
    open: async () => {
      permits = Infinity;
      while (held > 0) await sleep(5);
    },
    held: () => held,
  };
}
