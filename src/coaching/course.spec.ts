import { describe, expect, it } from 'vitest';
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
