/** What `npm run test:soak` was asked for: how long to go on, and what chance is drawn from. */
export const SOAK = {
  milliseconds: Number(process.env['SOAK_MINUTES'] ?? '1') * 60_000,
  seed: Number(process.env['SOAK_SEED'] ?? '1'),
} as const;

/** For a test that goes on for all of that time: as long again for its last round. */
export const SOAK_TIMEOUT = 2 * SOAK.milliseconds + 60_000;
