import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyChanges, breachesOnTheWay } from '../support/changing-seasons.js';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';

it('plans paused and changed on their way have no blocking finding', { timeout: SOAK_TIMEOUT }, () => {
  let lived = 0;
  fc.assert(
    fc.property(gridPoint, anyChanges, (point, changes) => {
      lived += 1;
      expect(breachesOnTheWay(inputsOf(point), changes)).toEqual([]);
    }),
    { seed: SOAK.seed, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SOAK.milliseconds },
  );
  expect(lived).toBeGreaterThan(0);
});
