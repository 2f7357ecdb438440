import type { DayNumber } from './model.js';

/** How hard a block is run, by name; real paces come from the athlete's fitness when laps are laid. */
export const ZONES = ['easy', 'marathon', 'threshold', 'interval', 'repetition', 'race'] as const;
export type Zone = (typeof ZONES)[number];

/**
 * A stretch of a session: `repeat` times `distanceMiles` in `zone`, each but the last followed by
 * `recoveryMiles` of easy jogging (0 for none).
 */
export interface SessionBlock {
  repeat: number;
  distanceMiles: number;
  zone: Zone;
  recoveryMiles: number;
}

/** One running day as its author wrote it, before warmup, cooldown and fitting to the day's miles. */
export interface Session {
  dayNumber: DayNumber;
  /** Id in the workout library, or null where the author made it up. */
  workoutId: string | null;
  blocks: SessionBlock[];
  /** What the run is for and how it should feel. */
  notes: string;
}
