import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { faultsOfPlan, faultsOfProgress } from '../support/sound-plans.js';
import { writePlan } from '../support/write-plan.js';

/** Five thousand of them, at random; `npm run test:soak` tries every corner, and others for as long as it is told. */
describe('plans over the grid of inputs', () => {
  it('have no blocking finding when written complete, and training miles on target', () => {
    fc.assert(
      fc.property(gridPoint, fc.nat(), (point, seed) => {
        expect(faultsOfPlan(point, seed)).toEqual([]);
      }),
      { numRuns: 4000, seed: 20_261_123 },
    );
  });

  it('have no blocking finding when written week by week, at the first and as far as they have come', () => {
    fc.assert(
      fc.property(gridPoint, fc.nat({ max: 51 }), (point, ahead) => {
        expect(faultsOfProgress(point, ahead)).toEqual([]);
      }),
      { numRuns: 1000, seed: 20_261_122 },
    );
  });

  it('come out the same either way', () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        const complete = writePlan(inputsOf(point)).audited.weeks;
        expect(writePlan(inputsOf(point), { progressive: true }).audited.weeks).toEqual(complete);
      }),
      { numRuns: 50 },
    );
  });
});
