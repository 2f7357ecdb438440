import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyChanges, breachesOnTheWay, type Changes } from '../support/changing-seasons.js';
import { gridPoint, inputsOf, type GridPoint } from '../support/plan-inputs.js';

const QUIET: Changes = {
  spells: [],
  reports: 'runs',
  silentFrom: 10_000,
  delay: 0,
  timeOff: [],
  pauses: [],
  paces: [],
  accepts: false,
  writtenBefore: 10,
};
const POINT: GridPoint = {
  raceDistanceMiles: 13.1094,
  totalWeeks: 17,
  startDay: 1,
  raceDay: 5,
  fiveKPace: 455,
  baseline: 89,
  preferredDays: [2, 4, 6, 7],
  experience: null,
  injuryRisk: 'normal',
  goalShare: 1.3,
};
const DAILY = [1, 2, 3, 4, 5, 6, 7] as const;

/** Ways through a plan that once came to something against the rules. */
const FOUND: readonly [string, Partial<GridPoint>, Partial<Changes>][] = [
  [
    'is resumed on a Monday',
    {
      raceDistanceMiles: 47.36,
      totalWeeks: 5,
      raceDay: 1,
      fiveKPace: 271,
      baseline: 83,
      preferredDays: DAILY,
      injuryRisk: 'high',
    },
    { spells: [{ days: 1, share: 1, extra: 4 }], silentFrom: 2, pauses: [{ from: 2, days: 5 }] },
  ],
  [
    'is resumed amid a week of which days were run though it was paused',
    {},
    {
      spells: [
        { days: 26, share: 0, extra: 4 },
        { days: 8, share: 0.6, extra: 0.01 },
      ],
      delay: 1,
      timeOff: [{ enteredOn: 92, deletedOn: 10_000, from: 3, days: 4 }],
      pauses: [{ from: 24, days: 4 }],
    },
  ],
  [
    'is resumed amid a week whose first days nobody ran',
    {
      raceDistanceMiles: 41.64,
      totalWeeks: 5,
      startDay: 5,
      fiveKPace: 797,
      baseline: 55,
      preferredDays: DAILY,
      injuryRisk: 'high',
    },
    { reports: 'tracks', silentFrom: 0, pauses: [{ from: 23, days: 1 }] },
  ],
  [
    'is resumed after a long pause in which runs were entered',
    {
      raceDistanceMiles: 18,
      totalWeeks: 16,
      startDay: 2,
      raceDay: 1,
      fiveKPace: 275,
      baseline: 0,
      preferredDays: [3, 6],
      goalShare: 0.7,
    },
    {
      spells: [
        { days: 2, share: 0, extra: 0 },
        { days: 21, share: 2, extra: 0.01 },
        { days: 40, share: 2, extra: 4 },
        { days: 1, share: 0.3, extra: 0 },
        { days: 6, share: 0, extra: 0 },
        { days: 3, share: 1, extra: 0.01 },
      ],
      delay: 1,
      timeOff: [{ enteredOn: -20, deletedOn: 1, from: -1, days: 31 }],
      pauses: [{ from: 51, days: 24 }],
      paces: [{ on: 5, factor: 2 }],
      accepts: true,
      writtenBefore: 25,
    },
  ],
  [
    'gets slower paces before a week of time off',
    {
      raceDistanceMiles: 62.137,
      totalWeeks: 8,
      fiveKPace: 238,
      baseline: 86,
      preferredDays: DAILY,
      experience: 'intermediate',
    },
    {
      timeOff: [{ enteredOn: -20, deletedOn: 10_000, from: 7, days: 7 }],
      paces: [{ on: 4, factor: 2 }],
      writtenBefore: 25,
    },
  ],
  [
    'goes on amid a week of which the pause took no run, after next to nothing was run in it',
    {
      totalWeeks: 9,
      raceDay: 1,
      fiveKPace: 450,
      baseline: 0,
      preferredDays: [2, 4, 6],
      goalShare: 1,
    },
    {
      spells: [{ days: 43, share: 0, extra: 0.01 }],
      pauses: [{ from: 6, days: 37 }],
      writtenBefore: 400,
    },
  ],
  [
    'gets slower paces in a third week since a return, which they cut short',
    {
      raceDistanceMiles: 3.10686,
      totalWeeks: 10,
      raceDay: 1,
      fiveKPace: 270,
      baseline: 120,
      preferredDays: [1, 4, 5, 6, 7],
      goalShare: 0.7,
    },
    {
      spells: [{ days: 1, share: 0, extra: 0 }],
      reports: 'never',
      silentFrom: 0,
      pauses: [{ from: 0, days: 21 }],
      paces: [{ on: 28, factor: 2 }],
    },
  ],
  [
    'comes back from weeks off after one with a single short run',
    {
      raceDistanceMiles: 3.10686,
      totalWeeks: 14,
      raceDay: 1,
      fiveKPace: 270,
      baseline: 0,
      preferredDays: [1, 6],
      goalShare: 0.7,
    },
    {
      spells: [
        { days: 7, share: 0, extra: 4 },
        { days: 1, share: 0, extra: 0 },
      ],
      delay: 1,
      timeOff: [{ enteredOn: 13, deletedOn: 10_000, from: 36, days: 33 }],
      pauses: [{ from: 14, days: 1 }],
      writtenBefore: 400,
    },
  ],
  [
    'comes back after weeks that were held at a single short run, laid anew from before them',
    {
      totalWeeks: 13,
      startDay: 6,
      raceDay: 1,
      fiveKPace: 450,
      baseline: 0,
      preferredDays: [3, 7],
      goalShare: 1,
    },
    {
      spells: [
        { days: 34, share: 0, extra: 1 },
        { days: 6, share: 0, extra: 1 },
      ],
      timeOff: [{ enteredOn: 0, deletedOn: 10_000, from: 31, days: 32 }],
      pauses: [{ from: 5, days: 7 }],
      paces: [{ on: 12, factor: 0.9 }],
    },
  ],
];

/** Any point of the grid but for plans of more than 12 weeks. */
const brief = gridPoint.map((point) => ({ ...point, totalWeeks: 4 + (point.totalWeeks % 9) }));

describe('a plan that is paused and changed on its way', () => {
  it.each(FOUND)('has no blocking finding where it %s', (_way, point, changes) => {
    expect(breachesOnTheWay(inputsOf({ ...POINT, ...point }), { ...QUIET, ...changes })).toEqual([]);
  });

  it('never has a blocking finding, whatever is run, entered and taken back', () => {
    fc.assert(
      fc.property(brief, anyChanges, (point, changes) => {
        expect(breachesOnTheWay(inputsOf(point), changes)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
