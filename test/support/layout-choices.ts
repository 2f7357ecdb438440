import fc from 'fast-check';
import type { LayoutSettings, PlanInputs } from '../../src/coaching/model.js';
import { dayNumbers, gridPoint, inputsOf } from './plan-inputs.js';

/** What staff may ask of a layout, beyond what the rules bear too. */
export const layoutSettings: fc.Arbitrary<LayoutSettings> = fc.record(
  {
    recoveryEvery: fc.integer({ min: 1, max: 6 }),
    longRunDay: dayNumbers,
    mostMiles: fc.oneof(
      fc.integer({ min: 0, max: 120 }).map((halves) => halves / 2),
      fc.integer({ min: 0, max: 15_000 }).map((hundredths) => hundredths / 100),
    ),
  },
  { requiredKeys: [] },
);

/** A point of the grid with choices of staff about its layout. */
export const inputsWithSettings: fc.Arbitrary<PlanInputs> = fc
  .record({ point: gridPoint, settings: layoutSettings })
  .map(({ point, settings }) => ({ ...inputsOf(point), settings }));
