import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import type { WeekResponse } from '../../src/plans/cascade-response.dto.js';
import type { PlanResponse } from '../../src/plans/plan-response.dto.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { AdaptiveScene, adaptedBy, runsOf } from '../support/adaptive-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let scene: AdaptiveScene;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  scene = new AdaptiveScene(test, clock, await signedIn(test, 'coach'));
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const lapsOf = ({ days = [] }: WeekResponse) =>
  days.map(({ warmup, workout, cooldown }) => [warmup, workout, cooldown]);

describe('a race that shows another pace', () => {
  it('is proposed, and accepted has what lies ahead written with it', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(5, plan);
    await scene.run(plan, 1, { to: 5 });
    const race = { date: addDays(TODAY, 5), kind: 'race', miles: 6.21, durationSeconds: 2520 };
    await scene.report(plan, [race]);
    await scene.lookAgain(plan);
    const [suggestion, ...others] = (await scene.suggestions(plan)).filter(
      ({ rule }) => rule === 'pace.update',
    );
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({ state: 'open', proposal: { date: race.date, source: 'race' } });
    const before = [await scene.week(plan, 2), await scene.week(plan, 3)] as const;
    const versions = await scene.versions(plan);
    await scene.accept(plan, suggestion);
    expect(await scene.versions(plan)).toEqual(versions);
    await scene.lookAgain(plan);
    const after = [await scene.week(plan, 2), await scene.week(plan, 3)] as const;
    for (const [index, week] of after.entries()) {
      expect(week.provenance).toMatchObject({ changes: 1 });
      expect(runsOf(week)).toEqual(before[index] && runsOf(before[index]));
      expect(lapsOf(week)).not.toEqual(before[index] && lapsOf(before[index]));
    }
    expect((await scene.versions(plan))[0]).toMatchObject({
      number: versions.length + 1,
      reason: 'week.adapted',
    });
    expect((await scene.suggestions(plan)).find(({ rule }) => rule === 'pace.update')?.state).toBe(
      'accepted',
    );
    expect(await scene.blocking(plan)).toEqual([]);
    // Once written so, they are not written again, and weeks to come are written so at once.
    await scene.lookAgain(plan);
    expect(await scene.versions(plan)).toHaveLength(versions.length + 1);
    await scene.liveUntil(12, plan);
    expect((await scene.week(plan, 4)).provenance).toMatchObject({ changes: 1 });
  });

  it('shows in weeks that come out the same with it, and the plan has changed for who reads it', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(5, plan);
    const em = test.orm.em.fork();
    // The pace that they have already.
    const proposal = { fiveKPace: 450, date: TODAY, source: 'race' };
    const offer = { rule: 'pace.update', key: 'pace', text: 'As fast.', proposal, weekNumber: null } as const;
    const suggestion = em.create(Suggestion, { plan: plan.id, ...offer });
    await em.flush();
    await scene.send('post', `/training-plan/${plan.id}/suggestions/${suggestion.id}/accept`);
    const before = (await scene.send('get', `/training-plan/${plan.id}`)) as PlanResponse;
    const versions = await scene.versions(plan);
    await scene.lookAgain(plan);
    const after = (await scene.send('get', `/training-plan/${plan.id}`)) as PlanResponse;
    expect(after.phases?.[0]?.weeks?.[1]?.provenance).toMatchObject({ changes: 1 });
    expect(after.revision).toBe(before.revision + 1);
    expect(await scene.versions(plan)).toEqual(versions);
  });

  it('is proposed once, whatever was made of it', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(5, plan);
    await scene.report(plan, [
      { date: addDays(TODAY, 5), kind: 'time_trial', miles: 3.1, durationSeconds: 1260 },
    ]);
    await scene.lookAgain(plan);
    const first = (await scene.suggestions(plan)).find(({ rule }) => rule === 'pace.update');
    expect(first).toMatchObject({ rule: 'pace.update', state: 'open', proposal: { source: 'time_trial' } });
    await scene.send('post', `/training-plan/${plan.id}/suggestions/${first?.id}/dismiss`);
    await scene.rode(plan, 4);
    await scene.lookAgain(plan);
    const all = (await scene.suggestions(plan)).filter(({ rule }) => rule === 'pace.update');
    expect(all.map(({ state }) => state)).toEqual(['dismissed']);
  });

  it('is withdrawn when it was no race after all', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(5, plan);
    await scene.report(plan, [{ date: addDays(TODAY, 5), kind: 'race', miles: 6.21, durationSeconds: 2520 }]);
    await scene.lookAgain(plan);
    const { items } = await scene.send('get', `/athletes/${plan.athleteId}/activities`);
    await scene.send('delete', `/athletes/${plan.athleteId}/activities/${items[0].id}`);
    await scene.lookAgain(plan);
    expect(new Set((await scene.suggestions(plan)).map(({ state }) => state))).toEqual(
      new Set(['withdrawn']),
    );
  });
});

describe('two weeks of more than was planned', () => {
  it('propose more load, which is only ever had by accepting', async () => {
    const plan = await scene.aPlan();
    for (const week of [1, 2]) {
      await scene.liveUntil(7 * week - 4, plan);
      await scene.run(plan, week, { share: 1.6, to: 4 });
      await scene.liveUntil(7 * week - 2, plan);
      await scene.run(plan, week, { share: 1.6, from: 5, to: 6 });
    }
    await scene.liveUntil(13, plan);
    const before = await scene.week(plan, 3);
    expect(adaptedBy(before)).toEqual([]);
    const suggestion = (await scene.suggestions(plan)).find(({ rule }) => rule === 'load.raise');
    expect(suggestion).toMatchObject({ state: 'open', weekNumber: 3 });
    await scene.accept(plan, suggestion);
    await scene.lookAgain(plan);
    const raised = await scene.week(plan, 3);
    expect(raised.targetMiles).toBeGreaterThan(before.targetMiles);
    expect(adaptedBy(raised)).toEqual(['adapt.raised']);
    expect(await scene.blocking(plan)).toEqual([]);
  });
});

describe('somebody who falls silent', () => {
  it('is told of after fourteen days, until they report again', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(2, plan);
    await scene.run(plan, 1, { to: 2 });
    const silent = async () =>
      (await scene.suggestions(plan)).filter(({ rule }) => rule === 'activities.silent');
    await scene.liveUntil(15, plan, 4);
    expect(await silent()).toEqual([]);
    await scene.liveUntil(20, plan);
    expect(await silent()).toMatchObject([{ state: 'open', weekNumber: null }]);
    await scene.rode(plan, 20);
    await scene.lookAgain(plan);
    expect(await silent()).toMatchObject([{ state: 'withdrawn' }]);
  });
});
