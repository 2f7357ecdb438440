import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { writePlan } from '../support/write-plan.js';

describe('progressive plans over the grid of inputs', () => {
  it('have no blocking finding, at week 1 and as far as they have come', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(gridPoint, fc.nat({ max: 51 }), (point, ahead) => {
        for (const weeks of [1, 1 + (ahead % point.totalWeeks)]) {
          const { audited } = writePlan(inputsOf(point), { weeks, progressive: true });
          expect(audited.weeks).toHaveLength(weeks);
          expect(auditPlan(audited).filter((finding) => finding.severity === 'blocking')).toEqual([]);
        }
      }),
      { numRuns: 1000, seed: 20_261_122 },
    );
  });

  it('come out as the complete plan does', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        const complete = writePlan(inputsOf(point)).audited.weeks;
        expect(writePlan(inputsOf(point), { progressive: true }).audited.weeks).toEqual(complete);
      }),
      { numRuns: 100 },
    );
  });
});
