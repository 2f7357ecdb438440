import { defineConfig } from 'vitest/config';

/** What takes minutes to hours, kept out of `npm test`. */
export default defineConfig({
  test: {
    name: 'soak',
    include: ['test/soak/**/*.spec.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
});
