import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../coaching/calendar.js';
import { MOST_DAYS, periodOf } from './report-period.js';

const TODAY = '2026-11-23';

describe('the period of a report', () => {
  it.each([
    ['2026-11-23', '2025-12-01'],
    ['2026-12-31', '2026-01-01'],
    ['2026-01-01', '2025-02-01'],
  ])('that ends on %s is twelve months with that one', (to, from) => {
    expect(periodOf({ to }, TODAY)).toEqual({ from, to });
  });

  it('ends today unless told otherwise', () => {
    expect(periodOf({ from: '2026-11-23' }, TODAY)).toEqual({ from: TODAY, to: TODAY });
    expect(periodOf({}, TODAY).to).toBe(TODAY);
  });

  it('is at most five years, and not less than a day', () => {
    const from = addDays(TODAY, 1 - MOST_DAYS);
    expect(periodOf({ from }, TODAY)).toEqual({ from, to: TODAY });
    expect(daysBetween('2021-11-23', TODAY) + 1).toBe(MOST_DAYS);
    for (const wrong of [addDays(from, -1), addDays(TODAY, 1)]) {
      expect(() => periodOf({ from: wrong }, TODAY)).toThrow(
        expect.objectContaining({ code: 'request.invalid' }),
      );
    }
  });
});
