import { describe, expect, it } from 'vitest';
import {
  firstLongRun,
  laterLongRun,
  longRunGoal,
  longRunShare,
  recoveryLongRun,
  taperLongRun,
} from './long-run.js';
import { RunRecord } from './spike.js';

describe('the long run, in half miles', () => {
  it('is at most its share of the week, by running days', () => {
    expect([2, 3, 4, 5, 6, 7].map(longRunShare)).toEqual([2 / 3, 0.5, 0.5, 0.4, 0.33, 0.33]);
  });

  it('begins with its share, and with six miles in a week of twelve', () => {
    expect([2, 3, 4, 5, 6, 7].map((runs) => firstLongRun(200, runs))).toEqual([120, 84, 76, 66, 56, 50]);
    expect(firstLongRun(24, 5)).toBe(12);
    expect(firstLongRun(23, 5)).toBe(7);
  });

  it('rises evenly to its goal at the last building step', () => {
    const rise = { first: 16, goal: 34, steps: 8 };
    expect([1, 2, 4, 8, 9].map((done) => laterLongRun({ ...rise, done }))).toEqual([18, 20, 25, 34, 34]);
    expect(laterLongRun({ first: 16, goal: 14, done: 1, steps: 8 })).toBe(16);
    expect(laterLongRun({ first: 16, goal: 20, done: 0, steps: 0 })).toBe(20);
  });

  it('aims at the cap or its share of the peak', () => {
    const limits = { runningDays: 5, mayRunDaily: false, longRunCap: 34, dayCeiling: 23, capacity: 126 };
    expect(longRunGoal(limits, 96)).toBe(34);
    expect(longRunGoal(limits, 80)).toBe(32);
  });

  it('recovers at 80 % and tapers at 65, then 50', () => {
    expect(recoveryLongRun(26)).toBe(20);
    expect([2, 1].map((weeks) => taperLongRun(34, weeks))).toEqual([22, 17]);
  });
});

describe('the record of runs', () => {
  it('bounds nothing until there is one', () => expect(new RunRecord().limitOn(40)).toBe(Infinity));

  it('allows a tenth or a mile over the longest of thirty days, whichever is more', () => {
    const record = new RunRecord();
    record.add(0, 30);
    record.add(10, 16);
    expect(record.limitOn(30)).toBe(33);
    expect(record.limitOn(31)).toBe(18);
    expect(record.limitOn(41)).toBe(Infinity);
  });
});
