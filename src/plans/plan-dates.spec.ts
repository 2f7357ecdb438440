import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, mondayOf, totalWeeksBetween } from '../coaching/calendar.js';
import { dateProblems } from './plan-dates.js';

const TODAY = '2026-11-25';
const codes = (startDate: string, raceDate: string) =>
  dateProblems({ startDate, raceDate, today: TODAY }).map(({ code }) => code);

/** Days around today's, as far as three years ahead. */
const aDay = fc.integer({ min: -40, max: 1100 }).map((days) => addDays(TODAY, days));

/** The dates a refusal names: start it reckons from, earliest and latest race, start for this race. */
function namedDates(startDate: string, raceDate: string): string[] {
  const refused = dateProblems({ startDate, raceDate, today: TODAY }).find(
    ({ code }) => code !== 'plan.start_in_past',
  );
  return refused?.detail.slice(refused.detail.indexOf('With a start')).match(/\d{4}-\d\d-\d\d/g) ?? [];
}

describe('dates of a plan', () => {
  it.each([
    // A Wednesday: its own week has begun and may still be used, its Monday included.
    ['2026-11-23', '2026-12-14', []],
    ['2026-11-29', '2026-12-14', []],
    ['2026-11-25', '2027-11-21', []],
    ['2026-11-22', '2026-12-14', ['plan.start_in_past']],
    ['2026-11-25', '2026-12-13', ['plan.too_short']],
    ['2026-11-25', '2027-11-22', ['plan.too_long']],
    ['2026-11-16', '2026-12-06', ['plan.start_in_past', 'plan.too_short']],
    ['2026-10-01', '2027-11-22', ['plan.start_in_past', 'plan.too_long']],
  ])('from %s to %s: %j', (startDate, raceDate, expected) => {
    expect(codes(startDate, raceDate)).toEqual(expected);
  });

  it('fit when they span 4 to 52 weeks from this week on, and only then', () => {
    fc.assert(
      fc.property(aDay, aDay, (startDate, raceDate) => {
        const weeks = totalWeeksBetween(startDate, raceDate);
        const fits = weeks >= 4 && weeks <= 52 && startDate >= mondayOf(TODAY);
        expect(codes(startDate, raceDate).length === 0).toBe(fits);
      }),
    );
  });

  it('when they do not fit name ones that do, and the first and last of them', () => {
    fc.assert(
      fc.property(aDay, aDay, (startDate, raceDate) => {
        const [start, earliest, latest, startForRace] = namedDates(startDate, raceDate);
        if (!start || !earliest || !latest || !startForRace) return;
        expect(codes(start, earliest)).toEqual([]);
        expect(codes(start, latest)).toEqual([]);
        expect(codes(start, addDays(earliest, -1))).toEqual(['plan.too_short']);
        expect(codes(start, addDays(latest, 1))).toEqual(['plan.too_long']);
        // The start for this race works, unless the race is too near for any that is still ahead.
        const tooNear = raceDate < addDays(mondayOf(TODAY), 21);
        expect(codes(startForRace, raceDate)).toEqual(tooNear ? ['plan.start_in_past'] : []);
      }),
      { numRuns: 500 },
    );
  });

  it('name four dates in every refusal for length', () => {
    for (const raceDate of ['2026-01-01', '2026-12-01', '2027-12-24']) {
      expect(namedDates(TODAY, raceDate)).toHaveLength(4);
    }
  });
});
