import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningPlan } from '../../src/plans/running-plan.js';
import { WeekPlanner, type WeekDecision } from '../../src/plans/week-planner.js';
import { AdaptiveScene, adaptedBy, runsOf } from '../support/adaptive-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

/** Adapts every week to half of what it was drawn with, and does not say so. */
const hasty = {
  decide: async ({ inputs, blueprint }: RunningPlan, weekNumber: number): Promise<WeekDecision> => {
    const weeks = blueprint.weeks.map((week) =>
      week.weekNumber === weekNumber
        ? {
            ...week,
            targetMiles: week.targetMiles / 2,
            days: week.days.map((day) => ({ ...day, miles: day.miles / 2 })),
          }
        : week,
    );
    return { weekNumbers: [weekNumber], inputs, blueprint: { ...blueprint, weeks }, reason: 'week.adapted' };
  },
};

const clock = new MovedClock(TODAY);
let test: TestApp;
let scene: AdaptiveScene;
beforeAll(async () => {
  const override: typeof planned = (builder) =>
    planned(builder).overrideProvider(WeekPlanner).useValue(hasty);
  const planned = onClock(clock);
  test = await startTestApp({ env: UNATTENDED_ENV, override });
  scene = new AdaptiveScene(test, clock, await signedIn(test, 'coach'));
});
afterAll(() => test.close());

describe('a week that cannot be adapted soundly', () => {
  it('is written as the plan stood, and stays so when it is looked at', async () => {
    const plan = await scene.aPlan();
    const week = await scene.week(plan, 2);
    expect({ miles: week.trainingMiles, adapted: adaptedBy(week) }).toEqual({ miles: 27, adapted: [] });
    const versions = await scene.versions(plan);
    await scene.liveUntil(6, plan, 3);
    expect(runsOf(await scene.week(plan, 2))).toEqual(runsOf(week));
    // Week 3 was written meanwhile, and nothing else.
    expect(await scene.versions(plan)).toHaveLength(versions.length + 1);
    expect(await scene.blocking(plan)).toEqual([]);
  });

  it('is written as the plan stood for a coach who asks for it as well', async () => {
    clock.set(TODAY);
    const plan = await scene.aPlan();
    const [week, { length }] = [await scene.week(plan, 2), await scene.versions(plan)];
    const body = { trainingPlanId: plan.id, weekNumber: 2, regenerate: true };
    const { week: anew } = await scene.send('post', '/training-plan/week/generate', body);
    expect({ miles: anew.trainingMiles, adapted: adaptedBy(anew) }).toEqual({ miles: 27, adapted: [] });
    expect(anew.targetMiles).toBe(week.targetMiles);
    const versions = await scene.versions(plan);
    expect([versions.length, versions[0]?.reason]).toEqual([length + 1, 'week.regenerated']);
    expect(await scene.blocking(plan)).toEqual([]);
  });
});
