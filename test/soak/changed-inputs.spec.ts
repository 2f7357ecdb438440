import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aChangedPlan, blockingOf, changedPlan, writtenInFull } from '../support/changed-inputs.js';
import { inputsOf } from '../support/plan-inputs.js';
import { SOAK } from '../support/soak.js';

const PLANS = 5000;

it(`${PLANS} plans changed in their course have no blocking finding`, () => {
  fc.assert(
    fc.property(aChangedPlan, ({ point, changes }) => {
      const { inputs, blueprint } = changedPlan(inputsOf(point), changes);
      expect(blockingOf(writtenInFull(inputs, blueprint))).toEqual([]);
    }),
    { seed: SOAK.seed, numRuns: PLANS },
  );
});
