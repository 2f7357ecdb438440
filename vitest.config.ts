import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['src/**/*.spec.ts', 'test/unit/**/*.spec.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          // Each file has an application with a pool of its own, and a stock PostgreSQL takes 100 connections.
          maxWorkers: 4,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A busy machine takes its time; a test that waits for what never comes names its own.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
