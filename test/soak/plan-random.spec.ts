import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';
import { writePlan } from '../support/write-plan.js';

it('random inputs, for as long as was asked, have no blocking finding', { timeout: SOAK_TIMEOUT }, () => {
  let plans = 0;
  fc.assert(
    fc.property(gridPoint, fc.nat(), (point, seed) => {
      plans += 1;
      const findings = auditPlan(writePlan(inputsOf(point), { seed: String(seed) }).audited);
      expect(findings.filter(({ severity }) => severity === 'blocking')).toEqual([]);
    }),
    { seed: SOAK.seed, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SOAK.milliseconds },
  );
  expect(plans).toBeGreaterThan(0);
});
