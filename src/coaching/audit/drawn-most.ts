import type { DistanceClass, Experience, WeekAdaptation } from '../model.js';
import { PEAK_TABLE } from '../peak-table.js';
import {
  isCutPeakWeek,
  MOST_RECOVERY,
  MOST_TAPER,
  raceWeekShareOf,
  risingWeeksOf,
  taperMilesOf,
  taperShareOf,
  totalWeeksOf,
  type LoadFrame,
  type WeekFrame,
} from './expectations.js';
import { floorHalf, nearestHalf } from './half-mile.js';

/** A week may stand a least step above the even rise, where others hold. */
const STEP = 1.05;
const MOST_RISE = 1.1;

/**
 * Most training miles that the plan as drawn can have asked of each week, by week number: the even rise of §5 to
 * the peak target, a step ahead of it at the most; from a raised week on what table and capacity allow, and from a
 * seam on those or the level it goes on from. Empty where nothing is adapted or changed.
 */
export function drawnMostOf(options: {
  frame: WeekFrame & LoadFrame;
  recoveryWeeks: ReadonlySet<number>;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
  /** Where the plan goes on by other inputs, from what level; null: nowhere. */
  seam: { week: number; level: number } | null;
  distanceClass: DistanceClass;
  experience: Experience;
}): Map<number, number> {
  const { frame, recoveryWeeks, adaptations, seam, distanceClass, experience } = options;
  const most = new Map<number, number>();
  if (adaptations.size === 0 && !seam) return most;
  const { split, startLevel, peakTarget, capacity } = frame;
  const rising = risingWeeksOf(frame, recoveryWeeks);
  const share = evenShare(frame, rising);
  const raised = [...adaptations].filter(([, { rules }]) => rules.includes('adapt.raised'));
  const raisedFrom = Math.min(...raised.map(([weekNumber]) => weekNumber));
  const raisedMost = Math.max(
    peakTarget,
    floorHalf(Math.min(PEAK_TABLE[distanceClass][experience], capacity)),
  );
  const lastPeak = totalWeeksOf(split) - split.taper;
  let level = startLevel;
  let before = startLevel;
  for (let week = 1; week <= totalWeeksOf(split); week += 1) {
    const steps = rising.indexOf(week) + 1;
    if (steps > 0) level = Math.min(peakTarget, startLevel * share ** steps * STEP);
    if (seam && week >= seam.week) level = Math.max(seam.level, raisedMost);
    if (week === seam?.week) before = seam.level;
    if (week >= raisedFrom) level = Math.max(level, raisedMost);
    const cut = week > lastPeak || isCutPeakWeek(frame, week);
    before = cut ? taperMost(frame, week, { before, level }) : level;
    const recovers = recoveryWeeks.has(week) && !cut && week < raisedFrom;
    most.set(week, recovers ? MOST_RECOVERY * level : before);
  }
  return most;
}

/** Of a taper week by the taper's share of the week before; of race week by its share of the largest week too. */
function taperMost(frame: WeekFrame, week: number, of: { before: number; level: number }): number {
  const { before, level } = of;
  if (week === totalWeeksOf(frame.split)) {
    return Math.min(MOST_TAPER * before, nearestHalf(raceWeekShareOf(frame.split.taper) * level));
  }
  const share = taperShareOf(frame, week);
  return share === null ? MOST_TAPER * before : taperMilesOf(share, before);
}

/** Factor of one even rise: to the peak target by the first peak week, else 10 % each. */
function evenShare(frame: WeekFrame & LoadFrame, rising: readonly number[]): number {
  const { split, startLevel, peakTarget, peakDueWeek } = frame;
  const firstPeak = rising.find((week) => week > split.base + split.build);
  const steps = rising.indexOf(peakDueWeek) + 1;
  if (firstPeak !== peakDueWeek || steps === 0) return MOST_RISE;
  return Math.min(MOST_RISE, (peakTarget / startLevel) ** (1 / steps));
}
