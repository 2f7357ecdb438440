import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTANCE_CLASSES, PHASE_NAMES } from './model.js';
import { defaultPhases, phaseOfWeek, phaseSplitProblem, scalePhases } from './phases.js';

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

describe('a split for other weeks', () => {
  const scaled = (split: readonly [number, number, number, number], weeks: number) => {
    const [base, build, peak, taper] = split;
    const result = scalePhases({ base, build, peak, taper }, weeks);
    return PHASE_NAMES.map((name) => result[name]);
  };

  it.each([
    [[4, 6, 3, 3], 16, [4, 6, 3, 3]],
    [[4, 6, 3, 3], 8, [2, 3, 1, 2]],
    [[4, 6, 3, 3], 12, [3, 5, 2, 2]],
    [[4, 6, 3, 3], 4, [1, 1, 1, 1]],
    // No longer a taper than there was, and a peak of six weeks.
    [[4, 6, 3, 3], 32, [9, 14, 6, 3]],
    // One week of each, whatever its share.
    [[1, 1, 1, 17], 5, [1, 1, 1, 2]],
    [[49, 1, 1, 1], 6, [3, 1, 1, 1]],
    [[1, 1, 8, 2], 24, [7, 7, 8, 2]],
  ] as const)('%j over %i weeks is %j', (split, weeks, expected) => {
    expect(scaled(split, weeks)).toEqual(expected);
  });

  it('meets rule A whatever it is made of', () => {
    const weeks = fc.integer({ min: 1, max: 49 });
    fc.assert(
      fc.property(fc.tuple(weeks, weeks, weeks, weeks), fc.integer({ min: 4, max: 52 }), (split, total) => {
        const [base, build, peak, taper] = split;
        const result = scalePhases({ base, build, peak, taper }, total);
        expect(phaseSplitProblem(result, total)).toBeNull();
        if (total > base + build + peak + taper) expect(result.taper).toBeLessThanOrEqual(taper);
      }),
    );
  });
});
