import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { PlanResponse } from '../../src/plans/plan-response.dto.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { adaptedBy, AdaptiveScene, runsOf } from '../support/adaptive-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

/** Days of the plan: a week is looked at once more at noon of the Sunday before it. */
const SATURDAY = 5;
const SUNDAY = 6;

const clock = new MovedClock(TODAY);
let test: TestApp;
let scene: AdaptiveScene;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  scene = new AdaptiveScene(test, clock, await signedIn(test, 'coach'));
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const rowOf = (id: string) => test.orm.em.fork().findOneOrFail(TrainingPlan, id);

describe('a week after one of which much was missed', () => {
  it('holds the level, tells why, and is a new version of a plan that goes on from there', async () => {
    const plan = await scene.aPlan();
    const { blueprint: drawn } = await rowOf(plan.id);
    await scene.liveUntil(SATURDAY, plan);
    const [first, second] = [await scene.week(plan, 1), await scene.week(plan, 2)];
    await scene.rode(plan, 0);
    // The long run alone.
    await scene.run(plan, 1, { from: 6, to: 6 });
    await scene.liveUntil(SUNDAY, plan);
    const adapted = await scene.week(plan, 2);
    expect(adapted.adaptation).toEqual({ rules: ['adapt.missed'] });
    expect(adapted.notes.find(({ code }) => code === 'adapt.missed')?.text).toContain(
      'You ran 9.5 of 25 miles',
    );
    expect(adapted.targetMiles).toBe(first.targetMiles);
    expect(adapted.targetMiles).toBeLessThan(second.targetMiles);
    expect((await scene.week(plan, 1)).days?.map(({ miles }) => miles)).toEqual(
      first.days?.map(({ miles }) => miles),
    );
    const row = await rowOf(plan.id);
    expect(row.drawnBlueprint).toEqual(drawn);
    expect(row.blueprint?.weeks[1]).toMatchObject({
      targetMiles: 25,
      adaptation: { rules: ['adapt.missed'], level: 25 },
    });
    expect((await scene.versions(plan))[0]).toMatchObject({ reason: 'week.adapted', actorId: null });
    const { phases } = (await scene.send('get', `/training-plan/${plan.id}`)) as PlanResponse;
    const base = row.blueprint?.weeks.filter(({ phase }) => phase === 'base') ?? [];
    expect(phases?.[0]?.plannedMiles).toBe(base.reduce((sum, { targetMiles }) => sum + targetMiles, 0));
    const { lookedAt } = await test.orm.em
      .fork()
      .findOneOrFail(TrainingPlanWeek, { plan: plan.id, weekNumber: 2 });
    expect(lookedAt).toEqual(clock.now());
    expect(await scene.blocking(plan)).toEqual([]);
  });

  it('holds it as well after three sessions in a row', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SUNDAY - 1, plan);
    await scene.rode(plan, 0);
    clock.set(`${addDays(TODAY, SUNDAY)}T12:00:00Z`);
    await scene.look(plan);
    expect(adaptedBy(await scene.week(plan, 2))).toContain('adapt.missed_in_a_row');
  });

  it('carries on where no more than a third was missed', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SATURDAY, plan);
    await scene.rode(plan, 0);
    // All but an easy run of 5.5 of 25 miles; Sunday's is not over.
    await scene.run(plan, 1, { from: 4, to: 6 });
    const before = [await scene.week(plan, 2), await scene.versions(plan)];
    await scene.liveUntil(SUNDAY, plan);
    expect([await scene.week(plan, 2), await scene.versions(plan)]).toEqual(before);
    const { lookedAt } = await test.orm.em
      .fork()
      .findOneOrFail(TrainingPlanWeek, { plan: plan.id, weekNumber: 2 });
    expect(lookedAt).toEqual(clock.now());
  });
});

describe('a week whose longest run is more than the last 30 days carry', () => {
  it('has a shorter one', async () => {
    const plan = await scene.aPlan();
    const before = await scene.week(plan, 2);
    await scene.liveUntil(SATURDAY, plan);
    await scene.run(plan, 1, { from: 1, to: 5 });
    // Six of nine and a half miles.
    await scene.report(plan, [{ date: addDays(TODAY, SATURDAY), kind: 'run', miles: 6 }]);
    await scene.liveUntil(SUNDAY, plan);
    const week = await scene.week(plan, 2);
    expect(adaptedBy(week)).toEqual(['adapt.spike']);
    const longest = Math.max(...(week.days ?? []).map(({ miles }) => miles));
    // At most 10 % or a mile more than the longest.
    expect(longest).toBeLessThanOrEqual(7);
    expect(longest).toBeLessThan(Math.max(...(before.days ?? []).map(({ miles }) => miles)));
    expect(await scene.blocking(plan)).toEqual([]);
  });
});

describe('time off', () => {
  it('gives its days no run, a quarter of an hour after it is entered', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(2, plan);
    await scene.timeOff(plan, 8, 10);
    await scene.lookAgain(plan);
    const week = await scene.week(plan, 2);
    expect(adaptedBy(week)).toEqual(['adapt.time_off']);
    expect(runsOf(week).slice(1, 4)).toEqual(['rest 0', 'rest 0', 'rest 0']);
    expect(week.trainingMiles).toBeGreaterThan(0);
    expect((await scene.versions(plan))[0]?.reason).toBe('week.adapted');
    expect(await scene.blocking(plan)).toEqual([]);
  });

  it('is undone when it is deleted in time', async () => {
    const plan = await scene.aPlan();
    const before = await scene.week(plan, 2);
    await scene.timeOff(plan, 8, 10);
    await scene.lookAgain(plan);
    expect(runsOf(await scene.week(plan, 2))).not.toEqual(runsOf(before));
    const { items } = await scene.send('get', `/athletes/${plan.athleteId}/time-off`);
    await scene.send('delete', `/athletes/${plan.athleteId}/time-off/${items[0].id}`);
    await scene.lookAgain(plan);
    const after = await scene.week(plan, 2);
    expect({ runs: runsOf(after), adaptation: after.adaptation }).toEqual({
      runs: runsOf(before),
      adaptation: null,
    });
  });

  it('of more than four weeks leads back by easy running, and puts the goal at risk', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SUNDAY, plan);
    await scene.run(plan, 1);
    await scene.timeOff(plan, 7, 37);
    await scene.lookAgain(plan);
    expect(runsOf(await scene.week(plan, 2))).toEqual(Array(7).fill('rest 0'));
    await scene.liveUntil(34, plan, 4);
    const back = await scene.week(plan, 6);
    expect(adaptedBy(back)).toContain('adapt.return_28');
    const kinds = new Set((back.days ?? []).map(({ workoutType }) => workoutType));
    expect([...kinds].filter((kind) => ['tempo', 'intervals', 'long_run'].includes(kind))).toEqual([]);
    const { warnings } = (await scene.send('get', `/training-plan/${plan.id}`)) as PlanResponse;
    expect(warnings?.filter(({ code }) => code === 'goal.at_risk')).toHaveLength(1);
    const { items } = await scene.send('get', '/attention?kind=goal_at_risk');
    expect(items).toMatchObject([{ plan: { id: plan.id } }]);
    expect(await scene.blocking(plan)).toEqual([]);
  });
});

describe('a return after silence', () => {
  it.each([
    [16, 'adapt.return_7'],
    [23, 'adapt.return_14'],
  ])('on day %i of the plan is %s, in the first week ahead', async (day, rule) => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SUNDAY, plan);
    await scene.run(plan, 1);
    await scene.liveUntil(day, plan);
    const next = Math.floor(day / 7) + 2;
    const before = await scene.week(plan, next);
    await scene.report(plan, [{ date: addDays(TODAY, day), kind: 'run', miles: 4 }]);
    await scene.lookAgain(plan);
    const week = await scene.week(plan, next);
    expect(adaptedBy(week)).toContain(rule);
    expect(week.targetMiles).toBeLessThan(before.targetMiles);
    expect(await scene.blocking(plan)).toEqual([]);
    // The look before its Monday finds it taken care of, and the week after goes on from there.
    await scene.liveUntil(7 * (next - 1) - 1, plan);
    expect((await scene.week(plan, next)).targetMiles).toBe(week.targetMiles);
    const after = await scene.week(plan, next + 1);
    expect(adaptedBy(after)).not.toContain(rule);
    expect(after.targetMiles).toBeLessThan(1.11 * week.targetMiles);
  });
});

describe('what is entered late', () => {
  it('is looked at once, a quarter of an hour after the first', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SATURDAY, plan);
    const { length } = await scene.versions(plan);
    await scene.rode(plan, 0);
    clock.advance({ hours: 0.2 });
    await scene.run(plan, 1, { from: 6, to: 6 });
    await scene.look(plan);
    expect(await scene.versions(plan)).toHaveLength(length);
    clock.advance({ hours: 0.05 });
    await scene.look(plan);
    expect(adaptedBy(await scene.week(plan, 2))).toEqual(['adapt.missed']);
    expect(await scene.versions(plan)).toHaveLength(length + 1);
    expect((await test.orm.em.fork().findOneOrFail(Athlete, plan.athleteId)).runningChangedAt).toBeNull();
    await scene.lookAgain(plan);
    expect(await scene.versions(plan)).toHaveLength(length + 1);
  });

  it('lifts a hold, where the whole week before was run and only reported on Sunday evening', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SATURDAY, plan);
    const drawn = [await scene.week(plan, 2), await scene.week(plan, 3)];
    await scene.rode(plan, 0);
    await scene.liveUntil(SUNDAY, plan);
    expect(adaptedBy(await scene.week(plan, 2))).toContain('adapt.missed_in_a_row');
    const { length } = await scene.versions(plan);
    clock.advance({ hours: 8 });
    await scene.run(plan, 1);
    await scene.lookAgain(plan);
    const lifted = [await scene.week(plan, 2), await scene.week(plan, 3)];
    expect(lifted.map(runsOf)).toEqual(drawn.map(runsOf));
    expect(lifted.map(({ notes }) => notes)).toEqual(drawn.map(({ notes }) => notes));
    expect(lifted.map(({ adaptation }) => adaptation)).toEqual([null, null]);
    const [newest, ...before] = await scene.versions(plan);
    expect([newest?.reason, before.length]).toEqual(['week.adapted', length]);
    expect(await scene.blocking(plan)).toEqual([]);
    await scene.lookAgain(plan);
    expect(await scene.versions(plan)).toHaveLength(length + 1);
  });

  it('leaves weeks that have begun as they are', async () => {
    const plan = await scene.aPlan();
    // Monday of week 2.
    await scene.liveUntil(7, plan);
    const before = [await scene.week(plan, 1), await scene.week(plan, 2)].map(runsOf);
    await scene.rode(plan, 0);
    await scene.rode(plan, 7);
    await scene.lookAgain(plan);
    expect([await scene.week(plan, 1), await scene.week(plan, 2)].map(runsOf)).toEqual(before);
    expect(adaptedBy(await scene.week(plan, 3))).toContain('adapt.missed_in_a_row');
  });

  it('leaves a week as it is of which a day is locked', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SATURDAY, plan);
    await test.orm.em
      .fork()
      .nativeUpdate(TrainingPlanDay, { plan: plan.id, date: addDays(TODAY, 8) }, { locked: true });
    const before = [await scene.week(plan, 2), await scene.versions(plan)];
    await scene.rode(plan, 0);
    await scene.run(plan, 1, { from: 6, to: 6 });
    await scene.liveUntil(SUNDAY, plan);
    expect([await scene.week(plan, 2), await scene.versions(plan)]).toEqual(before);
    // What lies behind it is written all the same.
    await scene.liveUntil(11, plan);
    expect((await scene.week(plan, 4)).days).toHaveLength(7);
  });
});

describe('a week that a coach has written', () => {
  it('is not written blind either', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(SATURDAY, plan);
    await scene.rode(plan, 0);
    await scene.run(plan, 1, { from: 6, to: 6 });
    const body = { trainingPlanId: plan.id, weekNumber: 2, regenerate: true };
    const { week } = await scene.send('post', '/training-plan/week/generate', body);
    expect(week.adaptation).toEqual({ rules: ['adapt.missed'] });
    expect((await scene.versions(plan))[0]?.reason).toBe('week.regenerated');
    // What follows from it is part of the same version.
    expect(adaptedBy(await scene.week(plan, 3))).toEqual(['adapt.follows']);
    expect(await scene.blocking(plan)).toEqual([]);
  });
});

describe('an athlete who never reports', () => {
  it('gets exactly the plan as drawn', async () => {
    const short = { race: { date: addDays(TODAY, 41), metres: 10_000 } };
    const [drawn, lived] = [await scene.aPlan('complete', short), await scene.aPlan('progressive', short)];
    const written = await scene.send('get', `/training-plan/${drawn.id}`);
    await scene.liveUntil(42, lived, 3);
    const shown = await scene.send('get', `/training-plan/${lived.id}`);
    // Who wrote, and when it was shown, hangs on the day it was; all else does not.
    const planned = ({ phases }: PlanResponse) =>
      (phases ?? []).flatMap(({ weeks = [], ...phase }) => [
        JSON.stringify(phase),
        ...weeks.map((week) => JSON.stringify(Object.assign(week, { releasedAt: null, provenance: null }))),
      ]);
    expect(planned(shown)).toEqual(planned(written));
    expect((await rowOf(lived.id)).drawnBlueprint).toBeNull();
  });
});
