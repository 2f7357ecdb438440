import { SchedulerRegistry } from '@nestjs/schedule';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConflictError,
  DeadlineError,
  DefectError,
  ForbiddenError,
  InvalidError,
  NotFoundError,
  PreconditionFailedError,
  PreconditionRequiredError,
  TooManyRequestsError,
  UnavailableError,
  UpstreamError,
} from '../../src/common/errors.js';
import { IdempotencyKey } from '../../src/common/idempotency-key.entity.js';
import { IdempotencyKeys } from '../../src/common/idempotency-keys.js';
import { signedIn, type Person } from '../support/people.js';
import { contentOf, RepeatableController, send, work } from '../support/repeatable.js';
import { InjectedFault, watchStatements } from '../support/statements.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const controllers = [RepeatableController];
let test: TestApp;
let replica: TestApp;
let coach: Person;
let other: Person;
beforeAll(async () => {
  test = await startTestApp({ controllers });
  replica = await startReplica(test, { controllers });
  // Which processes live is for the tests to say.
  for (const { app } of [test, replica]) {
    await app.get(SchedulerRegistry, { strict: false }).getCronJob('idempotency.renew').stop();
  }
  coach = await signedIn(test, 'coach');
  other = await signedIn(test, 'coach');
});
afterAll(async () => {
  await replica.close();
  await test.close();
});
beforeEach(async () => {
  work.reset();
  await test.orm.em.fork().nativeDelete(IdempotencyKey, {});
});

const rows = () => test.orm.em.fork().find(IdempotencyKey, {});
const execute = (sql: string) => test.orm.em.fork().getConnection().execute(sql);

/** Work that goes on until it is told to end. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  work.result = async () => {
    const run = work.runs;
    await promise;
    return { run };
  };
  return resolve;
}

describe('a repeat', () => {
  it('gets the very answer of the first, from whichever replica', async () => {
    const key = v7();
    const first = await send(test, { as: coach, key, body: { name: 'x' } });
    expect(contentOf(first)).toEqual({
      status: 201,
      text: '{"run":1}',
      type: 'application/json; charset=utf-8',
      etag: '"1"',
      location: '/api/repeatable/1',
    });
    expect(first.headers.has('idempotent-replayed')).toBe(false);
    for (const where of [test, replica]) {
      const again = await send(where, { as: coach, key, body: { name: 'x' } });
      expect(contentOf(again)).toEqual(contentOf(first));
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    }
    expect(work.runs).toBe(1);
  });

  it('gets no body where there was none', async () => {
    const sent = { as: coach, key: v7(), path: '/repeatable/silent' };
    for (const where of [test, replica]) {
      expect(await send(where, sent)).toMatchObject({ status: 204, text: '' });
    }
    expect(work.runs).toBe(1);
  });

  it('gets every character of a large answer', async () => {
    const name = 'café 🏃 \u0000 \ud800 "\\';
    work.result = () => Promise.resolve({ names: Array.from({ length: 100_000 }, () => name) });
    const sent = { as: coach, key: v7() };
    const first = await send(test, sent);
    expect(first.text.length).toBeGreaterThan(2_000_000);
    expect((await send(replica, sent)).text === first.text).toBe(true);
    expect(work.runs).toBe(1);
  });

  it('gets the answer that the first one’s client did not wait for', async () => {
    const end = gate();
    const key = v7();
    const gone = new AbortController();
    const lost = fetch(`${test.url}/api/repeatable`, {
      method: 'POST',
      headers: { ...coach.headers, 'idempotency-key': key },
      signal: gone.signal,
    });
    await expect.poll(() => work.runs).toBe(1);
    gone.abort();
    await expect(lost).rejects.toThrow('aborted');
    end();
    await expect.poll(async () => (await rows())[0]?.status).toBe(201);
    expect(await send(replica, { as: coach, key })).toMatchObject({ status: 201, text: '{"run":1}' });
  });

  it.each([
    ['invalid', new InvalidError('probe.refused', 'No.'), 400],
    ['forbidden', new ForbiddenError('probe.refused', 'No.'), 403],
    ['not found', new NotFoundError('probe.refused', 'No.'), 404],
  ])('gets the very refusal: %s', async (_, error, status) => {
    work.result = () => Promise.reject(error);
    const sent = { as: coach, key: v7() };
    const first = await send(test, sent);
    expect(first.status).toBe(status);
    expect(contentOf(await send(replica, sent))).toEqual(contentOf(first));
    expect(work.runs).toBe(1);
  });

  it('gets the fields that were wrong', async () => {
    const sent = { as: coach, key: v7(), body: { name: 1 } };
    const first = await send(test, sent);
    expect([first.status, first.text]).toEqual([400, expect.stringContaining('"/name"')]);
    expect(contentOf(await send(replica, sent))).toEqual(contentOf(first));
  });

  it.each([
    ['409', new ConflictError('probe.refused', 'Not now.'), 409],
    ['412', new PreconditionFailedError('probe.refused', 'Not this.'), 412],
    ['428', new PreconditionRequiredError('probe.refused', 'Not so.'), 428],
    ['429', new TooManyRequestsError('probe.refused', 'Not yet.', 1), 429],
    ['500', new Error('unexpected'), 500],
    ['500 of a defect', new DefectError('probe.refused', 'Not well.'), 500],
    ['502', new UpstreamError('probe.refused', 'Not there.'), 502],
    ['503', new UnavailableError('probe.refused', 'Not now.'), 503],
    ['504', new DeadlineError('probe.refused', 'Not in time.'), 504],
  ])('after a %s is worked on', async (_, error, status) => {
    const sent = { as: coach, key: v7() };
    work.result = () => Promise.reject(error);
    expect((await send(test, sent)).status).toBe(status);
    expect(await rows()).toEqual([]);
    work.result = () => Promise.resolve({ done: true });
    expect(await send(replica, sent)).toMatchObject({ status: 201, text: '{"done":true}' });
    expect(work.runs).toBe(2);
  });
});

describe('fifty at once', () => {
  it('are one run and 49 that are told to ask again, and then get its answer', async () => {
    const end = gate();
    const sent = { as: coach, key: v7() };
    const sending = Array.from({ length: 50 }, (_, index) => send(index % 2 ? test : replica, sent));
    let refused = 0;
    for (const each of sending) void each.then(({ status }) => (refused += status === 409 ? 1 : 0));
    await expect.poll(() => refused, { timeout: 10_000 }).toBe(49);
    end();
    const answers = await Promise.all(sending);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, code, headers } of answers) {
      if (status === 201) continue;
      expect([code, headers.get('retry-after')]).toEqual(['idempotency.in_flight', '2']);
    }
    expect(await send(test, sent)).toMatchObject({ status: 201, text: '{"run":1}' });
    expect(work.runs).toBe(1);
  });

  it('under keys of their own hold no connection while they are worked on', async () => {
    const end = gate();
    const sending = Array.from({ length: 50 }, () => send(test, { as: coach, key: v7() }));
    await expect.poll(() => work.runs, { timeout: 10_000 }).toBe(50);
    expect((await test.http.get('/api/auth/me').set(coach.headers)).status).toBe(200);
    end();
    expect((await Promise.all(sending)).map(({ status }) => status)).toEqual(sending.map(() => 201));
  });
});

describe('a key', () => {
  it('that came with another body or query before is refused, amid the first request too', async () => {
    const key = v7();
    const end = gate();
    const first = send(test, { as: coach, key, path: '/repeatable?q=a', body: { name: 'a' } });
    await expect.poll(() => work.runs).toBe(1);
    const changed = [
      { as: coach, key, path: '/repeatable?q=a', body: { name: 'b' } },
      { as: coach, key, path: '/repeatable?q=b', body: { name: 'a' } },
      { as: coach, key, body: { name: 'a' } },
    ];
    const refusals = async () => Promise.all(changed.map(async (each) => (await send(replica, each)).code));
    const reused = changed.map(() => 'idempotency.key_reused');
    expect(await refusals()).toEqual(reused);
    end();
    await first;
    expect(await refusals()).toEqual(reused);
    expect((await send(test, changed[0] ?? { as: coach })).status).toBe(422);
    expect(work.runs).toBe(1);
  });

  it('counts for one actor, one path and one method', async () => {
    const key = v7();
    const admin = await signedIn(test, 'admin');
    const apiKey = async () => {
      const body = { name: 'Key', scopes: ['write'], userId: coach.id };
      const { text } = await send(test, { as: admin, path: '/api-keys', body });
      const made = JSON.parse(text) as { key: string };
      return { headers: { authorization: `Bearer ${made.key}` } };
    };
    const actors = [coach, other, await apiKey(), await apiKey()];
    for (const as of actors) await send(test, { as, key });
    expect(work.runs).toBe(4);
    for (const as of actors) await send(replica, { as, key });
    expect(work.runs).toBe(4);
    await send(test, { as: coach, key, path: '/repeatable/other' });
    expect(work.runs).toBe(5);
    await test.http.get('/api/repeatable').set({ ...coach.headers, 'idempotency-key': key });
    expect(work.runs).toBe(6);
  });

  it('counts for nothing where anyone may ask', async () => {
    const sent = {
      as: { headers: { authorization: '' } },
      key: 'not one at all',
      path: '/repeatable/public',
    };
    expect([(await send(test, sent)).text, (await send(test, sent)).text]).toEqual([
      '{"run":1}',
      '{"run":2}',
    ]);
    expect(await rows()).toEqual([]);
  });

  it.each(['', 'a b', 'a, b', 'schlüssel', 'x'.repeat(256)])(
    'is refused when it is none: %j',
    async (key) => {
      const { status, code, text } = await send(test, { as: coach, key });
      expect([status, code]).toEqual([400, 'request.invalid']);
      expect(text).toContain('Idempotency-Key: send 1 to 255 visible ASCII characters');
      expect(work.runs).toBe(0);
    },
  );

  it.each(['1', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '~!@#$%^&*()', 'x'.repeat(255)])(
    'is taken: %s',
    async (key) => {
      for (const where of [test, replica]) expect((await send(where, { as: coach, key })).status).toBe(201);
      expect(work.runs).toBe(1);
    },
  );

  it('is not kept, nor what it came with', async () => {
    const key = 'key-of-ana-berg';
    await send(test, { as: coach, key, path: '/repeatable?q=her-secret', body: { name: 'her-name' } });
    expect(JSON.stringify(await rows())).not.toMatch(/ana-berg|her-/);
  });

  it('is free again after a day, and is forgotten then', async () => {
    const key = v7();
    await send(test, { as: coach, key, body: { name: 'old' } });
    await send(test, { as: other, key });
    const [{ expiresAt } = { expiresAt: new Date(0) }] = await rows();
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(24.1 * 3_600_000);
    await execute(`update idempotency_key set expires_at = now()`);
    expect((await send(replica, { as: coach, key, body: { name: 'new' } })).text).toBe('{"run":3}');
    await replica.app.get(IdempotencyKeys, { strict: false }).sweep();
    expect(await rows()).toHaveLength(1);
    expect((await send(test, { as: coach, key, body: { name: 'new' } })).text).toBe('{"run":3}');
  });

  it('costs nothing where none is sent, and two statements where one is', async () => {
    const counted = async (sent: Parameters<typeof send>[1]) => {
      const watch = watchStatements();
      await send(test, sent);
      watch.stop();
      return watch.statements.filter((statement) => !/delete from|"api_key"/.test(statement));
    };
    const plain = await counted({ as: coach });
    expect(plain).toEqual([expect.stringContaining('staff_session')]);
    expect(await counted({ as: coach, key: v7() })).toHaveLength(plain.length + 2);
  });
});

describe('a process', () => {
  const expireLeases = () => execute(`update idempotency_key set lease_until = now() - interval '1 second'`);

  it('that died amid a request holds its key no longer than its lease', async () => {
    const endFirst = gate();
    const sent = { as: coach, key: v7() };
    const first = send(test, sent);
    await expect.poll(() => work.runs).toBe(1);
    expect((await send(replica, sent)).code).toBe('idempotency.in_flight');
    await expireLeases();
    expect((await send(replica, { ...sent, body: { name: 'x' } })).code).toBe('idempotency.key_reused');
    const endSecond = gate();
    const second = send(replica, sent);
    await expect.poll(() => work.runs).toBe(2);
    // It was not dead: its late answer is its own client's only, and the key is the other's.
    endFirst();
    expect((await first).text).toBe('{"run":1}');
    expect((await send(test, sent)).code).toBe('idempotency.in_flight');
    endSecond();
    expect((await second).text).toBe('{"run":2}');
    expect((await send(test, sent)).text).toBe('{"run":2}');
  });

  it('that lives says so, for its own requests only', async () => {
    const end = gate();
    const sending = [test, replica].map((where) => send(where, { as: coach, key: v7() }));
    await expect.poll(() => work.runs).toBe(2);
    await expireLeases();
    await test.app.get(IdempotencyKeys, { strict: false }).renew();
    const leases = (await rows()).map(({ leaseUntil }) => Number(leaseUntil) - Date.now());
    expect(leases.filter((left) => left > 10_000)).toHaveLength(1);
    expect(leases.filter((left) => left <= 0)).toHaveLength(1);
    end();
    await Promise.all(sending);
    await test.app.get(IdempotencyKeys, { strict: false }).renew();
    expect((await rows()).map(({ leaseUntil }) => leaseUntil)).toEqual([null, null]);
  });

  it('that cannot keep an answer gives it all the same', async () => {
    const sent = { as: coach, key: v7() };
    const watch = watchStatements((statement) =>
      statement.startsWith('update "idempotency_key"') ? new InjectedFault('no room') : null,
    );
    const answer = await send(test, sent);
    watch.stop();
    expect(contentOf(answer)).toMatchObject({ status: 201, text: '{"run":1}' });
    expect((await send(test, sent)).code).toBe('idempotency.in_flight');
    await expireLeases();
    expect((await send(test, sent)).text).toBe('{"run":2}');
  });
});
