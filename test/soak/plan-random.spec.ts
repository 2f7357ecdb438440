import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gridPoint } from '../support/plan-inputs.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';
import { faultsOfPlan, faultsOfProgress } from '../support/sound-plans.js';

it('5,000 random inputs have no blocking finding, in both modes, and training miles on target', () => {
  fc.assert(
    fc.property(gridPoint, fc.nat(), fc.nat({ max: 51 }), (point, seed, ahead) => {
      expect([...faultsOfPlan(point, seed), ...faultsOfProgress(point, ahead)]).toEqual([]);
    }),
    { seed: SOAK.seed, numRuns: 5000 },
  );
});

it('nor have any others, for as long as was asked', { timeout: SOAK_TIMEOUT }, () => {
  let plans = 0;
  fc.assert(
    fc.property(gridPoint, fc.nat(), (point, seed) => {
      plans += 1;
      expect(faultsOfPlan(point, seed)).toEqual([]);
    }),
    { seed: SOAK.seed + 1, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SOAK.milliseconds },
  );
  expect(plans).toBeGreaterThan(0);
});
