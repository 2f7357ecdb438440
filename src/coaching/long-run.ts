import type { LoadLimits } from './volume.js';

/** Share of the week the first long run has, in percent, for two to seven running days. */
const FIRST_SHARE: readonly number[] = [60, 42, 38, 33, 28, 25];
/** A week of 12 miles gives its first long run at least six. Half miles. */
const ROOMY_WEEK = 24;
const ROOMY_LONG_RUN = 12;

/** Largest share of the week the long run may be (rule S), by running days. */
export function longRunShare(runs: number): number {
  if (runs <= 2) return 2 / 3;
  if (runs <= 4) return 0.5;
  return runs === 5 ? 0.4 : 0.33;
}

/** Half miles the first long run wants in a week of `target` half miles with so many running days. */
export function firstLongRun(target: number, runs: number): number {
  const share = FIRST_SHARE[Math.min(Math.max(runs, 2), 7) - 2] ?? 0;
  const wanted = Math.floor((target * share) / 100);
  return target >= ROOMY_WEEK ? Math.max(wanted, ROOMY_LONG_RUN) : wanted;
}

/** Half miles the long run should have reached at the last building step. */
export function longRunGoal(
  limits: Pick<LoadLimits, 'longRunCap' | 'runningDays'>,
  peakTarget: number,
): number {
  return Math.min(limits.longRunCap, Math.floor(peakTarget * longRunShare(limits.runningDays) + 1e-9));
}

/** Half miles of a building week's long run: an even rise from the first one to the goal. */
export function laterLongRun(rise: {
  first: number;
  goal: number;
  /** Building steps since the first long run, and from it to the last building step. */
  done: number;
  steps: number;
}): number {
  const { first, goal, done, steps } = rise;
  if (goal <= first) return first;
  return done >= steps ? goal : first + Math.floor(((goal - first) * done) / steps);
}

/** Half miles of a recovery week's long run: 80 % of the last. */
export function recoveryLongRun(last: number): number {
  return Math.floor((last * 80) / 100);
}

/** Half miles of a taper week's long run: 65 % of the plan's longest two weeks before race week, else 50 %. */
export function taperLongRun(longest: number, weeksToRaceWeek: number): number {
  return Math.floor((longest * (weeksToRaceWeek === 2 ? 65 : 50)) / 100);
}
