import { describe, expect, it } from 'vitest';
import {
  Runs,
  asPlanned,
  days,
  lookAt,
  lookOf,
  off,
  told,
  weekOf,
} from '../../test/support/adaptation-cases.js';
import { lookAtWeek } from './adaptation.js';
import { type CalendarDate } from './model.js';
import { reanchor } from './re-anchor.js';

describe('missed miles', () => {
  // Week 2 has e6.5, e6.5, L11.5 and r5.5: ten miles are a third of it.
  const week2 = (longRun: number): Runs => ({
    ...asPlanned(1, 1),
    '2027-03-09': 6.5,
    '2027-03-11': 6.5,
    '2027-03-13': longRun,
  });

  it('of a third of a week leave the next as it is', () => {
    expect(lookAt({ week: 3, asOf: '2027-03-15', ran: week2(7) }).adaptation).toBeNull();
  });

  it('of more hold the level of that week', () => {
    const { adaptation, week, miles } = lookAt({ week: 3, asOf: '2027-03-15', ran: week2(6.99) });
    expect(adaptation).toMatchObject({ rules: ['adapt.missed'], level: 30, restarts: false });
    expect(days(week)).toBe('. e7 . e6.5 . L11 r5.5');
    expect(told(week)).toEqual([
      'You ran 19.99 of 30 miles last week, so this week holds at 30 miles. What was missed is not made up for.',
    ]);
    expect(miles.slice(2, 7)).toEqual([30, 24, 32, 34.5, 34.5]);
  });

  it('count so far while the week goes on', () => {
    const ran = { ...asPlanned(1, 1), '2027-03-09': 1, '2027-03-11': 1.5 };
    const { adaptation, week } = lookAt({ week: 3, asOf: '2027-03-12', ran });
    expect(adaptation?.rules).toEqual(['adapt.missed']);
    expect(told(week)[0]).toContain('You ran 2.5 of 30 miles last week so far');
  });

  it('that are entered late after all leave the week as it was written by then', () => {
    const ran = { ...asPlanned(1, 1), '2027-03-09': 1, '2027-03-11': 1.5 };
    const { plan } = lookAt({ week: 3, asOf: '2027-03-12', ran });
    const look = lookOf({ week: 3, asOf: '2027-03-15', ran: asPlanned(1, 2), current: plan });
    expect(lookAtWeek(look).adaptation).toBeNull();
    expect(reanchor({ ...look, adaptation: null })).toEqual(plan);
  });

  it('hold at what the week before had, were it a lighter one', () => {
    const ran = { ...asPlanned(1, 3), '2027-03-23': 6, '2027-03-25': 5.5 };
    const { adaptation, miles } = lookAt({ week: 5, asOf: '2027-03-29', ran });
    expect(adaptation).toMatchObject({ rules: ['adapt.missed'], level: 25.5 });
    expect(miles.slice(4, 6)).toEqual([25.5, 34.5]);
  });
});

describe('three sessions in a row', () => {
  const ran: Runs = {
    '2027-03-02': 7,
    '2027-03-04': 6.5,
    '2027-03-06': 5.49,
    '2027-03-07': 2.74,
    '2027-03-09': 3.24,
  };

  it('run below half their miles hold the level', () => {
    const { adaptation, week } = lookAt({ week: 3, asOf: '2027-03-11', ran });
    expect(adaptation).toMatchObject({ rules: ['adapt.missed_in_a_row'], level: 30 });
    expect(week.targetMiles).toBe(30);
    expect(told(week)[0]).toMatch(/^Three sessions in a row/);
  });

  it('of which one was run for half its miles do not', () => {
    const { adaptation } = lookAt({ week: 3, asOf: '2027-03-11', ran: { ...ran, '2027-03-07': 2.75 } });
    expect(adaptation).toBeNull();
  });
});

describe('a gap', () => {
  // Weeks 2 to 5 have 30, 32, 25.5 and 32 miles: 29.875 on average.
  const before = asPlanned(1, 5);
  const backIn = (dates: CalendarDate[]) => Object.fromEntries(dates.map((date) => [date, 6.5]));

  it('of six days is none', () => {
    const ran = { ...before, ...backIn(['2027-04-11']) };
    expect(lookAt({ week: 7, asOf: '2027-04-12', ran }).adaptation).toBeNull();
  });

  it('of a week comes back at 75 % of the mean, rounded down, and rises by a tenth', () => {
    const ran = { ...before, ...backIn(['2027-04-15', '2027-04-18']), '2027-04-17': 13.5 };
    const { adaptation, week, miles, plan, warnings } = lookAt({ week: 8, asOf: '2027-04-18', ran });
    expect(adaptation).toMatchObject({
      rules: ['adapt.return_7'],
      level: 22,
      restarts: true,
      easyOnly: false,
      highRiskUntil: null,
    });
    expect(week.recovery).toBe(false);
    expect(miles.slice(7)).toEqual([22, 24, 26, 28.5, 31, 34, 27, 20.5, 14]);
    expect(told(week)).toEqual([
      'Welcome back after a week or more without a run: 22 miles, from three quarters of what your last four weeks had, and up again from here.',
    ]);
    expect(told(weekOf(plan, 9))).toEqual([
      'Weeks before this one have changed, so it goes on from there: 24 miles instead of 37.',
    ]);
    expect(warnings).toEqual([]);
  });

  it('of two weeks comes back at 50 %, and every third week is lighter for a while', () => {
    const { adaptation, plan, miles, week } = lookAt({
      week: 4,
      asOf: '2027-03-22',
      ran: asPlanned(1, 1),
      tracksActivities: true,
    });
    expect(adaptation).toMatchObject({ level: 15, restarts: true, easyOnly: false, highRiskUntil: 11 });
    expect(adaptation?.rules).toContain('adapt.return_14');
    expect(told(week).at(-1)).toContain('15 miles, from half of what your last four weeks had');
    expect(plan.weeks.filter(({ recovery }) => recovery).map(({ weekNumber }) => weekNumber)).toEqual([6, 8]);
    expect(miles.slice(3, 13)).toEqual([15, 16.5, 13, 18, 14.5, 19.5, 21, 23, 25, 27.5]);
  });

  it('of four weeks comes back with the lower of baseline and half the mean, all easy, the goal at risk', () => {
    const { adaptation, week, warnings } = lookAt({
      week: 10,
      asOf: '2027-05-03',
      timeOff: off('2027-04-05', '2027-05-02'),
    });
    expect(adaptation).toMatchObject({
      rules: ['adapt.return_28'],
      level: 14.5,
      easyOnly: true,
      highRiskUntil: 17,
    });
    expect(days(week)).toBe('. e4 . e3.5 . e3.5 e3.5');
    expect(warnings).toEqual([{ code: 'goal.at_risk', detail: expect.stringContaining('28 days') }]);
  });

  it('of four weeks comes back with no more than the baseline, however much was run before', () => {
    const ran = Object.fromEntries(Object.entries(before).map(([date, miles]) => [date, 2.5 * miles]));
    const timeOff = off('2027-04-05', '2027-05-02');
    expect(lookAt({ week: 10, asOf: '2027-05-03', ran, timeOff }).adaptation).toMatchObject({ level: 30 });
  });

  it('ends high risk’s third weeks beside a week drawn to recover', () => {
    const { plan, adaptation } = lookAt({
      week: 5,
      asOf: '2027-03-29',
      ran: asPlanned(1, 2),
      tracksActivities: true,
    });
    expect(adaptation?.highRiskUntil).toBe(12);
    const recovering = plan.weeks.slice(4).filter(({ recovery }) => recovery);
    expect(recovering.map(({ weekNumber }) => weekNumber)).toEqual([8]);
  });

  it('of long ago is past', () => {
    const ran = { ...asPlanned(1, 2), ...asPlanned(5, 7) };
    expect(lookAt({ week: 8, asOf: '2027-04-18', ran }).adaptation).toBeNull();
  });

  it('begins with the plan at the earliest', () => {
    const ran = { '2027-02-01': 8, '2027-03-06': 11, '2027-03-07': 5.5 };
    expect(lookAt({ week: 2, asOf: '2027-03-07', ran }).adaptation).toBeNull();
  });

  it('is a time off with the silence up to a first report', () => {
    const timeOff = off('2027-04-05', '2027-04-09');
    const ran = { '2027-04-14': 5, '2027-04-15': 9.5, '2027-04-17': 13.5, '2027-04-18': 5 };
    const { adaptation } = lookAt({ week: 8, asOf: '2027-04-18', ran, timeOff });
    expect(adaptation).toMatchObject({ rules: ['adapt.return_7'], level: 22 });
  });

  it('that a later week came back from is gone after a new one', () => {
    const held = lookAt({ week: 9, asOf: '2027-04-25', ran: asPlanned(1, 7), tracksActivities: true });
    expect(held.adaptation?.rules).toContain('adapt.missed');
    const ran = { ...before, ...backIn(['2027-04-15', '2027-04-18']), '2027-04-17': 13.5 };
    const { plan } = lookAt({ week: 8, asOf: '2027-04-18', ran, current: held.plan });
    expect(weekOf(plan, 9).adaptation?.rules).toEqual(['adapt.follows']);
  });

  it('lies before the first report only as the plan has it', () => {
    const ran = { '2027-03-18': 8, '2027-03-28': 6, '2027-03-30': 6 };
    const { adaptation } = lookAt({ week: 5, asOf: '2027-03-28', ran });
    // From 19 March: 18 March and what was planned from 19 February on, 30 miles a week before the plan.
    const planned = (10 * 30) / 7 + 30 + 30 + 7;
    expect(adaptation?.level).toBe(Math.floor(2 * 0.75 * ((planned + 8) / 4)) / 2);
  });

  it('that is still open counts for who is known to report', () => {
    expect(lookAt({ week: 7, asOf: '2027-04-12', ran: before }).adaptation).toBeNull();
    const { adaptation } = lookAt({ week: 7, asOf: '2027-04-12', ran: before, tracksActivities: true });
    expect(adaptation?.rules).toEqual(['adapt.missed', 'adapt.missed_in_a_row', 'adapt.return_7']);
    expect(adaptation?.level).toBe(22);
  });

  it('is seen to once, until it has become a longer one', () => {
    const first = lookAt({ week: 7, asOf: '2027-04-12', ran: before, tracksActivities: true });
    const again = { ran: before, tracksActivities: true, current: first.plan };
    expect(lookAt({ ...again, week: 7, asOf: '2027-04-12' }).adaptation).toBeNull();
    const eight = lookAt({ ...again, week: 8, asOf: '2027-04-18' });
    expect(eight.adaptation?.rules.filter((rule) => rule.startsWith('adapt.return'))).toEqual([]);
    const later = lookAt({ ...again, week: 8, asOf: '2027-04-19' });
    expect(later.adaptation?.rules).toContain('adapt.return_14');
  });
});
