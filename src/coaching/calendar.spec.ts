import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTimeZone } from '../../test/support/time-zone.js';
import {
  addDays,
  dateOfDay,
  daysBetween,
  isCalendarDate,
  mondayOf,
  totalWeeksBetween,
  weekdayOf,
} from './calendar.js';

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Civil date of a day count by the proleptic Gregorian rules, sharing nothing with the code under test. */
function civilDate(daysSince1900: number): string {
  let year = 1900;
  let rest = daysSince1900;
  while (rest >= (isLeap(year) ? 366 : 365)) {
    rest -= isLeap(year) ? 366 : 365;
    year += 1;
  }
  const months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (rest >= (months[month] ?? 0)) {
    rest -= months[month] ?? 0;
    month += 1;
  }
  return `${year}-${String(month + 1).padStart(2, '0')}-${String(rest + 1).padStart(2, '0')}`;
}

const DAYS_1900_TO_2199 = 109_572;
const dayCounts = fc.integer({ min: 0, max: DAYS_1900_TO_2199 - 1 });

const ZONES = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'];
/** Clocks change on one of the plan's days, or the plan crosses a leap day or a New Year. */
const CROSSINGS = [
  { name: 'spring forward in Los Angeles', start: '2026-03-04' },
  { name: 'fall back in Los Angeles', start: '2026-10-28' },
  { name: 'both changes in Auckland', start: '2026-03-30' },
  { name: 'a leap day', start: '2028-02-24' },
  { name: 'no leap day', start: '2027-02-24' },
  { name: 'a New Year', start: '2025-12-24' },
];

describe.each(ZONES)('dates with the process in %s', (zone) => {
  it.each(CROSSINGS)('run without gap or overlap across $name', ({ start }) => {
    onTestFinished(inTimeZone(zone));
    const firstDay = mondayOf(start);
    const first = daysBetween('1900-01-01', firstDay);
    const dates = Array.from({ length: 52 }, (_, week) =>
      [1, 2, 3, 4, 5, 6, 7].map((day) => dateOfDay(firstDay, week + 1, day)),
    ).flat();
    expect(dates).toEqual(Array.from({ length: 52 * 7 }, (_, index) => civilDate(first + index)));
    expect(dates.map(weekdayOf)).toEqual(Array.from({ length: 52 * 7 }, (_, index) => (index % 7) + 1));
  });

  it('takes the date of week 1, day 1 as it is', () => {
    onTestFinished(inTimeZone(zone));
    expect(dateOfDay('2025-01-01', 1, 1)).toBe('2025-01-01');
    expect(dateOfDay('2025-01-01', 2, 1)).toBe('2025-01-08');
    expect(dateOfDay('2025-01-01', 52, 7)).toBe('2025-12-30');
  });

  it('knows weekdays, before 1970 too', () => {
    onTestFinished(inTimeZone(zone));
    expect(new Date('2026-07-01T12:00Z').getTimezoneOffset()).toBe(
      { UTC: 0, 'America/Los_Angeles': 420, 'Asia/Kolkata': -330, 'Pacific/Auckland': -720 }[zone],
    );
    expect(['2026-03-02', '2026-03-08', '2024-02-29', '1969-07-20', '1900-01-01'].map(weekdayOf)).toEqual([
      1, 7, 4, 7, 1,
    ]);
  });
});

describe('calendar laws', () => {
  it('dates are the civil dates, and weekdays repeat every seven days', () => {
    fc.assert(
      fc.property(dayCounts, (count) => {
        const date = addDays('1900-01-01', count);
        expect(date).toBe(civilDate(count));
        expect(isCalendarDate(date)).toBe(true);
        expect(weekdayOf(date)).toBe((count % 7) + 1);
      }),
    );
  });

  it('moving and counting days undo each other', () => {
    fc.assert(
      fc.property(dayCounts, dayCounts, (one, other) => {
        const from = civilDate(one);
        const to = civilDate(other);
        expect(daysBetween(from, to)).toBe(other - one);
        expect(addDays(from, daysBetween(from, to))).toBe(to);
      }),
    );
  });

  it('a Monday starts the week that holds a date', () => {
    fc.assert(
      fc.property(dayCounts, (count) => {
        const date = civilDate(count);
        const monday = mondayOf(date);
        expect(weekdayOf(monday)).toBe(1);
        expect(daysBetween(monday, date)).toBe(weekdayOf(date) - 1);
        expect(mondayOf(monday)).toBe(monday);
      }),
    );
  });

  it('total weeks reach from the Monday of week 1 to the Sunday of race week', () => {
    fc.assert(
      fc.property(dayCounts, fc.integer({ min: 0, max: 363 }), (count, length) => {
        const start = civilDate(count);
        const race = addDays(start, length);
        const lastDay = dateOfDay(mondayOf(start), totalWeeksBetween(start, race), 7);
        expect(daysBetween(race, lastDay)).toBe(7 - weekdayOf(race));
      }),
    );
  });
});

describe('totalWeeksBetween', () => {
  it.each([
    ['2026-03-02', '2026-03-08', 1],
    ['2026-03-08', '2026-03-09', 2],
    ['2026-03-02', '2026-06-21', 16],
    ['2026-03-04', '2026-06-21', 16],
    ['2026-03-02', '2026-06-22', 17],
    ['2026-03-09', '2026-03-08', 0],
  ])('counts the weeks from %s to %s as %i', (start, race, weeks) => {
    expect(totalWeeksBetween(start, race)).toBe(weeks);
  });
});

describe('isCalendarDate', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2199-12-31'])('accepts %s', (value) => {
    expect(isCalendarDate(value)).toBe(true);
  });

  it.each([
    undefined,
    null,
    20_250_101,
    new Date(0),
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',

    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '2026-1-1',
    '1899-12-31',
    '2200-01-01',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '20260101',
  ])('refuses %j', (value) => {
    expect(isCalendarDate(value)).toBe(false);
  });
});

describe('what is no date', () => {
  it('is refused, not counted from', () => {
    expect(() => addDays('soon', 1)).toThrow(RangeError);
    expect(() => weekdayOf('soon')).toThrow(RangeError);
    expect(() => totalWeeksBetween('soon', '2026-01-01')).toThrow(RangeError);
  });
});
