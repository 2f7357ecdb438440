import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTANCE_CLASSES, PHASE_NAMES } from './model.js';
import { defaultPhases, phaseOfWeek, phaseSplitProblem } from './phases.js';

describe('the default phases', () => {
  it.each([
    ['marathon', 4, [1, 1, 1, 1]],
    ['ten_mile', 8, [2, 2, 2, 2]],
    ['half', 10, [3, 3, 2, 2]],
    ['marathon', 12, [3, 4, 2, 3]],
    ['marathon', 16, [4, 6, 3, 3]],
    ['ultra', 19, [5, 7, 4, 3]],
    ['marathon', 20, [5, 8, 4, 3]],
    ['marathon', 26, [8, 10, 5, 3]],
    ['half', 36, [11, 16, 6, 3]],
    ['marathon', 52, [19, 24, 6, 3]],
    ['5k', 12, [3, 5, 2, 2]],
    ['10k', 16, [4, 7, 3, 2]],
  ] as const)('%s over %i weeks are %j', (distanceClass, weeks, expected) => {
    const split = defaultPhases(weeks, distanceClass);
    expect(PHASE_NAMES.map((name) => split[name])).toEqual(expected);
  });

  it('meet rule A at every length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 52 }),
        fc.constantFrom(...DISTANCE_CLASSES),
        (weeks, distanceClass) => {
          const split = defaultPhases(weeks, distanceClass);
          expect(phaseSplitProblem(split, weeks)).toBeNull();
          expect(split.peak).toBeLessThanOrEqual(6);
          expect(split.taper).toBeLessThanOrEqual(['5k', '10k'].includes(distanceClass) ? 2 : 3);
          if (weeks >= 8) expect(split.taper).toBeGreaterThanOrEqual(2);
        },
      ),
    );
  });
});

describe('a split', () => {
  it.each([
    [{ base: 4, build: 6, peak: 3, taper: 3 }, null],
    [{ base: 0, build: 10, peak: 3, taper: 3 }, /base must have at least one whole week/],
    [{ base: 4.5, build: 5.5, peak: 3, taper: 3 }, /base must have/],
    [{ base: 4, build: 6, peak: 3, taper: 4 }, /sum to 17 weeks and the plan has 16/],
  ])('%j over 16 weeks: %s', (split, problem) => {
    const found = phaseSplitProblem(split, 16);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });

  it('says which phase a week belongs to', () => {
    const split = { base: 1, build: 2, peak: 1, taper: 1 };
    expect([1, 2, 3, 4, 5].map((week) => phaseOfWeek(split, week))).toEqual([
      'base',
      'build',
      'build',
      'peak',
      'taper',
    ]);
    expect(() => phaseOfWeek(split, 6)).toThrow(RangeError);
  });
});
