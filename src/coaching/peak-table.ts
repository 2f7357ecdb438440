import type { DistanceClass, Experience } from './model.js';

/** Most training miles of a week that a plan leads to, where days and weeks allow (coaching rules §5). */
export const PEAK_TABLE: Readonly<Record<DistanceClass, Readonly<Record<Experience, number>>>> = {
  '5k': { novice: 20, intermediate: 35, advanced: 50 },
  '10k': { novice: 24, intermediate: 38, advanced: 55 },
  ten_mile: { novice: 26, intermediate: 40, advanced: 56 },
  half: { novice: 28, intermediate: 40, advanced: 56 },
  marathon: { novice: 38, intermediate: 48, advanced: 62 },
  ultra: { novice: 42, intermediate: 52, advanced: 66 },
};
