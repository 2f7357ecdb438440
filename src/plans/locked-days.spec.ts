import { expect, it } from 'vitest';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { plainPlan } from '../../test/support/plain-plans.js';
import { keepAround } from './locked-days.js';
import type { StoredWeek } from './stored-week.js';

it('a rewritten race week keeps its locked days, and its training is without the race', () => {
  const [golden] = goldenBlueprints();
  const plan = golden && plainPlan(golden);
  const raceWeek = plan?.weeks.at(-1);
  if (!plan || !raceWeek) throw new Error('There is no golden plan');
  const week = raceWeek as StoredWeek;
  const index = week.days.findIndex(({ workoutType, miles }) => workoutType !== 'race' && miles > 0);
  const locked = week.days.map((day, each) => (each === index ? { ...day, miles: 2.25, locked: true } : day));
  const kept = keepAround(week, { phases: plan.phases, weeks: [{ ...week, days: locked }] }, golden);
  expect(kept.days).toEqual(locked);
  const others = week.days.filter(({ workoutType }, each) => workoutType !== 'race' && each !== index);
  const training = others.reduce((sum, { miles }) => sum + miles, 2.25);
  expect(kept.trainingMiles).toBeCloseTo(training);
  const race = week.days.find(({ workoutType }) => workoutType === 'race')?.miles ?? 0;
  expect(race).toBeGreaterThan(0);
  expect(kept.miles).toBeCloseTo(training + race);
});
