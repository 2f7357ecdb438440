import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, progressOf, settled, UNATTENDED_ENV } from '../support/unattended.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
let gate: WeekGate;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
  gate = gateWeeks(test);
});
beforeEach(() => clock.set(TODAY));
afterAll(() => test.close());

/** A plan whose third week is written and about to be stored. */
async function aPlanAtWork(): Promise<string> {
  const { id } = await aDraft(test, { coach, race: { date: '2026-12-20', metres: 5000 } });
  const body = { trainingPlanId: id };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  await settled(test, id);
  clock.advance({ days: 5 });
  gate.allow(0);
  await look(test);
  await expect.poll(() => gate.held(), { timeout: 20_000 }).toBe(1);
  return id;
}

describe('a plan that staff change while a week of it is written', () => {
  it('has the week written at once for what it is by now, and no try has failed', async () => {
    const id = await aPlanAtWork();
    const { revision } = await test.orm.em.fork().findOneOrFail(TrainingPlan, id);
    await test.http
      .patch(`/api/training-plan/${id}`)
      .set({ ...coach.headers, 'if-match': `"${revision}"` })
      .send({ settings: { release: 'coach' } })
      .expect(200);
    await gate.open();
    // Were it to wait for its next try, that would be in a minute.
    await settled(test, id);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3]);
    const week = await test.http.get(`/api/training-plan/${id}/weeks/3`).set(coach.headers).expect(200);
    expect(week.body.releasedAt).toBeNull();
    const run = await test.orm.em.fork().findOneOrFail(Generation, { plan: id, scope: 'week:3' });
    expect(run).toMatchObject({ state: 'succeeded', attempt: 1, error: null });
  });
});
