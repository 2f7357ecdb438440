import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARATHON_MILES } from './distance.js';
import { predictedSeconds } from './fitness.js';
import { pacesOfScore, trainingPaces } from './zones.js';

const KILOMETRES_PER_MILE = 1.609344;

const rows = readFileSync(new URL('../../test/golden/vdot-paces.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [score, zone, fast, slow] = line.split(',');
    return { score: Number(score), zone: zone ?? '', fast: Number(fast), slow: Number(slow) };
  });

function rangeOf(zone: string, score: number): { fast: number; slow: number } {
  const paces = pacesOfScore(score);
  if (zone === 'E') return paces.easy;
  const pace = { M: paces.marathon, T: paces.threshold, I: paces.interval, R: paces.repetition }[zone];
  return { fast: pace ?? Number.NaN, slow: pace ?? Number.NaN };
}

describe('training paces against the published tables', () => {
  it('has all rows', () => {
    expect(rows).toHaveLength(60);
  });

  it.each(rows.filter((row) => row.score >= 39))(
    'score $score, zone $zone',
    ({ score, zone, fast, slow }) => {
      const tolerance = (zone === 'E' ? 2 : 1.5) * KILOMETRES_PER_MILE;
      const paces = rangeOf(zone, score);
      expect(Math.abs(paces.fast - fast)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(paces.slow - slow)).toBeLessThanOrEqual(tolerance);
    },
  );

  it.each(rows.filter((row) => row.score < 39 && row.zone === 'M'))(
    'score $score: marathon pace is eased',
    ({ score, fast }) => {
      expect(Math.abs(pacesOfScore(score).marathon - fast)).toBeLessThanOrEqual(1.5 * KILOMETRES_PER_MILE);
    },
  );
});

describe('easing of marathon pace', () => {
  it.each([
    [60, 0],
    [45, 0],
    [42.5, 1.5],
    [40, 3],
    [37.5, 4.5],
    [35, 6],
    [32.5, 9],
    [30, 12],
    [15, 12],
  ])('at a score of %d is %d s per km', (score, secondsPerKm) => {
    const predicted = predictedSeconds(score, MARATHON_MILES) / MARATHON_MILES;
    expect((pacesOfScore(score).marathon - predicted) / KILOMETRES_PER_MILE).toBeCloseTo(secondsPerKm, 6);
  });
});

describe('trainingPaces', () => {
  it('keeps the 5K pace as entered, and repetition is 6 to 7 s per 400 m under interval pace', () => {
    const paces = trainingPaces(480);
    expect(paces.fiveK).toBe(480);
    const gain = ((paces.interval - paces.repetition) * 400) / 1609.344;
    expect(gain).toBeGreaterThanOrEqual(6);
    expect(gain).toBeLessThanOrEqual(7);
  });

  it.each([
    [480, 624],
    [600, 767],
    [420, 551],
  ])('a 5K pace of %d s has the middle of its easy range at %d s', (fiveKPace, easy) => {
    expect(Math.round(trainingPaces(fiveKPace).easyMiddle)).toBe(easy);
  });

  it('orders the zones for every accepted 5K pace, and a fitter runner is faster in each', () => {
    fc.assert(
      fc.property(fc.double({ min: 230, max: 1199, noNaN: true }), (fiveKPace) => {
        const { easy, easyMiddle, marathon, threshold, interval, repetition } = trainingPaces(fiveKPace);
        const order = [repetition, interval, threshold, marathon, easy.slow];
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect([easy.fast, easyMiddle, easy.slow]).toEqual(
          [easy.fast, easyMiddle, easy.slow].sort((a, b) => a - b),
        );
        const slower = trainingPaces(fiveKPace + 1);
        expect(slower.easy.fast).toBeGreaterThan(easy.fast);
        expect(slower.easy.slow).toBeGreaterThan(easy.slow);
        expect(slower.marathon).toBeGreaterThan(marathon);
        expect(slower.threshold).toBeGreaterThan(threshold);
        expect(slower.interval).toBeGreaterThan(interval);
        expect(slower.repetition).toBeGreaterThan(repetition);
      }),
    );
  });
});
