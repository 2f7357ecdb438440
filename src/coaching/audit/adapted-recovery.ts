import type { WeekAdaptation } from '../model.js';
import { totalWeeksOf, type WeekFrame } from './expectations.js';

/** Weeks after a return for which it counts as high risk (§1), the return week included. */
const HIGH_RISK_WEEKS = 8;
/** Of a runner at high risk. */
const EVERY = 3;

/** Recovery weeks of a plan from its first adapted week on. */
export interface RecoveryWeeks {
  /** The first adapted week. */
  from: number;
  /** Must be lighter. */
  due: ReadonlySet<number>;
  /** May be lighter. */
  possible: ReadonlySet<number>;
}

/**
 * Where recovery weeks lie from the first adapted week on: where they were drawn; in the eight weeks that begin
 * with a return from 14 days or more every third too, in base and build, but beside a drawn one. A week of return is
 * none, and the week after it or after a pause need not be one. Null in a plan as drawn.
 */
export function adaptedRecoveryWeeks(options: {
  frame: WeekFrame;
  drawn: ReadonlySet<number>;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
}): RecoveryWeeks | null {
  const { frame, drawn, adaptations } = options;
  if (adaptations.size === 0) return null;
  const from = Math.min(...adaptations.keys());
  const { split } = frame;
  const lastBuild = split.base + split.build;
  const returns = returnWeeks(adaptations);
  const restarted = (week: number) => adaptations.get(week)?.restarts === true;
  const paused = (week: number) => adaptations.get(week)?.rules.includes('adapt.paused') ?? false;
  const due = new Set<number>();
  const possible = new Set<number>();
  for (let week = from; week <= totalWeeksOf(split) - split.taper; week += 1) {
    if (restarted(week)) continue;
    const inForce = returns.filter((first) => first < week && week < first + HIGH_RISK_WEEKS);
    const thirds = inForce.filter((first) => isThird(week - first));
    const moved = week === lastBuild - 1 && inForce.some((first) => isThird(lastBuild - first));
    if (drawn.has(week) || (week <= lastBuild && thirds.length > 0) || moved) possible.add(week);
    if (restarted(week - 1) || paused(week - 1)) continue;
    const newest = inForce.at(-1);
    // Two would follow each other beside a drawn one; on the last build week one may move or be left out.
    const beside = drawn.has(week - 1) || drawn.has(week + 1);
    const isThirdOfAll = newest !== undefined && thirds.length === inForce.length;
    const isMoved = beside || week >= lastBuild || hasRestart(adaptations, newest ?? week, week);
    if (drawn.has(week) || (isThirdOfAll && !isMoved)) due.add(week);
  }
  return { from, due, possible };
}

const isThird = (weeksSince: number): boolean => weeksSince % EVERY === EVERY - 1;

/** Weeks of return from 14 days or more off, in their order. */
function returnWeeks(adaptations: ReadonlyMap<number, WeekAdaptation>): number[] {
  const weeks = [...adaptations].flatMap(([weekNumber, { rules, highRiskUntil }]) => {
    if (highRiskUntil !== null) return [highRiskUntil - HIGH_RISK_WEEKS + 1];
    return rules.includes('adapt.return_14') || rules.includes('adapt.return_28') ? [weekNumber] : [];
  });
  return [...new Set(weeks)].toSorted((a, b) => a - b);
}

/** A week between two that starts anew. */
function hasRestart(
  adaptations: ReadonlyMap<number, WeekAdaptation>,
  after: number,
  before: number,
): boolean {
  return [...adaptations].some(([week, { restarts }]) => restarts && after < week && week < before);
}
