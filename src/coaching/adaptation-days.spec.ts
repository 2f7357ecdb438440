import { describe, expect, it } from 'vitest';
import {
  Case,
  DRAWN,
  INPUTS,
  asPlanned,
  days,
  lookAt,
  lookOf,
  off,
  told,
  weekOf,
} from '../../test/support/adaptation-cases.js';
import { isLowered, lookAtWeek, raisedWeek } from './adaptation.js';
import { courseAfter } from './course.js';
import { addDays } from './calendar.js';
import { type Blueprint, type WeekAdaptation } from './model.js';
import { reanchor } from './re-anchor.js';

describe('time off', () => {
  it('takes its days, their share of the miles, and moves the long run', () => {
    const { adaptation, week, miles } = lookAt({
      week: 6,
      asOf: '2027-04-04',
      timeOff: off('2027-04-10', '2027-04-11'),
    });
    expect(adaptation).toMatchObject({
      rules: ['adapt.time_off'],
      level: null,
      restarts: false,
      offDates: ['2027-04-10', '2027-04-11'],
    });
    expect(days(week)).toBe('. i6 . L11 . . .');
    expect(told(week)).toEqual(['Time off on Saturday and Sunday: the days left have 17 miles.']);
    expect(miles[6]).toBe(34.5);
  });

  it('leaves one easy run where it leaves one day', () => {
    const { week } = lookAt({ week: 6, asOf: '2027-04-04', timeOff: off('2027-04-07', '2027-04-11') });
    expect(days(week)).toBe('. e6.5 . . . . .');
  });

  it('leaves no long run of that one day, however many miles are left', () => {
    const { week } = lookAt({ week: 11, asOf: '2027-05-09', timeOff: off('2027-05-12', '2027-05-16') });
    expect(days(week)).toBe('. e7.5 . . . . .');
  });

  it('on days of rest changes nothing', () => {
    expect(
      lookAt({ week: 6, asOf: '2027-04-04', timeOff: off('2027-04-05', '2027-04-05') }).adaptation,
    ).toBeNull();
  });

  it('of nine days is a week of rest and a return', () => {
    const timeOff = off('2027-04-05', '2027-04-13');
    const rest = lookAt({ week: 6, asOf: '2027-04-04', ran: asPlanned(1, 5), timeOff });
    expect(rest.week.targetMiles).toBe(0);
    expect(told(rest.week)).toEqual(['Time off all week: enjoy the rest.']);
    const back = lookAt({ week: 7, asOf: '2027-04-04', ran: asPlanned(1, 5), timeOff, current: rest.plan });
    expect(back.adaptation).toMatchObject({ rules: ['adapt.return_7', 'adapt.time_off'], level: 22 });
    // Three of four days are left of it; the week after holds the level it returned at.
    expect(back.week.targetMiles).toBe(16.5);
    expect(back.miles.slice(6, 10)).toEqual([16.5, 22, 24, 26]);
  });

  it('leaves shakeout and race where they are', () => {
    const { week, adaptation } = lookAt({
      week: 16,
      asOf: '2027-06-13',
      timeOff: off('2027-06-14', '2027-06-20'),
    });
    expect(adaptation?.offDates.at(-1)).toBe('2027-06-17');
    expect(days(week)).toBe('. . . . s2 . RACE');
  });
});

describe('what was really run', () => {
  it('shortens a run that it does not carry, and the miles are lost', () => {
    // Long runs of 9 miles.
    const ran = Object.fromEntries(
      Object.entries(asPlanned(1, 5)).map(([date, miles]) => [date, Math.min(9, miles)]),
    );
    const { adaptation, week } = lookAt({ week: 6, asOf: '2027-04-05', ran });
    expect(days(weekOf(DRAWN, 6))).toBe('. e6.5 . i9.5 . L13 r5.5');
    expect(adaptation).toMatchObject({ rules: ['adapt.spike'], level: null });
    // A mile over Thursday's nine and a half.
    expect(days(week)).toBe('. e6.5 . i9.5 . L10.5 r5.5');
    expect(told(week)).toEqual([
      'Your longest run of the last 30 days had 9 miles, so the longest of this week has 10.5: safer than a big step.',
    ]);
  });

  it('counts as planned where nobody reports, but for time off', () => {
    const dates = (of: Case) => lookAt(of).adaptation?.runs.map(({ date }) => date);
    const later = off('2027-04-17', '2027-04-18');
    expect(dates({ week: 7, asOf: '2027-04-11', timeOff: later })).toEqual([]);
    const late = [...off('2027-04-06', '2027-04-08'), ...later];
    expect(dates({ week: 7, asOf: '2027-04-11', timeOff: late })?.slice(-3)).toEqual([
      '2027-04-03',
      '2027-04-04',
      '2027-04-10',
    ]);
  });

  it('of less than a mile still carries the shortest runs of a plan', () => {
    const daily = DRAWN.weeks.slice(0, 5).flatMap((week) => week.days.map(({ date }) => [date, 0.4]));
    const { adaptation, week } = lookAt({ week: 6, asOf: '2027-04-05', ran: Object.fromEntries(daily) });
    expect(adaptation?.rules).toContain('adapt.spike');
    // Each a mile longer than the one before.
    expect(days(week)).toBe('. r2 . e3 . L4 e4');
  });

  it('is not chased where it is more than planned', () => {
    const ran = Object.fromEntries(
      Object.entries(asPlanned(1, 5)).map(([date, miles]) => [date, 1.5 * miles]),
    );
    expect(lookAt({ week: 6, asOf: '2027-04-05', ran }).adaptation).toBeNull();
  });
});

describe('no data', () => {
  it('is not no running: an athlete who never reports runs the plan as drawn', () => {
    for (let week = 2; week <= 16; week += 1) {
      const look = lookOf({ week, asOf: addDays('2027-02-28', 7 * (week - 1)) });
      expect(lookAtWeek(look)).toEqual({ adaptation: null, warnings: [] });
      expect(reanchor({ ...look, adaptation: null })).toBe(DRAWN);
    }
  });

  it('for 14 days after reports is silence', () => {
    const ran = asPlanned(1, 2);
    expect(lookAt({ week: 5, asOf: '2027-03-29', ran }).adaptation).toBeNull();
  });
});

describe('a pause', () => {
  const paused = (weekNumber: number): WeekAdaptation => ({
    asOf: '2027-04-05',
    rules: ['adapt.paused'],
    level: null,
    restarts: false,
    easyOnly: false,
    offDates: weekOf(DRAWN, weekNumber).days.map(({ date }) => date),
    runs: [],
    highRiskUntil: null,
  });
  const after = [6, 7].reduce(
    (current, weekNumber) =>
      reanchor({ inputs: INPUTS, drawn: DRAWN, current, weekNumber, adaptation: paused(weekNumber) }),
    DRAWN,
  );

  it('makes weeks of rest', () => {
    expect(after.weeks.map((week) => week.targetMiles).slice(4, 8)).toEqual([32, 0, 0, 25.5]);
    expect(told(weekOf(after, 6))).toEqual(['The plan was paused: a week of rest.']);
  });

  it('is come back from like any other time off', () => {
    const { adaptation } = lookAt({ week: 8, asOf: '2027-04-18', current: after });
    expect(adaptation).toMatchObject({ rules: ['adapt.return_14'], level: 14.5 });
  });
});

describe('more load', () => {
  const look = lookOf({ week: 9, asOf: '2027-04-25', ran: asPlanned(1, 8) });
  const more = { asOf: look.asOf, level: 37.5 };
  const raised = reanchor({ ...look, adaptation: raisedWeek(weekOf(DRAWN, 9), more) });

  it('that staff accepted lifts the week and the way up from it, but not the taper', () => {
    expect(weekOf(raised, 9).adaptation).toMatchObject({ rules: ['adapt.raised'], level: 37.5 });
    expect(told(weekOf(raised, 9))[0]).toContain('37.5 miles instead of 37');
    const miles = raised.weeks.map((week) => week.targetMiles);
    expect(miles.slice(8)).toEqual([37.5, 37.5, 40, 40, 40, 32, 24, 16]);
  });

  it('stands when the week is looked at again, until a rule lowers it', () => {
    expect(
      lookAt({ week: 9, asOf: '2027-04-25', ran: asPlanned(1, 8), current: raised }).adaptation,
    ).toBeNull();
    const { adaptation, week } = lookAt({
      week: 9,
      asOf: '2027-04-26',
      ran: asPlanned(1, 7),
      current: raised,
    });
    expect(adaptation?.rules).toContain('adapt.missed');
    expect(week.targetMiles).toBe(27.5);
  });

  it('is for no week that what was run has lowered', () => {
    const { week } = lookAt({ week: 9, asOf: '2027-04-26', ran: asPlanned(1, 7), current: raised });
    expect([weekOf(DRAWN, 9), weekOf(raised, 9), week].map(isLowered)).toEqual([false, false, true]);
  });

  it('is forgotten where the raised week is all time off', () => {
    const { startDate, endDate } = weekOf(DRAWN, 9);
    const away = lookOf({ week: 9, asOf: '2027-04-25', timeOff: off(startDate, endDate) });
    const { blueprint: current } = courseAfter(away);
    const plan = reanchor({ ...away, current, adaptation: raisedWeek(weekOf(current, 9), more) });
    expect(weekOf(plan, 9).targetMiles).toBe(0);
    for (const { weekNumber, targetMiles } of plan.weeks.slice(9)) {
      expect(targetMiles).toBeGreaterThan(0);
      expect(targetMiles).toBeLessThanOrEqual(weekOf(DRAWN, weekNumber).targetMiles);
    }
  });
});

describe('new paces', () => {
  it('move no mile while days and long run hold them', () => {
    const inputs = { ...INPUTS, changes: [{ fromWeek: 5, fiveKPace: 460 }] };
    expect(reanchor({ inputs, drawn: DRAWN, current: DRAWN, weekNumber: 5, adaptation: null })).toBe(DRAWN);
  });

  it('shorten what takes longer than three hours by now', () => {
    const inputs = { ...INPUTS, changes: [{ fromWeek: 5, fiveKPace: 720 }] };
    const plan = reanchor({ inputs, drawn: DRAWN, current: DRAWN, weekNumber: 5, adaptation: null });
    const longest = (blueprint: Blueprint) =>
      Math.max(...blueprint.weeks.slice(4).flatMap((week) => week.days.map(({ miles }) => miles)));
    expect([longest(DRAWN), longest(plan)]).toEqual([15, 11.5]);
  });
});
