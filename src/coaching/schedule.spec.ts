import { describe, expect, it } from 'vitest';
import {
  areNeighbours,
  dayRoles,
  keepDays,
  longRunDay,
  pickQualityDays,
  qualityType,
  wantedQualityDays,
} from './schedule.js';

describe('the roles of a week’s days', () => {
  const plan = { totalWeeks: 8, startDay: 3, raceDay: 2 } as const;

  it('reach into the week before an early race', () => {
    expect(dayRoles({ ...plan, weekNumber: 7 })).toEqual([
      'free',
      'free',
      'no_hard',
      'no_hard',
      'no_hard',
      'no_hard',
      'shakeout',
    ]);
    expect(dayRoles({ ...plan, weekNumber: 8 })).toEqual([
      'eve',
      'race',
      'after',
      'after',
      'after',
      'after',
      'after',
    ]);
  });

  it('leave the days before the start outside', () => {
    expect(dayRoles({ ...plan, weekNumber: 1 }).slice(0, 3)).toEqual(['outside', 'outside', 'free']);
  });
});

describe('the long-run day', () => {
  it.each([
    [[1, 6, 7], 6],
    [[1, 7], 7],
    [[1, 5], 5],
    [[2, 4], 4],
    [[1, 3], 3],
    [[1, 2], 2],
  ] as const)('of %j is %i', (days, expected) => expect(longRunDay(days)).toBe(expected));
});

describe('days that get too little', () => {
  it('are given up Monday first, then Friday, Sunday, Wednesday, Tuesday, Thursday, the long run’s last', () => {
    const left = [6, 5, 4, 3, 2, 1].map((count) => keepDays([1, 2, 3, 4, 5, 6, 7], count, 6));
    expect(left).toEqual([[2, 3, 4, 5, 6, 7], [2, 3, 4, 6, 7], [2, 3, 4, 6], [2, 4, 6], [4, 6], [6]]);
    expect(keepDays([1, 3, 7], 1, 7)).toEqual([7]);
    expect(keepDays([1, 3, 7], 0, 7)).toEqual([]);
  });
});

describe('quality days', () => {
  const week = {
    phase: 'build',
    recovery: false,
    raceWeek: false,
    part: false,
    preferredDays: 5,
    experience: 'intermediate',
    targetMiles: 30,
  } as const;

  it.each([
    ['five days from thirty miles', {}, 2],
    ['five days under thirty miles', { targetMiles: 29.5 }, 1],
    ['five days of a novice', { experience: 'novice' }, 1],
    ['six days of a novice', { experience: 'novice', preferredDays: 6 }, 2],
    ['six days under 25 miles', { preferredDays: 6, targetMiles: 24.5 }, 1],
    ['four days', { preferredDays: 4, targetMiles: 60 }, 1],
    ['under twelve miles', { targetMiles: 11.5 }, 0],
    ['base', { phase: 'base' }, 0],
    ['a recovery week', { recovery: true }, 1],
    ['the taper', { phase: 'taper', preferredDays: 7 }, 1],
    ['race week', { phase: 'taper', raceWeek: true }, 0],
    ['a part week', { part: true }, 0],
  ] as const)('wanted: %s', (_, change, expected) => {
    expect(wantedQualityDays({ ...week, ...change })).toBe(expected);
  });

  const pick = (
    candidates: readonly (1 | 2 | 3 | 4 | 5 | 6 | 7)[],
    longDay: 6 | 7 | null,
    wanted: 1 | 2 = 2,
  ) => pickQualityDays({ wanted, candidates, longDay, hardSundayBefore: false });

  it('take the first pair that is clear of the long run', () => {
    expect(pick([1, 2, 3, 4, 5], 6)).toEqual([2, 4]);
    expect(pick([1, 2, 3, 5], 7)).toEqual([2, 5]);
    expect(pick([1, 3, 5], 6)).toEqual([1, 3]);
    expect(pick([2, 3], 6)).toEqual([3]);
  });

  it('stay off the Monday after a Sunday long run', () => {
    expect(pick([1], 7, 1)).toEqual([]);
    expect(pickQualityDays({ wanted: 1, candidates: [1], longDay: null, hardSundayBefore: true })).toEqual(
      [],
    );
    expect(areNeighbours(7, 1)).toBe(true);
    expect(areNeighbours(1, 3)).toBe(false);
  });

  it('take Wednesday first where there is one', () => {
    expect(pick([1, 2, 3, 4], 6, 1)).toEqual([3]);
    expect(pick([1, 2], 6, 1)).toEqual([2]);
  });

  it('alternate tempo and intervals', () => {
    expect([5, 6, 7].map((weekNumber) => qualityType(weekNumber, 0))).toEqual([
      'tempo',
      'intervals',
      'tempo',
    ]);
    expect(qualityType(5, 1)).toBe('intervals');
  });
});
