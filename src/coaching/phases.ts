import { totalWeeksBetween } from './calendar.js';
import { distanceClassOf } from './distance.js';
import { sumMiles } from './hundredths.js';
import { PHASE_NAMES } from './model.js';
import type { DistanceClass, PhaseName, PhaseSplit, PlanInputs, PlannedWeek } from './model.js';

/** Shortest and longest plan, in calendar weeks, start and race week both counted. */
export const MIN_TOTAL_WEEKS = 4;
export const MAX_TOTAL_WEEKS = 52;

const LONGEST_PEAK = 6;

/** Taper weeks may not exceed this: short races need less rest than long ones. */
function longestTaper(distanceClass: DistanceClass): number {
  return distanceClass === '5k' || distanceClass === '10k' ? 2 : 3;
}

/**
 * Weeks per phase where staff set none (rule A): a quarter base, a third build, a fifth peak, the rest
 * taper, bent so that the taper is neither too long nor missing.
 */
export function defaultPhases(totalWeeks: number, distanceClass: DistanceClass): PhaseSplit {
  const share = (percent: number) => Math.max(1, Math.floor((percent * totalWeeks + 50) / 100));
  const split: PhaseSplit = { base: share(25), build: share(35), peak: share(20), taper: 0 };
  split.peak = Math.min(split.peak, LONGEST_PEAK);
  split.taper = totalWeeks - split.base - split.build - split.peak;

  for (let toBuild = true; split.taper > longestTaper(distanceClass); toBuild = !toBuild) {
    split.taper -= 1;
    split[toBuild ? 'build' : 'base'] += 1;
  }
  while (split.taper < (totalWeeks >= 8 ? 2 : 1)) {
    split[split.build >= split.base ? 'build' : 'base'] -= 1;
    split.taper += 1;
  }
  return split;
}

/** The split of a plan: the one that staff chose, or the default one. */
export function phasesOf(
  inputs: Pick<PlanInputs, 'phases' | 'startDate' | 'raceDate' | 'raceDistanceMiles'>,
): PhaseSplit {
  const { phases, startDate, raceDate, raceDistanceMiles } = inputs;
  return phases ?? defaultPhases(totalWeeksBetween(startDate, raceDate), distanceClassOf(raceDistanceMiles));
}

/**
 * A split for another number of weeks (rule A), in the shares it has: largest remainder, ties to the later phase. A
 * longer plan has no longer a taper, nor a peak of more than six weeks where it had none: those weeks go to build and
 * base.
 */
export function scalePhases(split: PhaseSplit, totalWeeks: number): PhaseSplit {
  const weeks = PHASE_NAMES.reduce((sum, name) => sum + split[name], 0);
  if (weeks === totalWeeks) return split;
  const exact = (name: PhaseName) => (split[name] * totalWeeks) / weeks;
  const scaled: PhaseSplit = { ...split };
  for (const name of PHASE_NAMES) scaled[name] = Math.max(1, Math.floor(exact(name)));
  const left = () => totalWeeks - PHASE_NAMES.reduce((sum, name) => sum + scaled[name], 0);
  const latestFirst = [...PHASE_NAMES].reverse();
  while (left() > 0) scaled[largestBy(latestFirst, (name) => exact(name) - scaled[name])] += 1;
  // The one week that each has at least is taken from the longest.
  while (left() < 0) scaled[largestBy(latestFirst, (name) => scaled[name])] -= 1;
  const most = { taper: split.taper, peak: Math.max(LONGEST_PEAK, split.peak) };
  for (let toBuild = true; scaled.taper > most.taper || scaled.peak > most.peak; toBuild = !toBuild) {
    scaled[scaled.taper > most.taper ? 'taper' : 'peak'] -= 1;
    scaled[toBuild ? 'build' : 'base'] += 1;
  }
  return scaled;
}

/** The first of the names with the largest value. */
function largestBy(names: readonly PhaseName[], value: (name: PhaseName) => number): PhaseName {
  return names.reduce((best, name) => (value(name) > value(best) ? name : best));
}

/** The phases of a split with the miles of those weeks that are there. */
export function phaseTotals(
  split: PhaseSplit,
  weeks: readonly Pick<PlannedWeek, 'phase' | 'miles'>[],
): { name: PhaseName; weekCount: number; totalMiles: number }[] {
  return PHASE_NAMES.map((name) => ({
    name,
    weekCount: split[name],
    totalMiles: sumMiles(weeks.filter(({ phase }) => phase === name).map(({ miles }) => miles)),
  }));
}

/** What stands against a split under rule A, in words; null when nothing does. */
export function phaseSplitProblem(split: PhaseSplit, totalWeeks: number): string | null {
  for (const name of PHASE_NAMES) {
    if (!Number.isInteger(split[name]) || split[name] < 1) return `${name} must have at least one whole week`;
  }
  const sum = PHASE_NAMES.reduce((weeks, name) => weeks + split[name], 0);
  return sum === totalWeeks ? null : `phases sum to ${sum} weeks and the plan has ${totalWeeks}`;
}

/** The phase that week `weekNumber` (from 1) belongs to. */
export function phaseOfWeek(split: PhaseSplit, weekNumber: number): PhaseName {
  let last = 0;
  for (const name of PHASE_NAMES) {
    last += split[name];
    if (weekNumber <= last) return name;
  }
  throw new RangeError(`Week ${weekNumber} lies beyond the ${last} weeks of the phases`);
}
