import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import { OperationSweeper } from '../../src/operations/operation-sweeper.service.js';
import { Operation } from '../../src/operations/operation.entity.js';
import {
  athletes,
  draftBody,
  ended,
  itemRows,
  plansOf,
  postBatch,
  takeOver,
  tally,
  type ItemResult,
} from '../support/batches.js';
import { followOperation } from '../support/operations.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

let test: TestApp;
let gate: WeekGate;
let admin: Person;
let raceId: string;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  admin = await signedIn(test, 'admin');
  raceId = (await aRace(test)).id;
});
afterAll(() => test.close());
afterEach(() => gate.open());

const begin = async (items: unknown, more: { mode?: string; key?: string } = {}): Promise<string> => {
  const { body } = await postBatch(test, { as: admin, items, ...more }).expect(202);
  return body.id;
};
const done = (id: string) => ended(test, admin, id);
const bodies = (ids: readonly string[]) => ids.map((id) => draftBody(id, raceId));

describe('a batch of plans', () => {
  it('makes a plan of each item and gives each broken one its reason, in order', async () => {
    const ids = await athletes(test, 14);
    const [unpaced = '', unknown] = ids;
    await test.orm.em.fork().nativeUpdate(Athlete, { id: unpaced }, { fiveKPace: null });
    const draft = await aDraft(test);
    const items: unknown[] = bodies(ids);
    items[1] = draftBody('0190a0a0-0000-7000-8000-000000000000', raceId);
    items[2] = { ...draftBody(ids[2], raceId), goalTime: 'soon', colour: 'red' };
    items[3] = {};
    items[4] = { ...draftBody(ids[4], raceId), startDate: '2020-01-06' };
    items.push(draft.id, draft.id, unknown);
    const answer = await postBatch(test, { as: admin, items });
    expect([answer.status, answer.body, answer.headers['location']]).toMatchObject([
      202,
      { kind: 'plan.batch', status: 'pending', progress: { done: 0, total: 17 } },
      `/api/operations/${answer.body.id}`,
    ]);
    const operation = await done(answer.body.id);
    expect(operation).toMatchObject({
      status: 'succeeded',
      progress: { done: 17, total: 17 },
      result: { total: 17, succeeded: 10, failed: 7 },
    });
    const results: ItemResult[] = operation.result.items;
    expect(results.map(({ index }) => index)).toEqual(items.map((_, index) => index));
    const reason = (index: number) => {
      const { problem } = results[index] ?? {};
      return [problem?.status, problem?.code, ...(problem?.errors ?? []).map(({ pointer }) => pointer)];
    };
    expect(reason(0)).toEqual([400, 'athlete.pace_missing', '/athlete/fiveKPace']);
    expect(reason(1)).toEqual([404, 'athlete.not_found']);
    expect(reason(2)).toEqual([400, 'request.invalid', '/colour', '/goalTime']);
    expect(reason(3)).toEqual([400, 'request.invalid', '/athleteId']);
    expect(reason(4).slice(0, 3)).toEqual([400, 'plan.start_in_past', '/startDate']);
    expect(results[14]).toMatchObject({ status: 'succeeded', trainingPlanId: draft.id, problem: null });
    expect(reason(15)).toEqual([400, 'plan.not_draft']);
    expect(reason(16)).toEqual([404, 'plan.not_found']);
    // What failed has left nothing behind.
    expect(await plansOf(test, ids)).toEqual({ active: 9 });
    const made = results.filter(({ status }) => status === 'succeeded');
    expect(new Set(made.map(({ trainingPlanId }) => trainingPlanId)).size).toBe(10);
  });

  it('tells of each item as it is done', async () => {
    const ids = await athletes(test, 3);
    const id = await begin([...bodies(ids), {}]);
    const events = await (await followOperation(test, { as: admin, id })).rest();
    const told = events.map(({ type, data }) => [type, (data['progress'] as { done: number }).done]);
    expect(told.slice(0, 4).map(([, count]) => count)).toEqual([1, 2, 3, 4]);
    expect(told.map(([type]) => String(type)).toSorted()).toEqual([
      'batch.done',
      'item.failed',
      ...Array.from({ length: 3 }, () => 'item.succeeded'),
      'operation.succeeded',
    ]);
  });

  it('makes one plan of two for the same athlete: the first', async () => {
    const [id = '', ...others] = await athletes(test, 4);
    gate.allow(0);
    const batch = await begin(bodies([id, id, ...others, id]));
    await expect.poll(() => gate.held()).toBe(4);
    // As many as there are side by side: the second of the same athlete waits for the first.
    const begun = (await itemRows(test, batch)).filter(({ subjectId }) => subjectId !== null);
    expect(begun.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
    gate.allow();
    const { result } = await done(batch);
    expect(result.items.map(({ status, problem }: ItemResult) => problem?.code ?? status)).toEqual([
      'succeeded',
      'athlete.plan_overlaps',
      'succeeded',
      'succeeded',
      'succeeded',
      'athlete.plan_overlaps',
    ]);
  });

  it('beside an equal one makes each plan once', async () => {
    const ids = await athletes(test, 6);
    const both = await Promise.all([begin(bodies(ids)), begin(bodies(ids))]);
    const results = await Promise.all(both.map(async (id) => (await done(id)).result.items as ItemResult[]));
    for (const [index] of ids.entries()) {
      const told = results.map((items) => items[index]?.problem?.code ?? items[index]?.status);
      expect(told.map(String).toSorted()).toEqual(['athlete.plan_overlaps', 'succeeded']);
    }
    expect(await plansOf(test, ids)).toEqual({ active: 6 });
  });

  it('goes on where the race of its plans moves meanwhile', async () => {
    const ids = await athletes(test, 2);
    const race = await aRace(test);
    gate.allow(0);
    const id = await begin(ids.map((athleteId) => draftBody(athleteId, race.id)));
    await expect.poll(() => gate.held(), { timeout: 10_000 }).toBe(2);
    const move = { date: addDays(MARATHON_DAY, 7), replan: true };
    await test.http.patch(`/api/races/${race.id}`).set(admin.headers).send(move).expect(200);
    await gate.open();
    const { result } = await done(id);
    expect(tally(result.items)).toEqual({ succeeded: 2 });
    expect(await plansOf(test, ids)).toEqual({ active: 2 });
    const plan = await test.http
      .get(`/api/training-plan/${result.items[0].trainingPlanId}`)
      .set(admin.headers);
    expect(plan.body.totalWeeks).toBe(17);
  });

  it('writes every week where the batch says so, and as an item says for itself', async () => {
    const [one = '', two = ''] = await athletes(test, 2);
    const items = [draftBody(one, raceId), { ...draftBody(two, raceId), mode: 'progressive' }];
    const { result } = await done(await begin(items, { mode: 'complete' }));
    const weeks = async (planId: string | null) =>
      (await test.http.get(`/api/training-plan/${planId}`).set(admin.headers)).body.phases.flatMap(
        (phase: { weeks: unknown[] }) => phase.weeks,
      ).length;
    expect(await weeks(result.items[0].trainingPlanId)).toBe(16);
    expect(await weeks(result.items[1].trainingPlanId)).toBe(1);
  });

  it('is refused as a whole only for its shape, every wrong item named', async () => {
    const refused = async (body: object) => {
      const answer = await test.http.post('/api/training-plan/batch').set(admin.headers).send(body);
      expect(answer.status).toBe(400);
      return answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    };
    expect(await refused({})).toEqual(['/items']);
    expect(await refused({ items: [] })).toEqual(['/items']);
    expect(await refused({ items: Array.from({ length: 501 }, () => ({})) })).toEqual(['/items']);
    expect(await refused({ items: [{}, 'no id', null, 7, [], {}] })).toEqual(
      [1, 2, 3, 4].map((index) => `/items/${index}`),
    );
    expect(await refused({ items: [{}], mode: 'some', extra: 1 })).toEqual(['/extra', '/mode']);
  });

  it('is another’s to see for admins alone', async () => {
    const coach = await signedIn(test, 'coach');
    await postBatch(test, { as: coach, items: [{}] }).expect(403);
    const id = await begin([{}]);
    await done(id);
    await test.http.get(`/api/operations/${id}`).set(coach.headers).expect(403);
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: id });
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['plan.batch_started', { kind: 'plan.batch', items: 1 }],
    ]);
  });

  it('is the same batch for the same idempotency key, also when its answer was lost', async () => {
    const [id = ''] = await athletes(test, 1);
    const first = await begin(bodies([id]), { key: 'batch-1' });
    expect(await begin(bodies([id]), { key: 'batch-1' })).toBe(first);
    // As if the process had died before the answer was kept.
    await test.orm.em.fork().getConnection().execute('delete from idempotency_key');
    expect(await begin(bodies([id]), { key: 'batch-1' })).toBe(first);
    expect(await begin(bodies([id]), { key: 'batch-2' })).not.toBe(first);
    await done(first);
  });
});

describe('a batch that is cancelled', () => {
  it('keeps what is done, and the rest never starts', async () => {
    const ids = await athletes(test, 20);
    gate.allow(7);
    const id = await begin(bodies(ids));
    await expect.poll(async () => gate.held(), { timeout: 10_000 }).toBe(4);
    await expect.poll(async () => (await read(id)).progress.done).toBe(7);
    const answer = await test.http.delete(`/api/operations/${id}`).set(admin.headers).expect(200);
    expect(answer.body).toMatchObject({ status: 'cancelled', result: { succeeded: 7, failed: 0 } });
    expect(tally(answer.body.result.items)).toEqual({ succeeded: 7, cancelled: 13 });
    gate.allow();
    await expect.poll(() => gate.held()).toBe(0);
    await expect.poll(() => plansOf(test, ids)).toEqual({ active: 7 });
    expect((await read(id)).result).toEqual(answer.body.result);
  });

  it('amid its last item has stored it, or not, and says which', async () => {
    const ids = await athletes(test, 2);
    gate.allow(1);
    const id = await begin(bodies(ids));
    await expect.poll(async () => (await read(id)).progress.done).toBe(1);
    await expect.poll(() => gate.held()).toBe(1);
    gate.allow();
    const { status } = await test.http.delete(`/api/operations/${id}`).set(admin.headers);
    const operation = await done(id);
    await expect.poll(() => gate.held()).toBe(0);
    const { succeeded = 0 } = tally(operation.result.items);
    // Between its last item and its own end it can be cancelled too.
    expect([status, operation.status]).toEqual(status === 200 ? [200, 'cancelled'] : [409, 'succeeded']);
    await expect.poll(() => plansOf(test, ids)).toEqual({ active: succeeded });
  });

  it('frees the drafts it was at, also those there were before', async () => {
    const draft = await aDraft(test);
    gate.allow(0);
    const id = await begin([draft.id]);
    await expect.poll(() => gate.held()).toBe(1);
    await test.http.delete(`/api/operations/${id}`).set(admin.headers).expect(200);
    gate.allow();
    const body = { trainingPlanId: draft.id };
    await test.http.post('/api/training-plan/generate').set(admin.headers).send(body).expect(200);
  });
});

describe('a batch whose process is gone', () => {
  it('is gone on with by another, and nothing is done twice', async () => {
    const ids = await athletes(test, 12);
    const draft = await aDraft(test);
    gate.allow(5);
    const id = await begin([...bodies(ids), draft.id]);
    await expect.poll(async () => (await read(id)).progress.done).toBe(5);
    await expect.poll(() => gate.held()).toBe(4);
    const replica = await startReplica(test);
    await takeOver(replica, id);
    const operation = await ended(replica, admin, id);
    expect(operation).toMatchObject({ status: 'succeeded', progress: { done: 13, total: 13 } });
    expect(tally(operation.result.items)).toEqual({ succeeded: 13 });
    // The one that was taken for dead goes on where it was, and stores nothing.
    await gate.open();
    await expect.poll(() => plansOf(test, [...ids, draft.athleteId])).toEqual({ active: 13 });
    expect((await read(id)).result).toEqual(operation.result);
    const events = await (await followOperation(test, { as: admin, id })).rest();
    expect(events.filter(({ type }) => type === 'item.succeeded')).toHaveLength(13);
    await replica.close();
  });

  it('is handed on by one that stops, and ends when nobody can go on with it', async () => {
    const ids = await athletes(test, 8);
    const replica = await startReplica(test);
    const held = gateWeeks(replica);
    held.allow(2);
    const { body } = await postBatch(replica, { as: admin, items: bodies(ids) }).expect(202);
    await expect.poll(async () => (await read(body.id)).progress.done).toBe(2);
    await replica.close();
    const left = await test.orm.em.fork().findOneOrFail(Operation, body.id);
    expect([left.status, (left.leaseUntil?.getTime() ?? Infinity) <= Date.now()]).toEqual(['running', true]);
    await test.app.get(OperationSweeper, { strict: false }).sweep();
    expect(await done(body.id)).toMatchObject({ status: 'succeeded', result: { succeeded: 8 } });
    expect(await plansOf(test, ids)).toEqual({ active: 8 });
  });

  it('has failed when it was taken over too often, or its asker is gone, with what is done told', async () => {
    const leaver = await signedIn(test, 'admin');
    for (const [change, code] of [
      [
        (id: string) => test.orm.em.fork().nativeUpdate(Operation, { id }, { attempt: 10 }),
        'operation.interrupted',
      ],
      [
        () => test.http.patch(`/api/users/${leaver.id}`).set(admin.headers).send({ status: 'disabled' }),
        'access.denied',
      ],
    ] as const) {
      const ids = await athletes(test, 6);
      gate.allow(1);
      const { body } = await postBatch(test, { as: leaver, items: bodies(ids) }).expect(202);
      await expect.poll(async () => (await read(body.id)).progress.done).toBe(1);
      await change(body.id);
      await takeOver(test, body.id);
      const operation = await done(body.id);
      expect(operation).toMatchObject({ status: 'failed', problem: { code } });
      expect(tally(operation.result.items)).toEqual({ succeeded: 1, cancelled: 5 });
      await gate.open();
      await expect.poll(() => plansOf(test, ids), { timeout: 10_000 }).toEqual({ active: 1 });
    }
  });
});

describe('people in a batch', () => {
  it('are forgotten by it when they are erased', async () => {
    const [gone = '', stays = ''] = await athletes(test, 2);
    const id = await begin([...bodies([gone, stays]), { ...draftBody(gone, raceId), name: 'For Ana' }]);
    await done(id);
    const before = await itemRows(test, id);
    expect(before.map(({ input }) => input)).toEqual([null, null, null]);
    await test.http.delete(`/api/athletes/${gone}?erase=true`).set(admin.headers).expect(204);
    const { result } = await read(id);
    expect(result.items.map(({ index }: ItemResult) => index)).toEqual([1]);
  });
});

async function read(id: string) {
  const { body } = await test.http.get(`/api/operations/${id}`).set(admin.headers).expect(200);
  return body;
}
