import { describe, expect, it } from 'vitest';
import { DRAWN, asPlanned, lookOf, off, type Case } from '../../test/support/adaptation-cases.js';
import { layBlueprint } from './blueprint.js';
import { courseAfter } from './course.js';
import type { PlanChange, PlanInputs } from './model.js';

/** Its quality days are as long as a day may be. */
const INPUTS: PlanInputs = {
  raceDistanceMiles: 13.1094,
  raceDate: '2027-03-30',
  startDate: '2027-01-17',
  goalTimeSeconds: 5040,
  fiveKPace: 359,
  baseline: 50,
  preferredDays: [1, 3, 4, 5],
  experience: 'advanced',
  injuryRisk: 'normal',
  phases: null,
};

const drawn = layBlueprint(INPUTS);

function after(changes: PlanChange[], current = drawn) {
  const inputs = changes.length > 0 ? { ...INPUTS, changes } : INPUTS;
  const record = { runs: [], reportDates: [], timeOff: [], tracksActivities: false };
  return courseAfter({ inputs, drawn, current, weeks: [], weekNumber: 9, record, asOf: '2027-03-02' });
}

describe('the course of a plan after a look', () => {
  it('is the one that stood where nothing is new', () => {
    expect(after([]).blueprint).toBe(drawn);
    expect(after([{ fromWeek: 9, goalTimeSeconds: 5400 }]).blueprint).toBe(drawn);
    expect(after([{ fromWeek: 9, fiveKPace: 350 }]).blueprint).toBe(drawn);
  });

  it('keeps to two hours a day at the slower paces that were accepted, and then stands', () => {
    const slower: PlanChange[] = [{ fromWeek: 9, fiveKPace: 385 }];
    const quality = (blueprint: typeof drawn) => blueprint.weeks[8]?.days[2]?.miles;
    expect(quality(drawn)).toBe(15);
    const { blueprint } = after(slower);
    expect(quality(blueprint)).toBe(14);
    expect(blueprint.weeks.slice(0, 8)).toEqual(drawn.weeks.slice(0, 8));
    expect(after(slower, blueprint).blueprint).toBe(blueprint);
  });

  it('gives back what time off took when that is taken back', () => {
    const look = { inputs: INPUTS, drawn, weeks: [], weekNumber: 9, asOf: '2027-03-02' };
    const record = { runs: [], reportDates: [], tracksActivities: false };
    const { startDate = '', endDate = '' } = drawn.weeks[8] ?? {};
    const timeOff = [{ startDate, endDate }];
    const { blueprint: rested } = courseAfter({ ...look, current: drawn, record: { ...record, timeOff } });
    expect(rested.weeks[8]?.targetMiles).toBe(0);
    const { blueprint } = courseAfter({ ...look, current: rested, record: { ...record, timeOff: [] } });
    expect(blueprint.weeks).toEqual(drawn.weeks);
  });
});

describe('a week held for what was missed', () => {
  // Who reports a week on its Sunday evening has run nothing of it by Sunday noon, when the next is looked at.
  const noon: Case = { week: 3, asOf: '2027-03-14', ran: asPlanned(1, 1) };
  const held = courseAfter(lookOf(noon)).blueprint;
  const then = (of: Omit<Case, 'week'>) => courseAfter(lookOf({ week: 3, current: held, ...of }));

  it('is as drawn once it was run after all', () => {
    expect([held, DRAWN].map(({ weeks }) => weeks[2]?.targetMiles)).toEqual([30, 32]);
    expect(then({ asOf: '2027-03-14', ran: asPlanned(1, 2) })).toEqual({ blueprint: DRAWN, warnings: [] });
  });

  it('stays held where too little of it was', () => {
    expect(then({ asOf: '2027-03-14', ran: { ...asPlanned(1, 1), '2027-03-09': 6.5 } }).blueprint).toBe(held);
    expect(then(noon).blueprint).toBe(held);
  });

  it('stays held whatever is run later', () => {
    const ran = { ...asPlanned(1, 1), '2027-03-09': 1, '2027-03-11': 1 };
    const early = courseAfter(lookOf({ week: 3, asOf: '2027-03-12', ran })).blueprint;
    expect(early.weeks[2]?.adaptation?.rules).toEqual(['adapt.missed']);
    const later = lookOf({ week: 3, asOf: '2027-03-15', ran: { ...ran, '2027-03-13': 20 }, current: early });
    expect(courseAfter(later).blueprint).toBe(early);
  });

  it('stays held by the day that found it, whatever else changes later', () => {
    const few = { '2027-03-02': 7, '2027-03-04': 7 };
    const inARow = courseAfter(lookOf({ week: 3, asOf: '2027-03-10', ran: few })).blueprint;
    expect(inARow.weeks[2]?.adaptation?.rules).toEqual(['adapt.missed_in_a_row']);
    const ran = { ...few, '2027-03-11': 7, '2027-03-13': 13 };
    const later = { week: 3, asOf: '2027-03-14', ran, timeOff: off('2027-03-16', '2027-03-16') };
    const rested = courseAfter(lookOf({ ...later, current: inARow })).blueprint;
    expect(rested.weeks[2]?.adaptation?.rules).toEqual(['adapt.missed_in_a_row', 'adapt.time_off']);
    expect(courseAfter(lookOf({ ...later, current: rested })).blueprint).toBe(rested);
  });

  it('rests for a time off that was entered since, and no longer holds', () => {
    const timeOff = off('2027-03-16', '2027-03-16');
    const { blueprint } = then({ asOf: '2027-03-14', ran: asPlanned(1, 2), timeOff });
    expect(blueprint.weeks[2]?.adaptation?.rules).toEqual(['adapt.time_off']);
    const { blueprint: back } = courseAfter(
      lookOf({ week: 3, asOf: '2027-03-14', ran: asPlanned(1, 2), current: blueprint }),
    );
    expect(back).toBe(DRAWN);
  });
});
