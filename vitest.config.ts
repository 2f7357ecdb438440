import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

/**
 * Of both projects: where they differ the runner refuses to start, and its own default hangs on the machine’s cores. Each
 * end-to-end file has an application with a pool of its own, and a stock PostgreSQL takes 100 connections.
 */
const maxWorkers = 4;

/**
 * Files share what they import with those that ran before them in the same worker: to load the service anew for each took
 * two seconds of every file. What a test changes of the process (spies, timers, settings) it puts back itself.
 */
const isolate = false;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.spec.ts', 'test/unit/**/*.spec.ts'],
          maxWorkers,
          isolate,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          maxWorkers,
          isolate,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A busy machine takes its time; a test that waits for what never comes names its own.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
