import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectPromisesKept, liveThrough, season } from '../support/seasons.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';

it('random seasons keep every promise of adaptation and pass the audit', { timeout: SOAK_TIMEOUT }, () => {
  let tried = 0;
  fc.assert(
    fc.property(season, (lived) => {
      tried += 1;
      expectPromisesKept(lived, liveThrough(lived));
    }),
    {
      seed: SOAK.seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: SOAK.milliseconds,
    },
  );
  expect(tried).toBeGreaterThan(0);
});
