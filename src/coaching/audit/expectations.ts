import type { DistanceClass, Experience, PhaseSplit, PlanInputs } from '../model.js';
import { PEAK_TABLE } from '../peak-table.js';
import { ceilHalf, floorHalf, nearestHalf } from './half-mile.js';

/*
 * What the coaching rules ask of a plan, worked out from its inputs alone and apart from the code that makes
 * plans: an error there must not be repeated here.
 */

const LONGEST_TAPER: Readonly<Record<DistanceClass, number>> = {
  '5k': 2,
  '10k': 2,
  ten_mile: 3,
  half: 3,
  marathon: 3,
  ultra: 3,
};

/** The split of a plan whose staff set none (§3). */
export function defaultSplit(totalWeeks: number, distanceClass: DistanceClass): PhaseSplit {
  const share = (percent: number) => Math.max(1, Math.floor((percent * totalWeeks + 50) / 100));
  const split = { base: share(25), build: share(35), peak: share(20), taper: 0 };
  split.taper = totalWeeks - split.base - split.build - split.peak;
  const taperWeeks = Math.max(Math.min(split.taper, LONGEST_TAPER[distanceClass]), totalWeeks >= 8 ? 2 : 1);
  const peakWeeks = Math.min(split.peak, 6);
  let spare = split.taper - taperWeeks + (split.peak - peakWeeks);
  split.taper = taperWeeks;
  split.peak = peakWeeks;
  for (let turn = 0; spare > 0; spare -= 1, turn += 1) split[turn % 2 === 0 ? 'build' : 'base'] += 1;
  for (; spare < 0; spare += 1) split[split.base > split.build ? 'base' : 'build'] -= 1;
  return split;
}

/** Most days of a week that may run: a rest day a week, but for an advanced athlete from 50 miles. */
export function mostRunningDays(inputs: PlanInputs, experience: Experience): number {
  const all = experience === 'advanced' && inputs.baseline >= 50 ? 7 : 6;
  return Math.min(inputs.preferredDays.length, all);
}

const CLASS_LONG_RUN: Readonly<Record<DistanceClass, number>> = {
  '5k': 10,
  '10k': 12,
  ten_mile: 14,
  half: 15,
  marathon: 22,
  ultra: 24,
};

/** Longest training run allowed: by class or habit, never above 22 (ultra 24) nor three hours (§6). */
export function longRunCapOf(options: {
  distanceClass: DistanceClass;
  baseline: number;
  runningDays: number;
  easyPace: number;
}): number {
  const { distanceClass, baseline, runningDays, easyPace } = options;
  const byHabit = Math.max(CLASS_LONG_RUN[distanceClass], ceilHalf(baseline / runningDays));
  return Math.min(byHabit, distanceClass === 'ultra' ? 24 : 22, floorHalf((3 * 3600) / easyPace));
}

/** Most of the week before that a recovery week has, and a taper week (§5). */
export const MOST_RECOVERY = 0.85;
export const MOST_TAPER = 0.8;

/** Longest run beside the long run: 15 miles or two hours at easy pace (§5). */
export function dayCeilingOf(easyPace: number): number {
  return Math.min(15, floorHalf((2 * 3600) / easyPace));
}

/** Largest share of a week's miles that its long run may take, by running days. */
export function longRunShare(runningDays: number): number {
  if (runningDays <= 2) return 2 / 3;
  if (runningDays <= 4) return 1 / 2;
  return runningDays === 5 ? 0.4 : 0.33;
}

export interface WeekFrame {
  split: PhaseSplit;
  /** 1, or 2 when week 1 is a part week. */
  firstFullWeek: number;
  /** Race on a Monday, Tuesday or Wednesday. */
  earlyRace: boolean;
}

export function totalWeeksOf({ base, build, peak, taper }: PhaseSplit): number {
  return base + build + peak + taper;
}

/** Week N − 1 of a one-week taper and an early race: called peak, yet cut (§5). */
export function isCutPeakWeek(frame: WeekFrame, weekNumber: number): boolean {
  return frame.split.taper === 1 && frame.earlyRace && weekNumber === totalWeeksOf(frame.split) - 1;
}

/**
 * Numbers of the weeks that must be recovery weeks (§5). `every` is 3 for a novice or high risk, else 4.
 * @param stage of a plan changed in its course: the first week by its inputs, and the recovery weeks until then
 */
export function recoveryWeeksOf(
  frame: WeekFrame,
  every: number,
  stage: AuditStage | null = null,
): Set<number> {
  const { split, firstFullWeek } = frame;
  const lastBuild = split.base + split.build;
  const first = stage?.fromWeek ?? firstFullWeek;
  const weeks = [...(stage?.recoveryBefore ?? [])].filter((week) => week < first).toSorted((a, b) => a - b);
  const due = () => Math.max(first, (weeks.at(-1) ?? firstFullWeek - 1) + every);
  for (let week = due(); week <= lastBuild; week += every) {
    if (week < lastBuild) {
      weeks.push(week);
      continue;
    }
    const before = weeks.at(-1);
    const apart = before === undefined || week - 1 - before >= 2;
    if (apart && week - 1 - firstFullWeek >= 2 && week - 1 >= first) weeks.push(week - 1);
  }
  if (split.peak > 4) {
    for (let week = due(); week < lastBuild + split.peak; week += every) {
      if (week > lastBuild + 1) weeks.push(week);
    }
  }
  return new Set(weeks);
}

/** Weeks that go by other inputs than those before them. */
export interface AuditStage {
  /** The first of them; a full week lies before it. */
  fromWeek: number;
  /** Recovery weeks of the stages before it. */
  recoveryBefore: ReadonlySet<number>;
}

export interface LoadFrame {
  /** Miles of the first full week. */
  startLevel: number;
  peakTarget: number;
  capacity: number;
  /**
   * From here on a week must stand at the peak target or 10 % over the weeks before: the first peak week where
   * rises of 10 % reach the target by then, else the last week that rises.
   */
  peakDueWeek: number;
}

/** Start level, capacity of the days and peak target (§5). */
export function loadFrameOf(options: {
  frame: WeekFrame;
  recoveryWeeks: ReadonlySet<number>;
  baseline: number;
  runningDays: number;
  longRunCap: number;
  dayCeiling: number;
  /** Most training miles a week by staff; Infinity for none. */
  weekCap: number;
  distanceClass: DistanceClass;
  experience: Experience;
}): LoadFrame {
  const { frame, recoveryWeeks, runningDays, longRunCap, dayCeiling, weekCap } = options;
  const byDays = longRunCap + (runningDays - 1) * Math.min(dayCeiling, longRunCap);
  const capacity = Math.min(byDays, floorHalf(weekCap));
  const startLevel = Math.min(Math.max(6, nearestHalf(options.baseline)), capacity);
  const rising = risingWeeksOf(frame, recoveryWeeks);
  const reached = new Map<number, number>();
  let reachable = startLevel;
  for (const week of rising) {
    reachable = floorHalf(1.1 * reachable);
    reached.set(week, reachable);
  }
  const table = PEAK_TABLE[options.distanceClass][options.experience];
  const peakTarget = Math.max(startLevel, floorHalf(Math.min(table, reachable, capacity)));
  const firstPeak = rising.find((week) => week > frame.split.base + frame.split.build);
  const reachesSoon = firstPeak !== undefined && (reached.get(firstPeak) ?? 0) >= peakTarget;
  const peakDueWeek = (reachesSoon ? firstPeak : rising.at(-1)) ?? Number.POSITIVE_INFINITY;
  return { startLevel, capacity, peakTarget, peakDueWeek };
}

/** Full weeks up to the taper that may rise: neither the first, nor recovery, nor cut. */
export function risingWeeksOf(frame: WeekFrame, recoveryWeeks: ReadonlySet<number>): number[] {
  const lastPeak = totalWeeksOf(frame.split) - frame.split.taper;
  const weeks: number[] = [];
  for (let week = frame.firstFullWeek + 1; week <= lastPeak; week += 1) {
    if (!recoveryWeeks.has(week) && !isCutPeakWeek(frame, week)) weeks.push(week);
  }
  return weeks;
}

/** Shares of the week before for the taper weeks that come before race week, by taper weeks (§5). */
const TAPER_SHARES: Readonly<Record<number, readonly number[]>> = { 3: [0.8, 0.75], 2: [0.7] };
const EARLY_TAPER_SHARES: Readonly<Record<number, readonly number[]>> = { 3: [0.65, 0.65], 2: [0.6] };

/** Wanted share of the week before in a taper week, or null where the rules name none. */
export function taperShareOf(frame: WeekFrame, weekNumber: number): number | null {
  if (isCutPeakWeek(frame, weekNumber)) return 0.65;
  const shares = (frame.earlyRace ? EARLY_TAPER_SHARES : TAPER_SHARES)[frame.split.taper];
  return shares?.[weekNumber - (totalWeeksOf(frame.split) - frame.split.taper) - 1] ?? null;
}

/** Miles of a taper week: the half mile nearest the share, inside 60–80 % of the week before. */
export function taperMilesOf(share: number, before: number): number {
  const most = floorHalf(MOST_TAPER * before);
  return Math.min(most, Math.max(nearestHalf(share * before), ceilHalf(0.6 * before)));
}

/** Wanted share of the largest week, were race week full, by taper weeks. */
export function raceWeekShareOf(taperWeeks: number): number {
  if (taperWeeks >= 3) return 0.4;
  return taperWeeks === 2 ? 0.45 : 0.6;
}
