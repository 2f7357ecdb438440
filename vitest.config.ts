import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

/**
 * Units and end to end are one project, for workers are not shared by two: each would load the service anew, and the units
 * would not use the time in which the end-to-end tests wait.
 */
export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts', 'test/unit/**/*.spec.ts', 'test/e2e/**/*.spec.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/global-setup.ts'],
    // The runner's own default hangs on the machine's cores. Each end-to-end file has an application with a pool of its own,
    // and a stock PostgreSQL takes 100 connections.
    maxWorkers: 4,
    // Files share what they import with those that ran before them in the same worker: to load the service anew for each took
    // two seconds of every file. What a test changes of the process (spies, timers, settings) it puts back itself.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine takes its time; a test that waits for what never comes names its own.
    expect: { poll: { timeout: 20_000 } },
  },
});
