import { expect, it } from 'vitest';
import { goldenPlans } from '../../test/support/plain-plans.js';
import { keepLockedDays } from './locked-days.js';
import type { StoredWeek } from './stored-week.js';

it('a rewritten race week keeps its locked days, and its training is without the race', () => {
  const [plan] = goldenPlans();
  const raceWeek = plan?.weeks.at(-1);
  if (!plan || !raceWeek) throw new Error('There is no golden plan');
  const week = raceWeek as StoredWeek;
  const index = week.days.findIndex(({ workoutType, miles }) => workoutType !== 'race' && miles > 0);
  const locked = week.days.map((day, each) => (each === index ? { ...day, miles: 2.25, locked: true } : day));
  const kept = keepLockedDays(week, { phases: plan.phases, weeks: [{ ...week, days: locked }] });
  expect(kept.days).toEqual(locked);
  const others = week.days.filter(({ workoutType }, each) => workoutType !== 'race' && each !== index);
  const training = others.reduce((sum, { miles }) => sum + miles, 2.25);
  expect(kept.trainingMiles).toBeCloseTo(training);
  const race = week.days.find(({ workoutType }) => workoutType === 'race')?.miles ?? 0;
  expect(race).toBeGreaterThan(0);
  expect(kept.miles).toBeCloseTo(training + race);
});
