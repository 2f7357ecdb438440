import { describe, expect, it } from 'vitest';
import { MARATHON } from '../../test/support/plan-inputs.js';
import { storedWeeks, writePlan } from '../../test/support/write-plan.js';
import type { Blueprint, PlannedDay, WeekAdaptation } from '../coaching/model.js';
import { changedPlan } from './course-change.js';

const PLAN = writePlan(MARATHON);
const { blueprint, audited } = PLAN;
const WEEKS = storedWeeks(PLAN);
/** Of the sixteen: its Saturday and Sunday are the two days before a race on the Monday of the next. */
const BEGUN = 14;
const [THURSDAY, SATURDAY, SUNDAY, MONDAY] = ['2027-02-25', '2027-02-27', '2027-02-28', '2027-03-01'];

/** The plan with its race on that Monday, asked on the Thursday before, where some days of the week begun are other. */
function moved(days: Record<string, Partial<PlannedDay>> = {}, basis: Blueprint = blueprint) {
  const weeks = WEEKS.map((week) => ({
    ...week,
    days: week.days.map((day) => ({ ...day, ...days[day.date] })),
  }));
  return changedPlan({
    base: { inputs: MARATHON, blueprint: basis, drawnBlueprint: null },
    cascade: { phases: audited.phases.map((phase) => ({ ...phase })), weeks },
    seed: 7,
    ownWorkouts: [],
    isComplete: true,
    today: THURSDAY,
    wanted: { raceDate: MONDAY },
  });
}

const run = (workoutType: PlannedDay['workoutType'], miles: number, more: Partial<PlannedDay> = {}) => {
  const workout = [{ lapIndex: 1, distanceMiles: miles, paceGoal: null }];
  return { workoutType, miles, warmup: [], workout, cooldown: [], alternative: null, ...more };
};
const REST = run('rest', 0, { workout: [] });
const SHAKEOUT = run('shakeout', 3);
/** In the place of the tempo run that the plan has there. */
const EASY = { [THURSDAY]: run('easy', 3) };

describe('a race that comes to lie right after the week that has begun', () => {
  it.each([
    ['a session is left', { [SATURDAY]: SHAKEOUT, [SUNDAY]: REST }, [THURSDAY]],
    ['the long run stands on the day before it', EASY, [SATURDAY, SUNDAY]],
    ['nothing is run two days before it', { ...EASY, [SATURDAY]: REST, [SUNDAY]: REST }, [SATURDAY]],
    ['the shakeout is too long', { ...EASY, [SATURDAY]: run('shakeout', 5), [SUNDAY]: REST }, [SATURDAY]],
    [
      'nobody holds the run of the day before',
      { ...EASY, [SATURDAY]: SHAKEOUT, [SUNDAY]: run('shakeout', 2) },
      [SUNDAY],
    ],
  ])('is refused where %s', (_, days, dates) => {
    const detail = expect.stringContaining(`and ${dates.join(', ')} would`);
    const told = { code: 'plan.race_too_near', detail, rule: 'D', pointer: '/raceId' };
    expect(() => moved(days)).toThrow(
      expect.objectContaining({ code: 'plan.race_too_near', detail, errors: [told] }),
    );
  });

  it.each([
    ['as rule D wants them', SHAKEOUT, REST],
    ['as staff may have them', SHAKEOUT, run('shakeout', 2, { locked: true })],
  ])('is taken where the days left are %s', (_, saturday, sunday) => {
    const days = { ...EASY, [SATURDAY]: saturday, [SUNDAY]: sunday };
    const { base, removed } = moved(days);
    expect([base.blueprint.totalWeeks, removed]).toEqual([15, [16]]);
  });

  it('is taken where nothing is run two days before it for time off', () => {
    const adaptation: WeekAdaptation = {
      asOf: '2027-02-22',
      rules: ['adapt.time_off'],
      level: null,
      restarts: false,
      easyOnly: false,
      offDates: [SATURDAY],
      runs: [],
      highRiskUntil: null,
    };
    const weeks = blueprint.weeks.map((week) => (week.weekNumber === BEGUN ? { ...week, adaptation } : week));
    const days = { ...EASY, [SATURDAY]: REST, [SUNDAY]: REST };
    expect(moved(days, { ...blueprint, weeks }).removed).toEqual([16]);
  });
});
