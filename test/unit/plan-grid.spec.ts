import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import type { AuditedPlan } from '../../src/coaching/audit.js';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { writePlan } from '../support/write-plan.js';

const blocking = (plan: AuditedPlan) => auditPlan(plan).filter((finding) => finding.severity === 'blocking');

/** Split over runs of their own, so that a failure shrinks soon and two workers share the load. */
describe.each([1, 2, 3, 4, 5])('plans over the grid of inputs, part %i', (part) => {
  it(
    'have no blocking finding when written complete, and training miles on target',
    { timeout: 120_000 },
    () => {
      fc.assert(
        fc.property(gridPoint, fc.nat(), (point, seed) => {
          const { blueprint, audited } = writePlan(inputsOf(point), { seed: String(seed) });
          expect(blocking(audited)).toEqual([]);
          expect(audited.weeks).toHaveLength(point.totalWeeks);
          for (const [index, week] of audited.weeks.entries()) {
            expect(
              Math.abs(week.trainingMiles - (blueprint.weeks[index]?.targetMiles ?? -1)),
            ).toBeLessThanOrEqual(0.25);
          }
        }),
        { numRuns: 1000, seed: 20_261_122 + part },
      );
    },
  );
});
