import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { settingsRefusals } from '../../src/coaching/layout-settings.js';
import { inputsWithSettings } from '../support/layout-choices.js';
import { faultsOfInputs } from '../support/sound-plans.js';

const RUNS = Number(process.env.LAYOUT_RUNS ?? 400);

/** `LAYOUT_RUNS=5000` tries more of them. */
describe('settings of a plan over the grid of inputs', () => {
  it('give a plan without a blocking finding, or are refused with the rule that stands against them', () => {
    let laid = 0;
    fc.assert(
      fc.property(inputsWithSettings, fc.nat(), (inputs, seed) => {
        const refusals = settingsRefusals(inputs);
        for (const { rule, detail } of refusals) expect(detail).toContain(`Rule ${rule} `);
        if (refusals.length > 0) {
          expect(() => layBlueprint(inputs)).toThrow(refusals[0]?.detail);
          const [finding] = auditPlan({ inputs, phases: [], weeks: [] });
          expect(finding?.code).toBe('B.inputs');
          return;
        }
        laid += 1;
        expect(faultsOfInputs(inputs, seed)).toEqual([]);
      }),
      { numRuns: RUNS, seed: 20_261_124 },
    );
    expect(laid).toBeGreaterThan(RUNS / 10);
  });
});
