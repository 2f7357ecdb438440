import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { anyHistory, liveSeason } from '../support/adapted-plans.js';
import { inputsPastTuneUps } from '../support/layout-choices.js';
import { gridPoint, inputsOf } from '../support/plan-inputs.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';

it(
  'plans lived day by day, for as long as was asked, have no blocking finding',
  { timeout: SOAK_TIMEOUT },
  () => {
    let adapted = 0;
    fc.assert(
      fc.property(gridPoint, anyHistory, (point, history) => {
        const { audited, adaptations } = liveSeason(inputsOf(point), history);
        adapted += adaptations.size;
        expect(auditPlan(audited).filter(({ severity }) => severity === 'blocking')).toEqual([]);
      }),
      { seed: SOAK.seed, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SOAK.milliseconds },
    );
    expect(adapted).toBeGreaterThan(0);
  },
);

it('and so have those with tune-up races on the way', { timeout: SOAK_TIMEOUT }, () => {
  let raced = 0;
  fc.assert(
    fc.property(inputsPastTuneUps(gridPoint), anyHistory, (inputs, history) => {
      const { audited } = liveSeason(inputs, history);
      raced += inputs.tuneUps?.length ?? 0;
      expect(auditPlan(audited).filter(({ severity }) => severity === 'blocking')).toEqual([]);
    }),
    { seed: SOAK.seed, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: SOAK.milliseconds },
  );
  expect(raced).toBeGreaterThan(0);
});
