import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanInputs } from '../../src/coaching/model.js';
import { anyHistory, liveSeason, shortSeason } from '../support/adapted-plans.js';
import {
  aChangedPlan,
  aReshaping,
  blockingOf,
  changedPlan,
  wantedOf,
  writtenInFull,
} from '../support/changed-inputs.js';
import { inputsOf } from '../support/plan-inputs.js';

/** The short form: `npm run test:soak` tries thousands. */
describe('plans changed in their course', () => {
  it('have no blocking finding, whatever is changed from whatever week on', () => {
    let accepted = 0;
    fc.assert(
      fc.property(aChangedPlan, ({ point, changes }) => {
        const { inputs, blueprint, made } = changedPlan(inputsOf(point), changes);
        accepted += made;
        expect(blockingOf(writtenInFull(inputs, blueprint))).toEqual([]);
      }),
      { numRuns: 80, seed: 20_261_122 },
    );
    expect(accepted).toBeGreaterThan(80);
  });

  it('have none either where they were adapted to what was run, before and after', () => {
    fc.assert(
      fc.property(shortSeason, anyHistory, fc.nat(140), aReshaping, (point, history, day, change) => {
        const wanted = (inputs: PlanInputs) => wantedOf(inputs, change);
        expect(blockingOf(liveSeason(inputsOf(point), history, { day, wanted }).audited)).toEqual([]);
      }),
      { numRuns: 25, seed: 20_261_124 },
    );
  });

  it('stand as they were before the week that a change holds from', () => {
    fc.assert(
      fc.property(aChangedPlan, ({ point, changes: [change] }) => {
        const inputs = inputsOf(point);
        const { inputs: changed, blueprint, fromWeek } = changedPlan(inputs, change ? [change] : []);
        const before = changedPlan(inputs, []).blueprint.weeks.slice(0, fromWeek - 1);
        expect(blueprint.weeks.slice(0, fromWeek - 1)).toEqual(before);
        expect(changed.changes?.every((each) => each.fromWeek === fromWeek) ?? true).toBe(true);
      }),
      { numRuns: 50, seed: 20_261_123 },
    );
  });
});
