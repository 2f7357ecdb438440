/** Days before a run in which the longest run sets what is no spike (Frandsen et al., BJSM 2025). */
const WINDOW_DAYS = 30;

/**
 * The runs so far, and how long the next may be. Days count from the Monday of week 1, distances are half
 * miles. Empty until the first full week is recorded, which only sets the record.
 */
export class RunRecord {
  private readonly runs: { day: number; halves: number }[] = [];

  /** In the order of days. */
  add(day: number, halves: number): void {
    if (halves > 0) this.runs.push({ day, halves });
  }

  /** Longest run of the 30 days before `day`; 0 for none. */
  longestBefore(day: number): number {
    let longest = 0;
    for (let at = this.runs.length - 1; at >= 0; at -= 1) {
      const run = this.runs[at];
      if (!run || run.day < day - WINDOW_DAYS) break;
      if (run.day < day) longest = Math.max(longest, run.halves);
    }
    return longest;
  }

  /** Most half miles of a run on `day`; Infinity where nothing was run in the 30 days before. */
  limitOn(day: number): number {
    return noSpikeAfter(this.longestBefore(day));
  }
}

/** A tenth or a mile over the longest run, whichever is more, half miles rounded down; Infinity after none. */
export function noSpikeAfter(longest: number): number {
  // What was really run comes in hundredths of a mile: the grain forgives 2 × 11.35 × 1.1.
  return longest === 0 ? Infinity : Math.floor(Math.max((longest * 11) / 10, longest + 2) + 1e-9);
}
