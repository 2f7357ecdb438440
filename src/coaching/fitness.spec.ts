import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARATHON_MILES, METRES_PER_MILE } from './distance.js';
import {
  equivalentFiveKPace,
  fitnessScore,
  paceAtOxygenCost,
  predictedSeconds,
  scoreOfFiveKPace,
} from './fitness.js';

/** Published race times. Tolerances in seconds by metres; 15K is held to the half's, the mile to the 5K's. */
const TOLERANCES = new Map([
  [1609.344, 2],
  [5000, 2],
  [10_000, 3],
  [15_000, 15],
  [21_097.5, 15],
  [42_195, 35],
]);
const rows = readFileSync(new URL('../../test/golden/vdot-races.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));

describe('predictedSeconds against the published tables', () => {
  it('has all rows', () => {
    expect(rows).toHaveLength(71);
  });

  it.each(rows)(
    'score %d over %d m is %d s',
    (score = Number.NaN, metres = Number.NaN, seconds = Number.NaN) => {
      const predicted = predictedSeconds(score, metres / METRES_PER_MILE);
      expect(Math.abs(predicted - seconds)).toBeLessThanOrEqual(TOLERANCES.get(metres) ?? 0);
    },
  );
});

describe('fitnessScore', () => {
  it.each([
    ['a mile in 5:00', 1609.344, 300, 59.404202],
    ['5000 m in 20:00', 5000, 1200, 49.806233],
    ['a marathon in 3:00:00', 42_195, 10_800, 53.528269],
  ])('of %s, worked out apart from this code', (_, metres, seconds, score) => {
    expect(fitnessScore(metres / METRES_PER_MILE, seconds)).toBeCloseTo(score, 5);
  });
});

describe('fitness laws', () => {
  const miles = fc.double({ min: 1, max: 62.2, noNaN: true });
  const pace = fc.double({ min: 100, max: 3500, noNaN: true });
  const scores = fc.double({ min: 10, max: 90, noNaN: true });

  it('prediction undoes the score', () => {
    fc.assert(
      fc.property(miles, pace, (distance, secondsPerMile) => {
        const seconds = secondsPerMile * distance;
        expect(Math.abs(predictedSeconds(fitnessScore(distance, seconds), distance) - seconds)).toBeLessThan(
          0.01,
        );
      }),
    );
  });

  it('the score of a prediction is the score', () => {
    fc.assert(
      fc.property(miles, scores, (distance, score) => {
        expect(fitnessScore(distance, predictedSeconds(score, distance))).toBeCloseTo(score, 3);
      }),
    );
  });

  it('a longer time over the same distance is a lower score', () => {
    fc.assert(
      fc.property(
        miles,
        pace,
        fc.double({ min: 1.001, max: 3, noNaN: true }),
        (distance, secondsPerMile, factor) => {
          const seconds = secondsPerMile * distance;
          expect(fitnessScore(distance, seconds * factor)).toBeLessThan(fitnessScore(distance, seconds));
        },
      ),
    );
  });

  it('a longer race is run at no faster a pace, a fitter runner runs it faster', () => {
    fc.assert(
      fc.property(miles, scores, fc.double({ min: 1.01, max: 2, noNaN: true }), (distance, score, factor) => {
        const here = predictedSeconds(score, distance);
        expect(predictedSeconds(score, distance * factor) / factor).toBeGreaterThan(here - 0.01);
        expect(predictedSeconds(score * factor, distance)).toBeLessThan(here);
      }),
    );
  });

  it('a 5K pace is the equivalent of itself and of what it predicts', () => {
    fc.assert(
      fc.property(miles, fc.double({ min: 230, max: 1200, noNaN: true }), (distance, fiveKPace) => {
        const seconds = predictedSeconds(scoreOfFiveKPace(fiveKPace), distance);
        expect(equivalentFiveKPace(distance, seconds)).toBeCloseTo(fiveKPace, 2);
      }),
    );
  });

  it('less oxygen is a slower pace', () => {
    fc.assert(
      fc.property(fc.double({ min: 4, max: 90, noNaN: true }), (oxygen) => {
        expect(paceAtOxygenCost(oxygen + 0.01)).toBeLessThan(paceAtOxygenCost(oxygen));
      }),
    );
  });
});

describe('a flat 30 s over 5K pace for the marathon', () => {
  it.each([
    ['5:30', 330, 6.5],
    ['12:00', 720, 21],
  ])('is too fast for a %s runner', (_, fiveKPace, minutes) => {
    const flat = (fiveKPace + 30) * MARATHON_MILES;
    const predicted = predictedSeconds(scoreOfFiveKPace(fiveKPace), MARATHON_MILES);
    expect(Math.abs((predicted - flat) / 60 - minutes)).toBeLessThan(0.1);
  });
});
