import type { DayNumber } from './model.js';

/** How hard a block is run, by name; real paces come from the athlete's fitness when laps are laid. */
export const ZONES = ['easy', 'marathon', 'threshold', 'interval', 'repetition', 'race'] as const;
export type Zone = (typeof ZONES)[number];

/** Where in its zone a block is run: its slow end, its fast end, or free of any pace, by feel. */
export const ZONE_SHADES = ['slow', 'fast', 'free'] as const;
export type ZoneShade = (typeof ZONE_SHADES)[number];

/**
 * A stretch of a session: `repeat` times `distanceMiles` in `zone`, each followed by `recoveryMiles` of
 * easy jogging (0 for none), but for the last repetition of the day, after which the cooldown comes.
 */
export interface SessionBlock {
  repeat: number;
  distanceMiles: number;
  zone: Zone;
  recoveryMiles: number;
  /** Left out: the middle of the zone. */
  shade?: ZoneShade;
}

/** One running day as its author wrote it, before warmup, cooldown and fitting to the day's miles. */
export interface Session {
  dayNumber: DayNumber;
  /** Id in the workout library or among staff's own, or null where the author made it up. */
  workoutId: string | null;
  /** Id in the library of what to run instead, where `workoutId` is not of the library and cannot say. */
  easier?: string | null;
  blocks: SessionBlock[];
  /** What the run is for and how it should feel. */
  notes: string;
}

/** Why a session could not stand as its author wrote it. */
export interface SessionFinding {
  /** Null for what concerns the week as a whole. */
  dayNumber: DayNumber | null;
  /** Stable machine name, e.g. `work.over_limit`. */
  code: string;
  detail: string;
}
