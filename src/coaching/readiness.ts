import { distanceClassOf } from './distance.js';
import { formatDuration } from './duration.js';
import type { PlanWarning } from './model.js';
import { PEAK_TABLE } from './peak-table.js';

export const READINESS_LEVELS = ['ready', 'marginal', 'not_ready'] as const;
export type Readiness = (typeof READINESS_LEVELS)[number];

export interface ReadinessOptions {
  raceMiles: number;
  /** Longest training run of the plan, in miles and in seconds at easy pace. */
  longestRunMiles: number;
  longestRunSeconds: number;
  /** Training miles of the plan's largest week. */
  peakWeekMiles: number;
}

/**
 * Longest run as a share of the race: less is not ready, and less is marginal. Neither where it takes so long
 * that running further in training would cost more than it gives: the three-hour cap would else leave no
 * slow marathoner ready, however well trained.
 */
const NOT_READY_LONG_RUN_SHARE = 0.45;
const MARGINAL_LONG_RUN_SHARE = 0.6;
const LONG_ENOUGH_SECONDS = 2.5 * 3600;
/** Peak week as a share of the novice row of the peak table. */
const NOT_READY_PEAK_SHARE = 0.6;

/** Whether a plan prepares for its race (coaching rules §8); one warning says why where it does not fully. */
export function assessReadiness(options: ReadinessOptions): {
  readiness: Readiness;
  warnings: PlanWarning[];
} {
  const { raceMiles, longestRunMiles, longestRunSeconds, peakWeekMiles } = options;
  const longRun =
    `the longest run of ${longestRunMiles} miles is ` +
    `${Math.floor((100 * longestRunMiles) / raceMiles)} % of the race`;
  const reasons: string[] = [];
  const shortInTime = longestRunSeconds < LONG_ENOUGH_SECONDS;
  if (shortInTime && longestRunMiles < NOT_READY_LONG_RUN_SHARE * raceMiles) {
    reasons.push(`${longRun}, under 45 %, and takes ${formatDuration(longestRunSeconds)}, under 2:30:00`);
  }
  const wantedPeak = NOT_READY_PEAK_SHARE * PEAK_TABLE[distanceClassOf(raceMiles)].novice;
  if (peakWeekMiles < wantedPeak) {
    reasons.push(`the largest week of ${peakWeekMiles} miles is under ${Number(wantedPeak.toFixed(1))}`);
  }
  if (reasons.length > 0) {
    const detail = `This plan does not prepare for the race: ${reasons.join(', and ')}.`;
    return { readiness: 'not_ready', warnings: [{ code: 'readiness.not_ready', detail }] };
  }
  if (shortInTime && longestRunMiles < MARGINAL_LONG_RUN_SHARE * raceMiles) {
    const detail =
      `This plan prepares for the race only just: ${longRun}, under 60 %, ` +
      `and takes ${formatDuration(longestRunSeconds)}, under 2:30:00.`;
    return { readiness: 'marginal', warnings: [{ code: 'readiness.marginal', detail }] };
  }
  return { readiness: 'ready', warnings: [] };
}
