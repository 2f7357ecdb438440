/** Days before a run in which the longest run sets what is no spike (Frandsen et al., BJSM 2025). */
const WINDOW_DAYS = 30;

/**
 * The runs laid so far, and how long the next may be. Days count from the Monday of week 1, distances are
 * half miles. Empty until the first full week is recorded, which only sets the record.
 */
export class RunRecord {
  private readonly runs: { day: number; halves: number }[] = [];

  add(day: number, halves: number): void {
    if (halves > 0) this.runs.push({ day, halves });
  }

  /** Most half miles of a run on `day`: a tenth or a mile over the longest of the 30 days before, whichever is more. */
  limitOn(day: number): number {
    let longest = 0;
    for (let at = this.runs.length - 1; at >= 0; at -= 1) {
      const run = this.runs[at];
      if (!run || run.day < day - WINDOW_DAYS) break;
      longest = Math.max(longest, run.halves);
    }
    return longest === 0 ? Infinity : Math.max(Math.floor((longest * 11) / 10), longest + 2);
  }
}
