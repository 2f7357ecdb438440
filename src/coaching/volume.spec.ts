import { describe, expect, it } from 'vitest';
import {
  buildingTarget,
  layClimb,
  loadLimits,
  partWeekTarget,
  raceWeekTarget,
  recoveryTarget,
  recoveryWeeks,
  taperTarget,
} from './volume.js';

describe('load limits', () => {
  const athlete = {
    distanceClass: 'marathon',
    experience: 'intermediate',
    baseline: 25,
    preferredDays: [2, 3, 4, 6, 7],
    easyMiddle: 624,
  } as const;

  it('cap the long run at three hours and other days at two', () => {
    expect(loadLimits(athlete)).toMatchObject({ longRunCap: 34, dayCeiling: 23, capacity: 34 + 4 * 23 });
  });

  it('let a high baseline raise a short race’s cap to its share of a day, rounded up', () => {
    const limits = loadLimits({ ...athlete, distanceClass: '5k', baseline: 61, easyMiddle: 420 });
    expect(limits.longRunCap).toBe(25);
  });

  it('never cap above 22 miles, 24 for an ultra', () => {
    const fast = { ...athlete, baseline: 150, preferredDays: [3, 6] as const, easyMiddle: 400 };
    expect(loadLimits(fast).longRunCap).toBe(44);
    expect(loadLimits({ ...fast, distanceClass: 'ultra' }).longRunCap).toBe(48);
  });
});

describe('recovery weeks', () => {
  const weeks = (phases: Parameters<typeof recoveryWeeks>[0], firstFullWeek: number, rhythm: number) => [
    ...recoveryWeeks(phases, { firstFullWeek, rhythm }),
  ];

  it('come every fourth week of base and build, counted from the first full week', () => {
    expect(weeks({ base: 4, build: 6, peak: 3, taper: 3 }, 1, 4)).toEqual([4, 8]);
    expect(weeks({ base: 4, build: 6, peak: 3, taper: 3 }, 2, 4)).toEqual([5, 9]);
    expect(weeks({ base: 5, build: 6, peak: 4, taper: 3 }, 2, 3)).toEqual([4, 7, 10]);
  });

  it('move off the last build week where a building week and two full weeks lie before', () => {
    expect(weeks({ base: 4, build: 4, peak: 2, taper: 2 }, 1, 4)).toEqual([4, 7]);
    expect(weeks({ base: 3, build: 3, peak: 2, taper: 2 }, 1, 3)).toEqual([3, 5]);
    expect(weeks({ base: 2, build: 2, peak: 2, taper: 2 }, 1, 4)).toEqual([3]);
  });

  it('are left out where they cannot move', () => {
    expect(weeks({ base: 1, build: 2, peak: 2, taper: 1 }, 1, 3)).toEqual([]);
  });

  it('come in a peak of more than four weeks too, never first or last', () => {
    expect(weeks({ base: 11, build: 16, peak: 6, taper: 3 }, 1, 4)).toEqual([4, 8, 12, 16, 20, 24, 32]);
    expect(weeks({ base: 8, build: 10, peak: 5, taper: 3 }, 1, 4)).toEqual([4, 8, 12, 16, 20]);
    expect(weeks({ base: 8, build: 10, peak: 4, taper: 3 }, 1, 4)).toEqual([4, 8, 12, 16]);
  });
});

describe('the climb, in half miles', () => {
  const climb = layClimb({
    start: 50,
    capacity: 126,
    distanceClass: 'marathon',
    experience: 'intermediate',
    buildingWeeks: 11,
    firstPeakStep: 8,
  });

  it('reaches the table in the first peak week', () => {
    expect(climb).toEqual({ start: 50, peak: 96, steps: 8 });
  });

  it('rises at most a tenth over the reference', () => {
    expect(buildingTarget(climb, { step: 1, reference: 50, inPeak: false })).toBe(54);
    expect(buildingTarget(climb, { step: 8, reference: 40, inPeak: true })).toBe(44);
  });

  it('holds rather than rise by less than a twentieth, save for the last step', () => {
    expect(buildingTarget({ start: 40, peak: 47, steps: 4 }, { step: 1, reference: 40, inPeak: false })).toBe(
      40,
    );
    expect(buildingTarget({ start: 94, peak: 96, steps: 4 }, { step: 4, reference: 94, inPeak: true })).toBe(
      96,
    );
  });

  it('stops at what ten percent a week can reach', () => {
    const short = layClimb({
      start: 20,
      capacity: 64,
      distanceClass: 'marathon',
      experience: 'novice',
      buildingWeeks: 7,
      firstPeakStep: 5,
    });
    expect(short).toEqual({ start: 20, peak: 33, steps: 6 });
  });

  it('never falls under a start level above the table', () => {
    const high = layClimb({
      start: 140,
      capacity: 224,
      distanceClass: 'marathon',
      experience: 'advanced',
      buildingWeeks: 12,
      firstPeakStep: 9,
    });
    expect(high.peak).toBe(140);
  });
});

describe('lighter weeks, in half miles', () => {
  it('recover at the half mile nearest four fifths, inside 75–85 %', () => {
    expect([58, 75, 12, 13].map(recoveryTarget)).toEqual([46, 60, 10, 10]);
  });

  it('taper by their place before race week, never by less than a fifth', () => {
    const three = { taperWeeks: 3, earlyRace: false };
    expect(taperTarget(96, { ...three, weeksToRaceWeek: 2 })).toBe(76);
    expect(taperTarget(76, { ...three, weeksToRaceWeek: 1 })).toBe(57);
    expect(taperTarget(96, { taperWeeks: 2, weeksToRaceWeek: 1, earlyRace: false })).toBe(67);
    expect(taperTarget(47, { taperWeeks: 2, weeksToRaceWeek: 1, earlyRace: true })).toBe(29);
    expect(taperTarget(140, { taperWeeks: 3, weeksToRaceWeek: 2, earlyRace: true })).toBe(91);
    expect(taperTarget(60, { taperWeeks: 1, weeksToRaceWeek: 1, earlyRace: true })).toBe(39);
  });

  it('race on a share of the highest week, by the days left, at most four fifths of the week before', () => {
    const week = { highestWeek: 96, weekBefore: 57, taperWeeks: 3 };
    expect(raceWeekTarget({ ...week, raceDay: 7 })).toBe(38);
    expect(raceWeekTarget({ ...week, raceDay: 4 })).toBe(19);
    expect(raceWeekTarget({ ...week, raceDay: 2 })).toBe(0);
    expect(raceWeekTarget({ ...week, weekBefore: 20, raceDay: 7 })).toBe(16);
    expect(raceWeekTarget({ ...week, taperWeeks: 1, raceDay: 7 })).toBe(45);
  });

  it('start part-way with the share of the preferred days left', () => {
    expect(partWeekTarget(30, { left: 3, all: 4 })).toBe(23);
    expect(partWeekTarget(30, { left: 0, all: 4 })).toBe(0);
  });
});
