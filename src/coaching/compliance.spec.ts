import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './calendar.js';
import { complianceOf, isReporting, matchRuns, type RunningRecord } from './compliance.js';
import { sumMiles } from './hundredths.js';

const MONDAY = '2026-11-23';
/** Tue 5, Thu 4, Sat 3, Sun 10. */
const WEEK = [0, 5, 0, 4, 0, 3, 10].map((miles, index) => ({
  date: addDays(MONDAY, index),
  miles,
  outsidePlan: false,
}));
const AFTER = addDays(MONDAY, 7);

/** Runs by day of the week, 0 Monday. */
function aRecord(
  runs: readonly [day: number, miles: number][],
  rest: Partial<RunningRecord> = {},
): RunningRecord {
  const done = runs.map(([day, miles]) => ({ date: addDays(MONDAY, day), miles }));
  const reportDates = done.map(({ date }) => date);
  return { runs: done, reportDates, timeOff: [], tracksActivities: false, ...rest };
}

const statuses = (record: RunningRecord, asOf = AFTER) =>
  matchRuns(WEEK, { record, asOf }).map((day) => complianceOf([day])?.status ?? null);
const week = (record: RunningRecord, asOf = AFTER) => complianceOf(matchRuns(WEEK, { record, asOf }));

describe('the colour of a day', () => {
  it.each([
    [0, 'red'],
    [4.99, 'red'],
    [5, 'amber'],
    [7.99, 'amber'],
    [8, 'green'],
    [10, 'green'],
    [12, 'green'],
    [12.01, 'amber'],
    [15, 'amber'],
    [15.01, 'red'],
    [40, 'red'],
  ])('of 10 miles planned and %d run is %s', (actualMiles, status) => {
    const day = { date: MONDAY, plannedMiles: 10, actualMiles, counts: true };
    expect(complianceOf([day])).toEqual({ status, plannedMiles: 10, actualMiles });
  });

  it('meets its bounds exactly where floats would not', () => {
    const day = { date: MONDAY, plannedMiles: 4.1, actualMiles: 4.92, counts: true };
    expect(complianceOf([day])?.status).toBe('green');
  });
});

describe('matching', () => {
  it('gives each run to its own day, and adds two of one day', () => {
    const record = aRecord([
      [1, 2.5],
      [1, 2.6],
      [3, 1],
      [5, 4],
      [6, 14],
    ]);
    expect(statuses(record)).toEqual([null, 'green', null, 'red', null, 'amber', 'amber']);
    expect(matchRuns(WEEK, { record, asOf: AFTER })[1]).toEqual({
      date: '2026-11-24',
      plannedMiles: 5,
      actualMiles: 5.1,
      counts: true,
    });
  });

  it('judges no rest day, whose run counts in the week', () => {
    const record = aRecord(
      [
        [0, 5],
        [3, 4],
        [5, 3],
        [6, 10],
      ],
      { tracksActivities: true },
    );
    expect(statuses(record)).toEqual([null, 'red', null, 'green', null, 'green', 'green']);
    expect(week(record)).toEqual({ status: 'green', plannedMiles: 22, actualMiles: 22 });
  });

  it('judges a day when it is over, and today as soon as it is run', () => {
    const record = aRecord([[1, 5]]);
    const thursday = addDays(MONDAY, 3);
    expect(statuses(record, thursday)).toEqual([null, 'green', null, null, null, null, null]);
    expect(week(record, thursday)).toEqual({ status: 'green', plannedMiles: 5, actualMiles: 5 });
    expect(statuses(record, addDays(thursday, 1))[3]).toBe('red');
    const ran = aRecord([
      [1, 5],
      [3, 4],
    ]);
    expect(statuses(ran, thursday)[3]).toBe('green');
    expect(statuses(ran, addDays(thursday, -1))[3]).toBeNull();
  });

  it('leaves out the days of week 1 before the start, with what was run on them', () => {
    const partWeek = WEEK.map((day, index) => (index < 3 ? { ...day, miles: 0, outsidePlan: true } : day));
    const record = aRecord([
      [1, 30],
      [3, 4],
      [5, 3],
      [6, 10],
    ]);
    const judged = complianceOf(matchRuns(partWeek, { record, asOf: AFTER }));
    expect(judged).toEqual({ status: 'green', plannedMiles: 17, actualMiles: 17 });
  });

  it('asks for nothing on a day off, unless it is run', () => {
    const timeOff = [{ startDate: addDays(MONDAY, 3), endDate: addDays(MONDAY, 5) }];
    const record = aRecord(
      [
        [1, 5],
        [5, 3],
        [6, 10],
      ],
      { timeOff },
    );
    expect(statuses(record)).toEqual([null, 'green', null, null, null, 'green', 'green']);
    expect(week(record)?.plannedMiles).toBe(18);
  });
});

describe('no data is not no running', () => {
  it('judges nothing of somebody who reports nothing, and all of somebody who is known to report', () => {
    expect(week(aRecord([]))).toBeNull();
    expect(week(aRecord([], { tracksActivities: true }))).toEqual({
      status: 'red',
      plannedMiles: 22,
      actualMiles: 0,
    });
  });

  it.each([
    [-12, true],
    [-13, true],
    [-14, false],
  ])('a report %d days from Monday speaks for Tuesday: %s', (day, speaks) => {
    expect(statuses(aRecord([[day, 5]]))[1]).toBe(speaks ? 'red' : null);
  });

  it('takes a gap between two reports for what it is, however long', () => {
    expect(
      statuses(
        aRecord([
          [-90, 5],
          [40, 5],
        ]),
      ),
    ).toEqual([null, 'red', null, 'red', null, 'red', 'red']);
    expect(week(aRecord([[40, 5]]))).toBeNull();
  });

  it('takes the report of another sport for a report', () => {
    const record = aRecord([], { reportDates: [MONDAY] });
    expect(statuses(record)).toEqual([null, 'red', null, 'red', null, 'red', 'red']);
  });

  it('knows who reports today', () => {
    const record = aRecord([[0, 5]]);
    expect(isReporting(record, MONDAY)).toBe(true);
    expect(isReporting(record, addDays(MONDAY, 14))).toBe(true);
    expect(isReporting(record, addDays(MONDAY, 15))).toBe(false);
    expect(isReporting(record, addDays(MONDAY, -1))).toBe(false);
    expect(isReporting(aRecord([], { tracksActivities: true }), MONDAY)).toBe(true);
  });
});

describe('whatever was run', () => {
  const miles = fc.integer({ min: 0, max: 4000 }).map((hundredths) => hundredths / 100);
  const runs = fc.array(fc.tuple(fc.integer({ min: -20, max: 9 }), miles), { maxLength: 20 });
  const asOf = fc.integer({ min: -3, max: 12 }).map((day) => addDays(MONDAY, day));
  const tracksActivities = fc.boolean();

  it('no run is lost or counted twice', () => {
    fc.assert(
      fc.property(runs, asOf, tracksActivities, (done, day, tracks) => {
        const record = aRecord(done, { tracksActivities: tracks });
        const matched = matchRuns(WEEK, { record, asOf: day });
        const inWeek = done.filter(([at]) => at >= 0 && at <= 6);
        expect(sumMiles(matched.map(({ actualMiles }) => actualMiles))).toBe(
          sumMiles(inWeek.map(([, each]) => each)),
        );
        expect(matched.map(({ date }) => date)).toEqual(WEEK.map(({ date }) => date));
      }),
    );
  });

  it('nothing ahead is judged, and a week is the sum of its judged days', () => {
    fc.assert(
      fc.property(runs, asOf, tracksActivities, (done, day, tracks) => {
        const matched = matchRuns(WEEK, { record: aRecord(done, { tracksActivities: tracks }), asOf: day });
        const judged = matched.filter(({ counts }) => counts);
        expect(judged.every(({ date }) => date <= day)).toBe(true);
        const all = complianceOf(matched);
        expect(all?.plannedMiles ?? 0).toBe(sumMiles(judged.map(({ plannedMiles }) => plannedMiles)));
      }),
    );
  });

  it('the order of runs does not matter', () => {
    fc.assert(
      fc.property(runs, asOf, (done, day) => {
        const turned = aRecord(done.toReversed());
        expect(matchRuns(WEEK, { record: turned, asOf: day })).toEqual(
          matchRuns(WEEK, { record: aRecord(done), asOf: day }),
        );
      }),
    );
  });

  it('a colour is the better the nearer the miles are to the plan, on either side', () => {
    const rank = { green: 0, amber: 1, red: 2 };
    const rankOf = (plannedMiles: number, actualMiles: number) =>
      rank[complianceOf([{ date: MONDAY, plannedMiles, actualMiles, counts: true }])?.status ?? 'red'];
    const off = fc.integer({ min: 0, max: 3000 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), off, off, fc.constantFrom(1, -1), (half, a, b, side) => {
        const planned = half / 2;
        const [near, far] = a < b ? [a, b] : [b, a];
        const at = (by: number) => Math.max(0, Math.round((planned + side * by) * 100) / 100);
        expect(rankOf(planned, at(near))).toBeLessThanOrEqual(rankOf(planned, at(far)));
      }),
    );
  });
});
