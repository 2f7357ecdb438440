import fc from 'fast-check';
import type { LayoutSettings, PlanInputs } from '../../src/coaching/model.js';
import { addDays } from '../../src/coaching/calendar.js';
import { tuneUpRefusals } from '../../src/coaching/tune-ups.js';
import { dayNumbers, GRID_DISTANCES, gridPoint, inputsOf, type GridPoint } from './plan-inputs.js';

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

/** Settings that any athlete may have, a preferred day given. */
const soundSettings: fc.Arbitrary<LayoutSettings> = fc.record(
  {
    recoveryEvery: fc.integer({ min: 2, max: 3 }),
    longRunDay: dayNumbers,
    mostMiles: fc.integer({ min: 12, max: 120 }).map((halves) => halves / 2),
  },
  { requiredKeys: [] },
);

/** A point of the grid with choices of staff about its layout. */
export const inputsWithSettings: fc.Arbitrary<PlanInputs> = fc
  .record({ point: gridPoint, settings: layoutSettings })
  .map(({ point, settings }) => ({ ...inputsOf(point), settings }));

/** Races on the way, some of them where or as none may be. */
const tuneUps = fc.array(
  fc.record({
    day: fc.integer({ min: -3, max: 7 * 52 }),
    distanceMiles: fc.oneof(
      fc.constantFrom(...GRID_DISTANCES),
      fc.integer({ min: 100, max: 1500 }).map((hundredths) => hundredths / 100),
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Points with races on the way, and with settings or without; the races lie about the plan's own days. */
function withTuneUps(points: fc.Arbitrary<GridPoint>): fc.Arbitrary<PlanInputs> {
  return fc
    .record({ point: points, tuneUps, settings: fc.option(soundSettings, { nil: undefined, freq: 2 }) })
    .map(({ point, tuneUps: races, settings }) => {
      const inputs = inputsOf(point);
      const days = 7 * point.totalWeeks;
      const placed = races.map(({ day, distanceMiles }) => ({
        date: addDays(inputs.startDate, day % days),
        distanceMiles: Math.min(distanceMiles, inputs.raceDistanceMiles + 1),
      }));
      const { longRunDay, ...others } = settings ?? {};
      const isPreferred = longRunDay !== undefined && point.preferredDays.includes(longRunDay);
      return {
        ...inputs,
        tuneUps: placed.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
        ...(settings && { settings: { ...others, ...(isPreferred && { longRunDay }) } }),
      };
    });
}

/** Over the grid. */
export const inputsWithTuneUps = withTuneUps(gridPoint);

/** Those that no rule stands against. */
export const inputsPastTuneUps = (points: fc.Arbitrary<GridPoint>): fc.Arbitrary<PlanInputs> =>
  withTuneUps(points).filter((inputs) => tuneUpRefusals(inputs).length === 0);
