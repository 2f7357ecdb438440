import type { PhaseName, PlannedWeek } from '../coaching/model.js';
import type { WeekProvenance } from './week-author.js';

/** Something that was got done while weeks are written. */
export interface GenerationEvent {
  /** One week is decoded and laid; others of the same task may still be under way, and finish in any order. */
  type: 'week.written';
  weekNumber: number;
  phase: PhaseName;
  author: WeekProvenance['author'];
  model: string | null;
  fallbackReason: string | null;
}

/** Hears how far a generation is. */
export interface GenerationProgress {
  /** Returns at once and never throws: whoever writes does not wait for whoever watches. */
  report(event: GenerationEvent): void;
}

export function weekWritten(
  { weekNumber, phase }: PlannedWeek,
  { author, model, fallbackReason }: WeekProvenance,
): GenerationEvent {
  return { type: 'week.written', weekNumber, phase, author, model, fallbackReason };
}
