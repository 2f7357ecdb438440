import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { LookAhead } from '../../src/jobs/look-ahead.service.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock } from '../support/unattended.js';

/** Nobody works jobs off here: what a look sends stays. */
let test: TestApp;
let coach: Person;
const clock = new MovedClock(TODAY);
beforeAll(async () => {
  test = await startTestApp({ override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
beforeEach(() => clock.set(TODAY));
afterAll(() => test.close());

/** A plan written in full from the next Monday on, of an athlete of whom something was entered just now. */
async function aChangedPlan(startDate = '2026-11-30'): Promise<{ id: string; athleteId: string }> {
  const { id, athleteId } = await aDraft(test, { coach, draft: { startDate } });
  const body = { trainingPlanId: id, mode: 'complete' };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { runningChangedAt: clock.now() });
  return { id, athleteId };
}

async function lookLater({ hours = 0.25 }: { hours?: number } = {}): Promise<void> {
  clock.advance({ hours });
  const run = await test.app.get(LookAhead, { strict: false }).look('event');
  expect(run.error).toBeNull();
}

async function looksAt(plan: string): Promise<string[]> {
  const runs = await test.orm.em.fork().find(Generation, { plan, actorId: null });
  return runs.map(({ scope, state }) => `${scope} ${state}`);
}

const isMarked = async (id: string) =>
  (await test.orm.em.fork().findOneOrFail(Athlete, id)).runningChangedAt !== null;

describe('what was entered late', () => {
  it('has the coming week looked at after a quarter of an hour, once', async () => {
    const { id, athleteId } = await aChangedPlan();
    await lookLater({ hours: 0.2 });
    expect([await looksAt(id), await isMarked(athleteId)]).toEqual([[], true]);
    await lookLater({ hours: 0.05 });
    expect([await looksAt(id), await isMarked(athleteId)]).toEqual([['week:1 pending'], false]);
    await lookLater();
    expect(await looksAt(id)).toEqual(['week:1 pending']);
  });

  it('passes over a week that has begun where the athlete lives', async () => {
    // Monday the 23rd has begun at noon in UTC: the next is week 2.
    const { id } = await aChangedPlan(TODAY);
    await lookLater();
    expect(await looksAt(id)).toEqual(['week:2 pending']);
  });

  it('passes over a week of which staff have locked a day', async () => {
    const { id } = await aChangedPlan();
    const em = test.orm.em.fork();
    const week = await em.findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 1 });
    await em.nativeUpdate(TrainingPlanDay, { week, dayNumber: 2 }, { locked: true });
    await lookLater();
    expect(await looksAt(id)).toEqual(['week:2 pending']);
  });

  it('is not forgotten while the week is at work, which may not have seen it', async () => {
    const { id, athleteId } = await aChangedPlan();
    await lookLater();
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { runningChangedAt: clock.now() });
    await lookLater();
    expect([await looksAt(id), await isMarked(athleteId)]).toEqual([['week:1 pending'], true]);
    const done = { state: 'succeeded', finishedAt: clock.now() } as const;
    await test.orm.em.fork().nativeUpdate(Generation, { plan: id, actorId: null }, done);
    await lookLater();
    expect([await looksAt(id), await isMarked(athleteId)]).toEqual([
      ['week:1 succeeded', 'week:1 pending'],
      false,
    ]);
  });

  it('is done with where no plan runs', async () => {
    const { id, athleteId } = await aChangedPlan();
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { status: 'paused', pausedOn: TODAY });
    await lookLater();
    expect([await looksAt(id), await isMarked(athleteId)]).toEqual([[], false]);
  });
});
