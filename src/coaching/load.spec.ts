import { describe, expect, it } from 'vitest';
import { addDays } from './calendar.js';
import { loadReport } from './load.js';

const TODAY = '2026-03-15';

/** Runs given as days ago and miles. */
function runs(...given: [daysAgo: number, miles: number][]) {
  return given.map(([daysAgo, miles]) => ({ date: addDays(TODAY, -daysAgo), miles }));
}

describe('loadReport', () => {
  it('is empty for somebody who has not run', () => {
    expect(loadReport([], TODAY)).toEqual({
      sevenDayMiles: 0,
      twentyEightDayMiles: 0,
      longestRunMiles: 0,
      monotony: null,
      spike: false,
    });
  });

  it('counts 7 and 28 days, today included, and nothing that lies ahead', () => {
    const report = loadReport(runs([-1, 50], [0, 3], [6, 4], [7, 5], [27, 6], [28, 7]), TODAY);
    expect(report.sevenDayMiles).toBe(7);
    expect(report.twentyEightDayMiles).toBe(18);
  });

  it('adds in hundredths', () => {
    expect(loadReport(runs([0, 0.1], [1, 0.2]), TODAY).sevenDayMiles).toBe(0.3);
  });

  it('knows the longest single run of 30 days, not the longest day', () => {
    expect(loadReport(runs([0, 6], [0, 6], [29, 9], [30, 20]), TODAY).longestRunMiles).toBe(9);
  });

  it('gives monotony as mean over standard deviation of the daily miles', () => {
    // 5 5 5 5 5 5 0: mean 30/7, standard deviation sqrt(150)/7
    const report = loadReport(runs([0, 5], [1, 5], [2, 5], [3, 5], [4, 5], [5, 3], [5, 2]), TODAY);
    expect(report.monotony).toBeCloseTo(30 / Math.sqrt(150), 9);
  });

  it('has no monotony when every day is the same', () => {
    expect(
      loadReport(runs([0, 5], [1, 5], [2, 5], [3, 5], [4, 5], [5, 5], [6, 5]), TODAY).monotony,
    ).toBeNull();
  });

  it.each([
    [
      '10 % over a long record',
      [
        [10, 20],
        [0, 22],
      ],
      false,
    ],
    [
      'more than 10 % over a long record',
      [
        [10, 20],
        [0, 22.01],
      ],
      true,
    ],
    [
      'a mile over a short record',
      [
        [10, 5],
        [0, 6],
      ],
      false,
    ],
    [
      'more than a mile over a short record',
      [
        [10, 5],
        [0, 6.01],
      ],
      true,
    ],
    [
      'a record on the day before',
      [
        [10, 5],
        [1, 8],
        [0, 8],
      ],
      true,
    ],
    [
      'a record 30 days before',
      [
        [30, 12],
        [0, 12],
      ],
      false,
    ],
    [
      'a record 31 days before',
      [
        [31, 12],
        [10, 5],
        [0, 12],
      ],
      true,
    ],
    ['no record at all', [[0, 12]], false],
    [
      'a jump that is over a week old',
      [
        [20, 5],
        [7, 12],
      ],
      false,
    ],
    [
      'a jump six days ago',
      [
        [20, 5],
        [6, 12],
      ],
      true,
    ],
  ] as [string, [number, number][], boolean][])('spike: %s', (_, given, expected) => {
    expect(loadReport(runs(...given), TODAY).spike).toBe(expected);
  });
});
