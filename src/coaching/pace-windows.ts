import type { PlanPaces } from './goal.js';
import type { DistanceClass } from './model.js';
import type { SessionBlock, ZoneShade } from './sessions.js';

/** Whole seconds per mile that a lap may be run at, both ends allowed. */
export interface PaceWindow {
  fastest: number;
  slowest: number;
}

/** Easy, recovery and shakeout laps: the easy range. */
export function easyWindow(paces: PlanPaces): PaceWindow {
  return wholeSeconds(paces.easy.fast, paces.easy.slow);
}

/** Interval laps (rule G): repetition pace − 3 s to the slower of 103 % of interval pace and 5K pace + 3 s. */
export function intervalWindow(paces: PlanPaces): PaceWindow {
  return wholeSeconds(paces.repetition - 3, Math.max(paces.interval * 1.03, paces.fiveK + 3));
}

/** Tempo laps (rule G): 97 % of threshold pace to the slower of it and training goal pace, + 3 s. */
export function tempoWindow(paces: PlanPaces): PaceWindow {
  return wholeSeconds(paces.threshold * 0.97, Math.max(paces.threshold, paces.trainingGoalPace) + 3);
}

/** Pace of goal-pace segments in a long run: the race's own from the half up, else marathon pace. */
export function goalSegmentPace(paces: PlanPaces, distanceClass: DistanceClass): number {
  switch (distanceClass) {
    case 'half':
    case 'marathon':
    case 'ultra':
      return Math.round(paces.trainingGoalPace);
    default:
      return Math.round(paces.predictedMarathonPace);
  }
}

/** Pace of an easy lap, or null when it is run by feel. */
export function easyLapPace(paces: PlanPaces, shade: ZoneShade | undefined): number | null {
  const window = easyWindow(paces);
  switch (shade) {
    case 'free':
      return null;
    case 'slow':
      return window.slowest;
    case 'fast':
      return window.fastest;
    default:
      return clamp(paces.easyMiddle, window);
  }
}

/** Pace of a work lap on a tempo day, whatever zone its author named. */
export function tempoLapPace(paces: PlanPaces, { zone, shade }: SessionBlock): number {
  const window = tempoWindow(paces);
  if (zone === 'race') return clamp(paces.trainingGoalPace, window);
  if (zone === 'marathon') return clamp(paces.marathon, window);
  if (shade === 'fast') return clamp(paces.threshold * 0.98, window);
  return clamp(shade === 'slow' ? paces.threshold + 3 : paces.threshold, window);
}

/** Pace of a work lap on an interval day, whatever zone its author named. */
export function intervalLapPace(paces: PlanPaces, { zone, shade }: SessionBlock): number {
  const window = intervalWindow(paces);
  if (zone === 'repetition') return clamp(paces.repetition, window);
  if (zone === 'race') return clamp(paces.fiveK, window);
  if (zone !== 'interval') return window.slowest;
  if (shade === 'fast') return clamp((paces.interval + paces.repetition) / 2, window);
  return clamp(shade === 'slow' ? Math.max(paces.interval, paces.fiveK) : paces.interval, window);
}

/** Rounded inwards, so that a pace printed in whole seconds still lies inside the rule. */
function wholeSeconds(fastest: number, slowest: number): PaceWindow {
  return { fastest: Math.ceil(fastest), slowest: Math.floor(slowest) };
}

function clamp(pace: number, window: PaceWindow): number {
  return Math.min(window.slowest, Math.max(window.fastest, Math.round(pace)));
}
