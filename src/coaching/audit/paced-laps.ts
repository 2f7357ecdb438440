import type { Lap } from '../model.js';
import { parsePace } from '../pace.js';
import type { WeekFacts } from './facts.js';
import { sumMiles } from './half-mile.js';

/** A lap with a pace. */
export interface PacedLap {
  miles: number;
  /** Seconds per mile. */
  pace: number;
  /** Position in its list. */
  position: number;
}

/** Laps faster than the easy range: the work of a session. */
export function workLaps(week: WeekFacts, laps: readonly Lap[]): PacedLap[] {
  return pacedLaps(laps).filter(({ pace }) => pace < easyLimit(week));
}

/** Laps that name a readable pace. */
export function pacedLaps(laps: readonly Lap[]): PacedLap[] {
  return laps.flatMap(({ distanceMiles, paceGoal }, position) => {
    const pace = typeof paceGoal === 'string' ? parsePace(paceGoal) : null;
    return pace === null ? [] : [{ miles: distanceMiles, pace, position }];
  });
}

/** Fastest easy pace as it is printed, in whole seconds. */
export function easyLimit({ paces }: WeekFacts): number {
  return Math.round(paces.easy.fast);
}

export function lapMiles(laps: readonly PacedLap[]): number {
  return sumMiles(laps.map(({ miles }) => miles));
}

export function lapSeconds(laps: readonly PacedLap[]): number {
  return laps.reduce((total, { miles, pace }) => total + miles * pace, 0);
}
