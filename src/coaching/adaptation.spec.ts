import { describe, expect, it } from 'vitest';
import { plainPlan } from '../../test/support/plain-plans.js';
import { lookAtWeek, raisedWeek, type WeekLook, type WeekOutlook } from './adaptation.js';
import { layBlueprint } from './blueprint.js';
import { addDays } from './calendar.js';
import type { RunningRecord } from './compliance.js';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanInputs, WeekAdaptation } from './model.js';
import { reanchor } from './re-anchor.js';

/*
 * A half marathon in sixteen weeks from 30 miles a week on Tuesday, Thursday, Saturday and Sunday. As drawn:
 *  week   1   2   3   4R    5     6     7    8R   9  10  11  12  13  14  15  16
 * miles  30  30  32  25.5  32  34.5  34.5  27.5  37  37  40  40  40  32  24  16
 */
const INPUTS: PlanInputs = {
  raceDistanceMiles: 13.1094,
  startDate: '2027-03-01',
  raceDate: '2027-06-20',
  goalTimeSeconds: 6600,
  fiveKPace: 450,
  baseline: 30,
  preferredDays: [2, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};
const DRAWN = layBlueprint(INPUTS);

type Runs = Record<CalendarDate, number>;

/** Runs of whole weeks as planned. */
function asPlanned(from: number, to: number, blueprint = DRAWN): Runs {
  const days = blueprint.weeks.slice(from - 1, to).flatMap((week) => week.days);
  return Object.fromEntries(days.filter(({ miles }) => miles > 0).map(({ date, miles }) => [date, miles]));
}

interface Case {
  week: number;
  asOf: CalendarDate;
  ran?: Runs;
  timeOff?: RunningRecord['timeOff'];
  tracksActivities?: boolean;
  current?: Blueprint;
}

function lookOf({ week, asOf, ran = {}, timeOff = [], tracksActivities = false, current = DRAWN }: Case) {
  const runs = Object.entries(ran).map(([date, miles]) => ({ date, miles }));
  const known = runs.filter(({ date }) => date <= asOf);
  const reportDates = known.map(({ date }) => date);
  const weeks = plainPlan({ inputs: INPUTS, blueprint: current }).weeks.slice(0, week - 1);
  const record = { runs: known, reportDates, timeOff, tracksActivities };
  return { inputs: INPUTS, drawn: DRAWN, current, weeks, weekNumber: week, record, asOf } satisfies WeekLook;
}

/** A week looked at, and the plan from there. */
function lookAt(of: Case): WeekOutlook & { plan: Blueprint; week: BlueprintWeek; miles: number[] } {
  const look = lookOf(of);
  const outlook = lookAtWeek(look);
  const plan = outlook.adaptation ? reanchor({ ...look, ...outlook }) : look.current;
  return { ...outlook, plan, week: weekOf(plan, of.week), miles: plan.weeks.map((week) => week.targetMiles) };
}

function weekOf(plan: Blueprint, weekNumber: number): BlueprintWeek {
  const week = plan.weeks[weekNumber - 1];
  if (!week) throw new RangeError(`No week ${weekNumber}`);
  return week;
}

const LETTERS = {
  easy: 'e',
  tempo: 't',
  intervals: 'i',
  long_run: 'L',
  recovery: 'r',
  shakeout: 's',
} as const;

function days(week: BlueprintWeek): string {
  return week.days
    .map(({ type, miles }) => (type === 'rest' ? '.' : type === 'race' ? 'RACE' : `${LETTERS[type]}${miles}`))
    .join(' ');
}

function told(week: BlueprintWeek): string[] {
  return week.notes.filter(({ code }) => code.startsWith('adapt.')).map(({ text }) => text);
}

const off = (startDate: CalendarDate, endDate: CalendarDate) => [{ startDate, endDate }];

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
  const raised = reanchor({ ...look, adaptation: raisedWeek(look, 37.5) });

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
