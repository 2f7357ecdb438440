import { ceilHalves, floorHalves, nearestHalves, nearestShare } from './half-miles.js';
import type { DayNumber, DistanceClass, Experience, InjuryRisk, PhaseSplit, PlanWarning } from './model.js';
import { PEAK_TABLE } from './peak-table.js';

/** Below this many half miles a week no plan starts. */
const LEAST_START = 12;
export const LEAST_START_MILES = LEAST_START / 2;
const LONGEST_DAY_MILES = 15;
const LONGEST_DAY_SECONDS = 2 * 3600;
const LONGEST_RUN_SECONDS = 3 * 3600;

const LONG_RUN_CAP_MILES: Readonly<Record<DistanceClass, number>> = {
  '5k': 10,
  '10k': 12,
  ten_mile: 14,
  half: 15,
  marathon: 22,
  ultra: 24,
};

/** What the athlete's days, pace and mileage allow, in half miles. The same in every week of a plan. */
export interface LoadLimits {
  /** Days of an ordinary week that run: six of seven preferred ones unless the athlete may run daily. */
  runningDays: number;
  /** Seven running days a week are allowed (rule F). */
  mayRunDaily: boolean;
  longRunCap: number;
  /** For every run but the long run; the week's long run bounds it further. */
  dayCeiling: number;
  /** Most a week can hold: the long run at its cap and every other day at its ceiling; less where staff capped it. */
  capacity: number;
  /** Staff capped the miles of a week below what its days carry. */
  capped: boolean;
}

/** Seven running days are for an advanced athlete already at this weekly mileage (rule F). */
const DAILY_BASELINE = 50;

/**
 * @param athlete.easyMiddle middle of the easy range, seconds per mile: turns hours on the feet into miles
 * @param athlete.mostMiles most training miles a week by staff; absent: what the days carry
 */
export function loadLimits(athlete: {
  distanceClass: DistanceClass;
  experience: Experience;
  baseline: number;
  preferredDays: readonly DayNumber[];
  easyMiddle: number;
  mostMiles?: number | undefined;
}): LoadLimits {
  const { distanceClass, experience, baseline, preferredDays, easyMiddle, mostMiles = Infinity } = athlete;
  const mayRunDaily = experience === 'advanced' && baseline >= DAILY_BASELINE;
  const runningDays = mayRunDaily ? preferredDays.length : Math.min(preferredDays.length, 6);

  const longest = distanceClass === 'ultra' ? LONG_RUN_CAP_MILES.ultra : LONG_RUN_CAP_MILES.marathon;
  const longRunCap = Math.min(
    Math.max(2 * LONG_RUN_CAP_MILES[distanceClass], ceilHalves(baseline / runningDays)),
    2 * longest,
    floorHalves(LONGEST_RUN_SECONDS / easyMiddle),
  );
  const dayCeiling = Math.min(2 * LONGEST_DAY_MILES, floorHalves(LONGEST_DAY_SECONDS / easyMiddle));
  const byDays = longRunCap + (runningDays - 1) * Math.min(dayCeiling, longRunCap);
  const capacity = Math.min(byDays, floorHalves(mostMiles));
  return { runningDays, mayRunDaily, longRunCap, dayCeiling, capacity, capped: capacity < byDays };
}

/** Half miles of the first full week, with a warning where it is not the baseline. */
export function startLevel(
  baseline: number,
  limits: LoadLimits,
  capacityOfDays: (days: number) => number,
): { halves: number; warnings: PlanWarning[] } {
  const wanted = nearestHalves(baseline);
  if (wanted < LEAST_START) {
    return {
      halves: Math.min(LEAST_START, limits.capacity),
      warnings: [
        {
          code: 'baseline.below_floor',
          detail: `The plan starts at ${LEAST_START / 2} miles a week, above the ${baseline} run now: walk what feels too much.`,
        },
      ],
    };
  }
  if (wanted <= limits.capacity) return { halves: wanted, warnings: [] };
  if (limits.capped) {
    return {
      halves: limits.capacity,
      warnings: [
        {
          code: 'baseline.above_cap',
          detail: `The plan is capped at ${limits.capacity / 2} miles a week, below the ${baseline} run now.`,
        },
      ],
    };
  }
  const enough = [3, 4, 5, 6, 7].find((days) => capacityOfDays(days) >= wanted);
  const remedy = enough
    ? `${enough} running days would carry it`
    : 'no number of running days would carry it';
  return {
    halves: limits.capacity,
    warnings: [
      {
        code: 'baseline.above_days',
        detail: `${limits.runningDays} running days carry at most ${limits.capacity / 2} miles a week, below the ${baseline} run now; ${remedy}.`,
      },
    ],
  };
}

/** Weeks between two recovery weeks, the second one counted, where staff set none (rule C). */
export function recoveryRhythm(experience: Experience, injuryRisk: InjuryRisk): number {
  return experience === 'novice' || injuryRisk === 'high' ? 3 : 4;
}

/**
 * The recovery weeks of base, build and a long peak (rule C). One that would fall on the last build week
 * moves a week earlier where a building week and two full weeks still lie before it, else it is left out.
 */
export function recoveryWeeks(
  phases: PhaseSplit,
  {
    firstFullWeek,
    rhythm,
    seam = { week: firstFullWeek, recovery: [] },
  }: { firstFullWeek: number; rhythm: number; seam?: { week: number; recovery: readonly number[] } },
): ReadonlySet<number> {
  const lastBuild = phases.base + phases.build;
  const weeks = seam.recovery.filter((week) => week < seam.week);
  // Counted on from the last one; one that is overdue by a new count comes at once.
  const after = (from: number) => Math.max(from + rhythm, seam.week);
  for (let week = after(weeks.at(-1) ?? firstFullWeek - 1); week <= lastBuild; week += rhythm) {
    weeks.push(week);
  }

  if (weeks.at(-1) === lastBuild && lastBuild >= seam.week) {
    weeks.pop();
    const before = weeks.at(-1);
    const earlier = lastBuild - 1;
    const apart = before === undefined || earlier - before >= 2;
    if (apart && earlier - firstFullWeek >= 2 && earlier >= seam.week) weeks.push(earlier);
  }
  if (phases.peak > 4) {
    const lastPeak = lastBuild + phases.peak;
    for (let week = after(weeks.at(-1) ?? firstFullWeek - 1); week < lastPeak; week += rhythm) {
      if (week > lastBuild + 1) weeks.push(week);
    }
  }
  return new Set(weeks);
}

/** The most a building week may be after `reference` half miles: 10 % more, rounded down. */
export function highestRise(reference: number): number {
  return Math.floor((reference * 11) / 10);
}

/** How a plan climbs: geometric steps from the start level to the peak target. All in half miles. */
export interface Climb {
  start: number;
  peak: number;
  /** Building steps from the first full week to the week the peak target is due in. */
  steps: number;
}

/**
 * Lays the climb over the building weeks.
 * @param firstPeakStep index, among the building weeks, of the first peak week (the last one if none).
 */
export function layClimb(options: {
  start: number;
  capacity: number;
  distanceClass: DistanceClass;
  experience: Experience;
  buildingWeeks: number;
  firstPeakStep: number;
}): Climb {
  const { start, capacity, distanceClass, experience, buildingWeeks, firstPeakStep } = options;
  const reach = [start];
  while (reach.length < buildingWeeks) reach.push(highestRise(reach.at(-1) ?? start));
  const reachable = reach.at(-1) ?? start;

  const table = 2 * PEAK_TABLE[distanceClass][experience];
  const peak = Math.max(start, Math.min(table, reachable, capacity));
  const due = reach.findIndex((halves, step) => step >= firstPeakStep && halves >= peak);
  return { start, peak, steps: due < 0 ? reach.length - 1 : due };
}

/**
 * Half miles of a building week: on the even climb, in the peak straight for the peak target, but never
 * more than 10 % over the highest of the last three full weeks. Held where the rise would be under 5 %, save
 * the last step, which may be small.
 */
export function buildingTarget(
  climb: Climb,
  { step, reference, inPeak }: { step: number; reference: number; inPeak: boolean },
): number {
  const due = inPeak || step >= climb.steps;
  const curve = due
    ? climb.peak
    : floorHalves((climb.start / 2) * (climb.peak / climb.start) ** (step / climb.steps));
  const rise = Math.min(curve, highestRise(reference));
  const tooSmall = rise * 100 < reference * 105 && !due;
  return rise <= reference || tooSmall ? Math.min(reference, climb.peak) : rise;
}

/** The way up from a week that staff raised to what table and days allow, due when the peak was. */
export function raisedClimb(options: {
  level: number;
  capacity: number;
  distanceClass: DistanceClass;
  experience: Experience;
  steps: number;
}): Climb {
  const { level, capacity, distanceClass, experience, steps } = options;
  const table = 2 * PEAK_TABLE[distanceClass][experience];
  return { start: level, peak: Math.max(level, Math.min(table, capacity)), steps: Math.max(0, steps) };
}

export function recoveryTarget(weekBefore: number): number {
  return nearestShare(weekBefore, { share: 80, low: 75, high: 85 });
}

/**
 * Half miles of a week of the taper before race week, or of the last peak week where an early race cuts it.
 */
export function taperTarget(
  weekBefore: number,
  week: { taperWeeks: number; weeksToRaceWeek: number; earlyRace: boolean },
): number {
  return nearestShare(weekBefore, { share: taperShare(week), low: 60, high: 80 });
}

function taperShare(week: { taperWeeks: number; weeksToRaceWeek: number; earlyRace: boolean }): number {
  const { taperWeeks, weeksToRaceWeek, earlyRace } = week;
  if (taperWeeks <= 1) return 65;
  if (taperWeeks === 2) return earlyRace ? 60 : 70;
  if (earlyRace && weeksToRaceWeek <= 2) return 65;
  return weeksToRaceWeek === 1 ? 75 : 80;
}

/** Most half miles of a week that is to have at least a fifth less than the one before. */
export function mostAfterCut(weekBefore: number): number {
  return Math.floor((weekBefore * 80) / 100);
}

/** Half miles of race week before the race: a share of the highest week, by the days left to run. */
export function raceWeekTarget(options: {
  highestWeek: number;
  weekBefore: number;
  taperWeeks: number;
  raceDay: DayNumber;
}): number {
  const { highestWeek, weekBefore, taperWeeks, raceDay } = options;
  if (raceDay <= 2) return 0;
  const share = taperWeeks >= 3 ? 40 : taperWeeks === 2 ? 45 : 60;
  const wanted = Math.floor((highestWeek * share * (raceDay - 1) + 300) / 600);
  return Math.min(wanted, mostAfterCut(weekBefore));
}

/** Half miles of a part week 1: the start level's share for the preferred days that are left. */
export function partWeekTarget(start: number, { left, all }: { left: number; all: number }): number {
  return Math.floor((start * left) / all + 0.5);
}
