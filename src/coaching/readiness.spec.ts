import { describe, expect, it } from 'vitest';
import { MARATHON_MILES } from './distance.js';
import { assessReadiness } from './readiness.js';

const MARATHON = {
  raceMiles: MARATHON_MILES,
  longestRunMiles: 20,
  longestRunSeconds: 11_000,
  peakWeekMiles: 48,
};

describe('readiness', () => {
  it.each([
    ['60 % of the race', { longestRunMiles: 15.75, longestRunSeconds: 8000 }, 'ready'],
    ['under 60 % and under 2 h 30', { longestRunMiles: 15.7, longestRunSeconds: 8999 }, 'marginal'],
    ['under 60 % but 2 h 30', { longestRunMiles: 15.7, longestRunSeconds: 9000 }, 'ready'],
    ['45 % of the race', { longestRunMiles: 12, longestRunSeconds: 8000 }, 'marginal'],
    ['under 45 %', { longestRunMiles: 11.75, longestRunSeconds: 8000 }, 'not_ready'],
    [
      'under 45 %, but two and a half hours long',
      { longestRunMiles: 11.75, longestRunSeconds: 9000 },
      'ready',
    ],
    ['60 % of the novice peak of 38', { peakWeekMiles: 23 }, 'ready'],
    ['a peak week under 22.8 miles', { peakWeekMiles: 22.5 }, 'not_ready'],
    [
      'a low peak week and a marginal long run',
      { peakWeekMiles: 20, longestRunMiles: 13, longestRunSeconds: 8000 },
      'not_ready',
    ],
  ])('a marathon with %s', (_, change, expected) => {
    expect(assessReadiness({ ...MARATHON, ...change }).readiness).toBe(expected);
  });

  it.each([
    [3.107, 12, 'ready'],
    [3.107, 11.5, 'not_ready'],
    [13.1094, 17, 'ready'],
    [13.1094, 16.5, 'not_ready'],
  ])('a race of %d miles with a peak week of %d is %s', (raceMiles, peakWeekMiles, expected) => {
    expect(
      assessReadiness({ raceMiles, peakWeekMiles, longestRunMiles: 8, longestRunSeconds: 5000 }).readiness,
    ).toBe(expected);
  });

  it('gives no reason where none is needed', () => {
    expect(assessReadiness(MARATHON)).toEqual({ readiness: 'ready', warnings: [] });
  });

  it('says every reason in one warning', () => {
    const { warnings } = assessReadiness({
      ...MARATHON,
      longestRunMiles: 8,
      longestRunSeconds: 5000,
      peakWeekMiles: 20,
    });
    expect(warnings).toEqual([
      {
        code: 'readiness.not_ready',
        detail:
          'This plan does not prepare for the race: the longest run of 8 miles is 30 % of the race, under 45 %, ' +
          'and takes 1:23:20, under 2:30:00, and the largest week of 20 miles is under 22.8.',
      },
    ]);
    expect(assessReadiness({ ...MARATHON, longestRunMiles: 13, longestRunSeconds: 8000 }).warnings).toEqual([
      {
        code: 'readiness.marginal',
        detail:
          'This plan prepares for the race only just: the longest run of 13 miles is 49 % of the race, under 60 %, ' +
          'and takes 2:13:20, under 2:30:00.',
      },
    ]);
  });
});
