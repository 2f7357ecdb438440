import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { daysBetween } from '../../src/coaching/calendar.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { settingsRefusals } from '../../src/coaching/layout-settings.js';
import { tuneUpRefusals } from '../../src/coaching/tune-ups.js';
import { tuneUpMisfits } from '../../src/coaching/tune-up-places.js';
import { inputsWithSettings, inputsWithTuneUps } from '../support/layout-choices.js';
import { faultsOfInputs } from '../support/sound-plans.js';

const RUNS = Number(process.env.LAYOUT_RUNS ?? 200);

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

describe('tune-up races over the grid of inputs', () => {
  it('take their week without a blocking finding, or are refused with the rule that stands against them', () => {
    let laid = 0;
    fc.assert(
      fc.property(inputsWithTuneUps, fc.nat(), (inputs, seed) => {
        const refusals = tuneUpRefusals(inputs);
        for (const { rule, detail } of refusals) expect(detail).toContain(`Rule ${rule} `);
        const [misfit] = tuneUpMisfits(inputs);
        const [finding] = auditPlan({ inputs, phases: [], weeks: [] });
        expect(finding?.code === 'B.inputs').toBe(misfit !== undefined);
        if (misfit) expect(() => layBlueprint(inputs)).toThrow(misfit.detail);
        if (refusals.length > 0) return;
        laid += 1;
        expect(faultsOfInputs(inputs, seed)).toEqual([]);
        const { weeks } = layBlueprint(inputs);
        for (const { date } of inputs.tuneUps ?? []) {
          const week = weeks.find(({ startDate, endDate }) => startDate <= date && date <= endDate);
          const types = week?.days.map(({ type }) => type) ?? [];
          expect(types.filter((type) => type === 'race')).toEqual(['race']);
          expect(types).not.toContain('long_run');
          expect(types.filter((type) => type === 'tempo' || type === 'intervals').length).toBeLessThan(2);
          const beside = weeks
            .flatMap(({ days }) => days)
            .filter((day) => [1, 2].includes(Math.abs(daysBetween(date, day.date))));
          expect(beside).toHaveLength(4);
          for (const { type } of beside) expect(['easy', 'recovery', 'rest']).toContain(type);
        }
      }),
      { numRuns: RUNS, seed: 20_261_125 },
    );
    expect(laid).toBeGreaterThan(RUNS / 10);
  });
});
