import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeadlineError } from '../../src/common/errors.js';
import { followOperation, postAsync, readOperation, stored } from '../support/operations.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

let gate: WeekGate;
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
afterEach(() => gate.allow());

const post = (path: string, body: object) => postAsync(test, { as: coach, path, body });
const read = (id: string) => readOperation(test, coach, id);
const ended = async (id: string) => {
  await expect.poll(async () => (await read(id)).status, { timeout: 10_000 }).not.toMatch(/pending|running/);
};

describe('a plan generated as an operation', () => {
  it('is answered at once and followed to its end', async () => {
    const draft = await aDraft(test, { coach });
    gate.allow(0);
    const accepted = await post('generate', { trainingPlanId: draft.id, mode: 'complete' });
    expect(accepted.status).toBe(202);
    const { id } = accepted.body;
    expect(accepted.headers).toMatchObject({
      location: `/api/operations/${id}`,
      'preference-applied': 'respond-async',
    });
    expect(accepted.body).toEqual({
      id,
      kind: 'plan.generate',
      status: 'pending',
      subject: { type: 'training_plan', id: draft.id },
      progress: { done: 0, total: null },
      result: null,
      problem: null,
      createdAt: expect.any(String),
      finishedAt: null,
    });
    gate.allow(5);
    await expect
      .poll(() => read(id))
      .toMatchObject({ status: 'running', progress: { done: 5, total: 16 }, result: null });
    expect(await stored(test, draft.id)).toBe('draft, 0 days');
    gate.allow();
    await ended(id);
    expect(await read(id)).toMatchObject({
      status: 'succeeded',
      progress: { done: 16, total: 16 },
      result: { trainingPlanId: draft.id, status: 'active', weeksGenerated: 16 },
      problem: null,
      finishedAt: expect.any(String),
    });
    expect(await stored(test, draft.id)).toBe('active, 112 days');
  });

  it('tells of plan, phases and weeks as they come, and last how it ended', async () => {
    const draft = await aDraft(test, { coach });
    const { body } = await post('generate', { trainingPlanId: draft.id, mode: 'complete' });
    const events = await (await followOperation(test, { as: coach, id: body.id })).rest();
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('generation.started');
    expect(types.filter((type) => type === 'week.written')).toHaveLength(16);
    expect(types.filter((type) => type === 'phase.written')).toHaveLength(4);
    expect(types.slice(-2)).toEqual(['plan.saved', 'operation.succeeded']);
    const weeks = events.filter(({ type }) => type === 'week.written');
    expect(weeks[2]?.data).toEqual({
      weekNumber: 3,
      phase: 'base',
      author: 'built-in-coach',
      model: null,
      fallbackReason: null,
      progress: { done: 3, total: 16 },
    });
  });
});

describe('the end of an operation', () => {
  it.each<[string, object, (id: string) => string]>([
    ['plan.generate', { mode: 'progressive' }, () => 'generate'],
    ['week.generate', { weekNumber: 2 }, () => 'week/generate'],
    ['phase.generate', {}, (id) => `${id}/phases/base/generate`],
  ])('of %s is what the synchronous call answers', async (kind, values, pathOf) => {
    const begin = { mode: 'progressive' };
    const [one, other] = [await aDraft(test, { coach }), await aDraft(test, { coach })];
    const bodyOf = (id: string) => (kind === 'phase.generate' ? values : { trainingPlanId: id, ...values });
    if (kind !== 'plan.generate') {
      for (const { id } of [one, other]) {
        const first = test.http.post('/api/training-plan/generate').set(coach.headers);
        await first.send({ trainingPlanId: id, ...begin }).expect(200);
      }
    }
    const synchronous = await test.http
      .post(`/api/training-plan/${pathOf(one.id)}`)
      .set(coach.headers)
      .send(bodyOf(one.id))
      .expect(200);
    const { body } = await post(pathOf(other.id), bodyOf(other.id)).expect(202);
    expect(body.kind).toBe(kind);
    await ended(body.id);
    const { status, result } = await read(body.id);
    expect(status).toBe('succeeded');
    expect(withoutInstants(result)).toEqual(
      withoutInstants({ ...synchronous.body, trainingPlanId: other.id }),
    );
  });

  it.each([
    new DeadlineError('generation.deadline', 'Too late.'),
    new Error('something inside, not for clients'),
  ])('is the problem that the synchronous call answers: %s', async (error) => {
    const { id } = await aDraft(test, { coach });
    gate.failWith(error);
    const trainingPlanId = id;
    const synchronous = await test.http
      .post('/api/training-plan/generate')
      .set(coach.headers)
      .send({ trainingPlanId });
    const { body, headers } = await post('generate', { trainingPlanId });
    await ended(body.id);
    gate.failWith(null);
    const { status, problem, result } = await read(body.id);
    expect([status, result]).toEqual(['failed', null]);
    expect(problem).toEqual({ ...synchronous.body, traceId: headers['x-request-id'] });
    expect(JSON.stringify(problem)).not.toContain('something inside');
    const last = (await (await followOperation(test, { as: coach, id: body.id })).rest()).at(-1);
    expect(last).toMatchObject({ type: 'operation.failed', data: { status: 'failed', problem } });
    expect(await stored(test, id)).toBe('draft, 0 days');
  });

  it('is a failure, with nothing stored, when it cannot be stored itself', async () => {
    const { id } = await aDraft(test, { coach });
    await test.orm.em.getConnection().execute(
      `create or replace function refuse_end() returns trigger language plpgsql as
         $$ begin raise exception 'no end'; end $$;
         create trigger refuse_end before insert on operation_event for each row
         when (new.type = 'operation.succeeded') execute function refuse_end();`,
    );
    const { body } = await post('generate', { trainingPlanId: id, mode: 'complete' });
    await ended(body.id);
    await test.orm.em.getConnection().execute('drop trigger refuse_end on operation_event');
    expect(await read(body.id)).toMatchObject({ status: 'failed', problem: { status: 500 } });
    expect(await stored(test, id)).toBe('draft, 0 days');
    expect((await post('generate', { trainingPlanId: id })).status).toBe(202);
  });
});

describe('what prevents the start', () => {
  it('is answered at once, and no operation is made', async () => {
    const draft = await aDraft(test, { coach });
    const unready = await aDraft(test, { coach, athlete: { currentWeeklyMileage: 1 } });
    const stranger = await signedIn(test, 'coach');
    const running = await aDraft(test, { coach });
    gate.allow(0);
    await post('generate', { trainingPlanId: running.id }).expect(202);
    const count = () => test.orm.em.fork().getConnection().execute('select count(*) from operation');
    const before = await count();
    const trainingPlanId = draft.id;
    const asked: [Promise<{ status: number; body: { code?: string } }>, number, string][] = [
      [post('generate', { trainingPlanId, mode: 'none' }), 400, 'request.invalid'],
      [post('generate', { trainingPlanId, model: 'nobody' }), 400, 'request.invalid'],
      [post('generate', { trainingPlanId: draft.raceId }), 404, 'plan.not_found'],
      [post('generate', { trainingPlanId: unready.id }), 400, 'plan.not_ready'],
      [post('week/generate', { trainingPlanId, weekNumber: 1 }), 400, 'plan.not_active'],
      [post(`${draft.id}/phases/base/generate`, {}), 400, 'plan.not_active'],
      [post('generate', { trainingPlanId: running.id }), 409, 'generation.in_progress'],
      [postAsync(test, { as: stranger, path: 'generate', body: { trainingPlanId } }), 403, 'access.denied'],
    ];
    for (const [answer, status, code] of asked) {
      const { status: given, body } = await answer;
      expect({ status: given, code: body.code }).toEqual({ status, code });
    }
    expect(await count()).toEqual(before);
  });

  it('is also that the operation cannot be stored: the plan is free again at once', async () => {
    const { id } = await aDraft(test, { coach });
    const connection = test.orm.em.fork().getConnection();
    await connection.execute('alter table operation rename to operation_away');
    const answer = await post('generate', { trainingPlanId: id });
    await connection.execute('alter table operation_away rename to operation');
    expect(answer.status).toBe(500);
    expect((await post('generate', { trainingPlanId: id })).status).toBe(202);
  });
});

describe('Prefer', () => {
  it('is followed in every form it may have, and not without it', async () => {
    for (const prefer of ['respond-async, wait=10', 'return=minimal, Respond-Async; q=1']) {
      const { id } = await aDraft(test, { coach });
      await post('generate', { trainingPlanId: id }).set('prefer', prefer).expect(202);
    }
    for (const prefer of ['return=minimal', 'respond-asynchronously']) {
      const { id } = await aDraft(test, { coach });
      const answer = await post('generate', { trainingPlanId: id }).set('prefer', prefer).expect(200);
      expect(answer.headers).not.toHaveProperty('preference-applied');
    }
  });
});

/** Two generations of like plans differ in their ids and in when they were. */
function withoutInstants(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body).replaceAll(/"20\d\d-\d\d-\d\dT[^"]+"/g, '""'));
}
