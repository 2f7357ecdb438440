import { describe, expect, it } from 'vitest';
import { bulkTerms } from '../ai/bulk/bulk-week.js';
import { weeksForBatch } from './weeks-for-batch.js';

const now = new Date('2026-11-23T12:00:00Z');
/** A day's wait, an hour's grace, an hour around it; and a day to spare. */
const HOURS = 24 + 2 + 24;
const terms = bulkTerms({ from: 2, waitHours: 24 });
const inHours = (hours: number) => ({ begins: new Date(now.getTime() + hours * 3_600_000) });

describe('the weeks that are asked for as a batch', () => {
  it('are those with the time for it, where there are enough', () => {
    const [soon, early, late] = [inHours(HOURS), inHours(HOURS + 0.01), inHours(200)];
    expect(weeksForBatch([soon, early, late], { terms, now })).toEqual([early, late]);
  });

  it('are none where too few have the time, however many are due', () => {
    expect(weeksForBatch([inHours(200), inHours(HOURS), inHours(-5)], { terms, now })).toEqual([]);
  });

  it('are none where no model takes batches', () => {
    expect(weeksForBatch([inHours(200), inHours(200)], { terms: null, now })).toEqual([]);
  });
});
