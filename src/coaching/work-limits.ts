import { isQuality } from './day-types.js';
import type { PlanPaces } from './goal.js';
import { MILE, toHundredths } from './hundredths.js';
import type { BlueprintWeek, DistanceClass, Experience } from './model.js';
import { intervalWindow, tempoWindow } from './pace-windows.js';
import { wantedQualityDays } from './schedule.js';

/** Longest repetition on an interval day. */
export const LONGEST_REPETITION_SECONDS = 6 * 60;

/** Shortest repetition worth a lap, some two hundred metres, in hundredths of a mile. */
export const SHORTEST_REPETITION = 12;

/** Share of a long run that goal-pace segments may take, in percent. */
const GOAL_PACE_PERCENT = 40;

/** How much work a run may hold, in hundredths of a mile. */
export interface WorkLimit {
  /** Enough to call the day by its name, and always allowed. */
  floor: number;
  most: number;
  /** Covered in six minutes at the slowest pace of the day's work. */
  sixMinutes: number;
}

/** A limit as a brief has it: each length down to the twentieth of a mile, so that like athletes share a brief. */
export function briefLimit({ floor, most, sixMinutes }: WorkLimit): WorkLimit {
  return {
    floor: downToTwentieth(floor),
    most: downToTwentieth(most),
    sixMinutes: downToTwentieth(sixMinutes),
  };
}

/** Hundredths of a mile. */
export function downToTwentieth(hundredths: number): number {
  return hundredths - (hundredths % 5);
}

/** Interval work (rule G): at most 8 % of the week and 6 miles, with a floor of 2 miles. */
export function intervalLimit(weekMiles: number, paces: PlanPaces): WorkLimit {
  const share = Math.floor((toHundredths(weekMiles) * 8) / 100);
  return {
    floor: 2 * MILE,
    most: Math.max(2 * MILE, Math.min(6 * MILE, share)),
    sixMinutes: distanceIn(LONGEST_REPETITION_SECONDS, intervalWindow(paces).slowest),
  };
}

/**
 * Threshold work (rule G): at most 10 % of the week, 45 minutes and 6 miles (4 for 5K and 10K), with a floor
 * of 2 miles or 20 minutes, whichever is less. Minutes are counted at the slowest tempo pace allowed.
 */
export function tempoLimit(weekMiles: number, paces: PlanPaces, distanceClass: DistanceClass): WorkLimit {
  const { slowest } = tempoWindow(paces);
  const classMost = distanceClass === '5k' || distanceClass === '10k' ? 4 * MILE : 6 * MILE;
  const share = Math.floor(toHundredths(weekMiles) / 10);
  const floor = Math.min(2 * MILE, distanceIn(20 * 60, slowest));
  return {
    floor,
    most: Math.max(floor, Math.min(share, classMost, distanceIn(45 * 60, slowest))),
    sixMinutes: distanceIn(LONGEST_REPETITION_SECONDS, slowest),
  };
}

/**
 * Whether the week's long run may hold goal-pace segments: in the peak phase, where the run still finds room
 * among the quality days the week is allowed, which it then counts as one of. Counted by the days the week
 * really runs, so never above what its preferred days allow.
 */
export function allowsGoalPace(week: BlueprintWeek, experience: Experience): boolean {
  const { phase, recovery, part } = week;
  if (phase !== 'peak' || week.touched) return false;
  const running = week.days.filter(({ type }) => !['rest', 'race', 'shakeout'].includes(type));
  const quality = running.filter(({ type }) => isQuality(type)).length;
  const wanted = wantedQualityDays({
    phase,
    recovery,
    part,
    raceWeek: false,
    preferredDays: running.length,
    experience,
    targetMiles: Math.min(week.targetMiles, week.wantedMiles),
  });
  return quality < wanted;
}

/** Hundredths of a mile at goal pace that a long run of so many miles may hold. */
export function goalPaceLimit(longRunMiles: number): number {
  return Math.floor((toHundredths(longRunMiles) * GOAL_PACE_PERCENT) / 100);
}

/** Hundredths of a mile covered in so many seconds at a pace, rounded down. */
export function distanceIn(seconds: number, pace: number): number {
  return Math.floor((seconds * MILE) / pace);
}
