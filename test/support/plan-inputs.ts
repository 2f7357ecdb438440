import fc from 'fast-check';
import { addDays } from '../../src/coaching/calendar.js';
import { DAY_NUMBERS, EXPERIENCES } from '../../src/coaching/model.js';
import type { DayNumber, PlanInputs } from '../../src/coaching/model.js';

/** A Monday; plans of the grid start in the week it begins, so that 52 weeks pass a leap day and a New Year. */
export const GRID_MONDAY = '2027-11-01';

/** Sixteen weeks from a Monday to a marathon on a Sunday: base 4, build 6, peak 3, taper 3. */
export const MARATHON: PlanInputs = {
  raceDistanceMiles: 26.2188,
  raceDate: '2027-03-14',
  startDate: '2026-11-23',
  goalTimeSeconds: 13_500,
  fiveKPace: 450,
  baseline: 25,
  preferredDays: [2, 4, 6, 7],
  experience: null,
  injuryRisk: 'normal',
  phases: null,
};

/** One point of the grid of inputs that every plan must survive, in the terms of the grid. */
export interface GridPoint {
  raceDistanceMiles: number;
  totalWeeks: number;
  /** ISO weekdays. */
  startDay: DayNumber;
  raceDay: DayNumber;
  fiveKPace: number;
  baseline: number;
  preferredDays: readonly DayNumber[];
  experience: PlanInputs['experience'];
  injuryRisk: PlanInputs['injuryRisk'];
  /** Goal race pace as a share of today's 5K pace. */
  goalShare: number;
}

export function inputsOf(point: GridPoint): PlanInputs {
  return {
    raceDistanceMiles: point.raceDistanceMiles,
    startDate: addDays(GRID_MONDAY, point.startDay - 1),
    raceDate: addDays(GRID_MONDAY, 7 * (point.totalWeeks - 1) + point.raceDay - 1),
    goalTimeSeconds: Math.round(point.raceDistanceMiles * point.fiveKPace * point.goalShare),
    fiveKPace: point.fiveKPace,
    baseline: point.baseline,
    preferredDays: point.preferredDays,
    experience: point.experience,
    injuryRisk: point.injuryRisk,
    phases: null,
  };
}

/** 5K, 10K, ten miles, half, marathon, 50 km, and lengths between and beyond. */
export const GRID_DISTANCES = [
  3.10686, 6.21371, 10, 13.1094, 26.2188, 31.0686, 4.0, 4.01, 7.5, 11, 18, 20, 28, 50, 62.137,
] as const;

export const dayNumbers = fc.constantFrom(...DAY_NUMBERS);

export const preferredDays = fc
  .uniqueArray(dayNumbers, { minLength: 2, maxLength: 7 })
  .map((days) => days.toSorted((a, b) => a - b));

/** The whole grid: every distance, length, weekday, day set, level; paces and baselines to their accepted ends. */
export const gridPoint: fc.Arbitrary<GridPoint> = fc.record({
  raceDistanceMiles: fc.oneof(
    fc.constantFrom(...GRID_DISTANCES),
    fc.integer({ min: 100, max: 6200 }).map((hundredths) => hundredths / 100),
  ),
  totalWeeks: fc.integer({ min: 4, max: 52 }),
  startDay: dayNumbers,
  raceDay: dayNumbers,
  fiveKPace: fc.oneof(fc.integer({ min: 270, max: 900 }), fc.integer({ min: 230, max: 1200 })),
  baseline: fc.oneof(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: 0, max: 300 }).map((halves) => halves / 2),
    fc.double({ min: 0, max: 150, noNaN: true }),
  ),
  preferredDays,
  experience: fc.constantFrom(null, ...EXPERIENCES),
  injuryRisk: fc.constantFrom('normal', 'high'),
  goalShare: fc.double({ min: 0.7, max: 1.6, noNaN: true }),
});
