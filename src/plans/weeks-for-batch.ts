import type { BulkTerms } from '../ai/bulk/bulk-week.js';
import { URGENT_HOURS } from './next-work.js';

/**
 * Of weeks that are due at the same time, those to be asked for as a batch: where there are enough of them that have
 * the time, and are not urgent yet should it bring nothing.
 * @param terms null where no model takes batches
 */
export function weeksForBatch<Week extends { begins: Date }>(
  weeks: readonly Week[],
  { terms, now }: { terms: BulkTerms | null; now: Date },
): Week[] {
  if (!terms) return [];
  const urgent = now.getTime() + terms.backWithinMs + URGENT_HOURS * 3_600_000;
  const patient = weeks.filter(({ begins }) => begins.getTime() > urgent);
  return patient.length >= terms.from ? patient : [];
}
