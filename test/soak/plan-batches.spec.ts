import { setTimeout as sleep } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ormOptions } from '../../src/database/orm-options.js';
import {
  athletes,
  draftBody,
  ended,
  plansOf,
  postBatch,
  tally,
  type ItemResult,
} from '../support/batches.js';
import { seededNumbers } from '../support/model-server.js';
import { signedIn, type Person } from '../support/people.js';
import { aRace, TODAY } from '../support/plans.js';
import { startReplicas } from '../support/replicas.js';
import { SOAK } from '../support/soak.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';

const ITEMS = 500;
const BROKEN = 10;

let test: TestApp;
let admin: Person;
let raceId: string;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
  raceId = (await aRace(test)).id;
});
afterAll(() => test.close());

it(`${ITEMS} drafts with ${BROKEN} broken ones: ${ITEMS - BROKEN} plans and ${BROKEN} clear reasons`, async () => {
  const ids = await athletes(test, ITEMS);
  const items = ids.map((id, index) =>
    index % (ITEMS / BROKEN) === 7 ? { ...draftBody(id, raceId), goalTime: 'soon' } : draftBody(id, raceId),
  );
  const { body } = await postBatch(test, { as: admin, items, mode: 'complete' }).expect(202);
  const { result, progress } = await ended(test, admin, body.id, 600_000);
  expect(progress).toEqual({ done: ITEMS, total: ITEMS });
  expect(tally(result.items)).toEqual({ succeeded: ITEMS - BROKEN, failed: BROKEN });
  const reasons = result.items.filter(({ status }: ItemResult) => status === 'failed');
  for (const { problem } of reasons) {
    expect(problem).toMatchObject({
      status: 400,
      code: 'request.invalid',
      errors: [{ pointer: '/goalTime' }],
    });
  }
  expect(await plansOf(test, ids)).toEqual({ active: ITEMS - BROKEN });
});

it('cancelled half-way: what is done stays, the rest never starts', async () => {
  const ids = await athletes(test, ITEMS);
  const items = ids.map((id) => draftBody(id, raceId));
  const { body } = await postBatch(test, { as: admin, items }).expect(202);
  const operation = `/api/operations/${body.id}`;
  const read = async () => (await test.http.get(operation).set(admin.headers)).body;
  await expect
    .poll(async () => (await read()).progress.done, { timeout: 600_000, interval: 20 })
    .toBeGreaterThanOrEqual(ITEMS / 2);
  const { body: cancelled } = await test.http.delete(operation).set(admin.headers).expect(200);
  const { succeeded = 0, ...others } = tally(cancelled.result.items);
  expect(others).toEqual({ cancelled: ITEMS - succeeded });
  await sleep(2_000);
  expect(await plansOf(test, ids)).toEqual({ active: succeeded });
  expect((await read()).result).toEqual(cancelled.result);
});

it('one wrong in the same way 500 times is told 500 times', async () => {
  const items = Array.from({ length: ITEMS }, () => ({ colour: 'red' }));
  const { body } = await postBatch(test, { as: admin, items }).expect(202);
  const { result } = await ended(test, admin, body.id, 600_000);
  expect(tally(result.items)).toEqual({ failed: ITEMS });
});

it('killed again and again with kill -9: every item once', async () => {
  const database = await createTestDatabase();
  const env = { DATABASE_URL: database.url, TODAY, SCHEDULER_ENABLED: 'false' };
  const { replicas, close } = await startReplicas(2, env);
  const orm = await MikroORM.init(ormOptions(database.url));
  const draw = seededNumbers(SOAK.seed);
  const ask = async (method: string, path: string, body?: object) => {
    for (;;) {
      for (const replica of replicas) {
        const answer = await replica.ask(method, path, body);
        if (answer) return answer.body as { id: string; status: string; result: { items: ItemResult[] } };
      }
      await sleep(100);
    }
  };
  try {
    const ids = await athletes({ orm }, 300);
    const race = await ask('POST', '/races', { name: 'Big', distance: 'Marathon', date: '2027-03-14' });
    const items = ids.map((id) => draftBody(id, race.id));
    const batch = await ask('POST', '/training-plan/batch', { items, mode: 'complete' });
    let kills = 0;
    // Ten lives and no more are given to a batch.
    for (; kills < 8; kills += 1) {
      await sleep(500 + Math.floor(draw() * 2_500));
      if ((await ask('GET', `/operations/${batch.id}`)).status === 'succeeded') break;
      for (const replica of replicas) {
        await replica.kill();
        await replica.start();
      }
    }
    await expect
      .poll(async () => (await ask('GET', `/operations/${batch.id}`)).status, {
        timeout: 600_000,
        interval: 500,
      })
      .toBe('succeeded');
    const { result } = await ask('GET', `/operations/${batch.id}`);
    expect(kills).toBeGreaterThan(1);
    expect(tally(result.items)).toEqual({ succeeded: ids.length });
    expect(await plansOf({ orm }, ids)).toEqual({ active: ids.length });
  } finally {
    await orm.close();
    await close();
    await database.drop();
  }
});
