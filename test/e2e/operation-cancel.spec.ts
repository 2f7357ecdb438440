import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Generation } from '../../src/plans/generation.entity.js';
import { beginPlan, followOperation, postAsync, readOperation, stored } from '../support/operations.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

let test: TestApp;
let gate: WeekGate;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
afterEach(() => gate.open());

const cancel = (id: string, { http }: Pick<TestApp, 'http'> = test) =>
  http.delete(`/api/operations/${id}`).set(coach.headers);
const read = (id: string) => readOperation(test, coach, id);
const follow = (id: string) => followOperation(test, { as: coach, id });

describe('cancelling an operation', () => {
  it('ends it at once, stops the work, and leaves the plan as it was and free', async () => {
    const draft = await aDraft(test, { coach });
    gate.allow(7);
    const id = await beginPlan(test, coach, draft.id);
    await expect.poll(async () => (await read(id)).progress.done).toBe(7);
    const stream = await follow(id);
    const answer = await cancel(id);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { id, status: 'cancelled', progress: { done: 7, total: 16 }, result: null, problem: null },
    ]);
    await expect.poll(() => gate.held()).toBe(0);
    expect((await stream.rest()).at(-1)).toMatchObject({
      type: 'operation.cancelled',
      data: { status: 'cancelled' },
    });
    expect(await stored(test, draft.id)).toBe('draft, 0 days');
    gate.allow();
    const again = { trainingPlanId: draft.id, mode: 'complete' };
    await postAsync(test, { as: coach, path: 'generate', body: again }).expect(202);
    await expect.poll(() => stored(test, draft.id), { timeout: 10_000 }).toBe('active, 112 days');
    expect(await read(id)).toEqual(answer.body);
  });

  it('frees the plan before the work has noticed', async () => {
    const draft = await aDraft(test, { coach });
    gate.allow(0);
    const id = await beginPlan(test, coach, draft.id);
    const replica = await startReplica(test);
    await cancel(id, replica).expect(200);
    const body = { trainingPlanId: draft.id };
    await replica.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
    const days = await stored(test, draft.id);
    gate.allow();
    await expect.poll(() => gate.held(), { timeout: 3_000 }).toBe(0);
    await sleep(200);
    expect(await stored(test, draft.id)).toBe(days);
    await replica.close();
  });

  it('reaches the work on another replica within a second or so', async () => {
    const replica = await startReplica(test);
    const draft = await aDraft(test, { coach });
    gate.allow(2);
    const id = await beginPlan(test, coach, draft.id);
    await expect.poll(() => gate.held()).toBe(1);
    await cancel(id, replica).expect(200);
    await expect.poll(() => gate.held(), { timeout: 5_000 }).toBe(0);
    const run = () => test.orm.em.fork().findOneOrFail(Generation, { plan: draft.id });
    await expect.poll(run).toMatchObject({ state: 'failed', error: { code: 'operation.cancelled' } });
    await replica.close();
  });

  it('twice is as once, also at the same time', async () => {
    gate.allow(0);
    const id = await beginPlan(test, coach, (await aDraft(test, { coach })).id);
    const answers = await Promise.all([cancel(id), cancel(id), cancel(id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await cancel(id)).body).toEqual(answers[0]?.body);
    const events = await (await follow(id)).rest();
    expect(events.filter(({ type }) => type === 'operation.cancelled')).toHaveLength(1);
  });

  it('is refused once it has succeeded or failed', async () => {
    const id = await beginPlan(test, coach, (await aDraft(test, { coach })).id);
    await (await follow(id)).rest();
    gate.failWith(new Error('no'));
    const failed = await beginPlan(test, coach, (await aDraft(test, { coach })).id);
    await (await follow(failed)).rest();
    gate.failWith(null);
    for (const [which, status] of [
      [id, 'succeeded'],
      [failed, 'failed'],
    ] as const) {
      const answer = await cancel(which);
      expect([answer.status, answer.body.code]).toEqual([409, 'operation.finished']);
      expect((await read(which)).status).toBe(status);
    }
  });

  it('at any moment either stores nothing or is refused', { timeout: 120_000 }, async () => {
    // Which of the two it is hangs on the machine; the cases above hold each still.
    const possible = [
      '200: operation.cancelled, draft, 0 days',
      '409: operation.succeeded, active, 112 days',
    ];
    for (let trial = 0; trial < 20; trial += 1) {
      const draft = await aDraft(test, { coach });
      const id = await beginPlan(test, coach, draft.id);
      await sleep(trial * 8);
      const { status } = await cancel(id);
      const last = (await (await follow(id)).rest()).at(-1);
      const plan = await stored(test, draft.id);
      expect(possible).toContain(`${status}: ${last?.type}, ${plan}`);
      await expect.poll(() => gate.held()).toBe(0);
      expect(await stored(test, draft.id)).toBe(plan);
    }
  });
});
