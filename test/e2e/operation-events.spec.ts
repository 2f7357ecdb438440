import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Drain } from '../../src/common/drain.js';
import type { StreamedEvent } from '../support/event-stream.js';
import { beginPlan, followOperation, readOperation } from '../support/operations.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { watchStatements } from '../support/statements.js';
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

const begin = async () => beginPlan(test, coach, (await aDraft(test, { coach })).id);
const follow = (id: string, lastEventId?: number | string) =>
  followOperation(test, { as: coach, id, ...(lastEventId !== undefined && { lastEventId }) });
const idsOf = (events: readonly StreamedEvent[]) => events.map(({ id }) => id);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** Started, 16 weeks, 4 phases, saved, succeeded. */
const ALL = 23;

describe('the events of an operation', () => {
  it('come at once, uncollected and uncached, with the time to connect again', async () => {
    gate.allow(0);
    const stream = await follow(await begin());
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toContain('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    expect(await stream.next()).toMatchObject({ id: 1, type: 'generation.started' });
    stream.leave();
  });

  it('miss nothing for readers who leave at any point and resume', async () => {
    gate.allow(0);
    const id = await begin();
    for (let left = 1; left <= ALL; left += 1) {
      const stream = await follow(id, left - 1);
      if (left > 1) gate.allow(1);
      if (left > 17) gate.allow();
      expect((await stream.next())?.id).toBe(left);
      stream.leave();
    }
    expect((await follow(id, ALL)).status).toBe(204);
  });

  it('are the same for many readers, who come and go at different times', async () => {
    gate.allow(0);
    const id = await begin();
    const readers = Array.from({ length: 8 }, async (_, reader): Promise<StreamedEvent[]> => {
      const events: StreamedEvent[] = [];
      for (;;) {
        const stream = await follow(id, events.at(-1)?.id ?? 0);
        if (stream.status === 204) return events;
        // Each lets go of its connection after another number of events.
        for (let read = 0; read <= reader; read += 1) {
          const event = await stream.next();
          if (event) events.push(event);
        }
        stream.leave();
      }
    });
    for (let week = 1; week <= 16; week += 1) {
      gate.allow(1);
      await sleep(20);
    }
    gate.allow();
    const [first, ...others] = await Promise.all(readers);
    expect(idsOf(first ?? [])).toEqual(numbers(1, ALL));
    for (const other of others) expect(other).toEqual(first);
  });

  it('are all there afterwards, and then there is nothing to wait for', async () => {
    const id = await begin();
    const events = await (await follow(id)).rest();
    expect(idsOf(events)).toEqual(numbers(1, ALL));
    expect(await (await follow(id)).rest()).toEqual(events);
    expect(idsOf(await (await follow(id, 20)).rest())).toEqual(numbers(21, ALL));
    expect((await follow(id, ALL)).status).toBe(204);
    expect((await follow(id, ALL + 5)).status).toBe(204);
  });

  it('take only ids that are theirs', async () => {
    const id = await begin();
    for (const bad of ['x', '-1', '1.5', '1e3', '99999999999999']) {
      expect((await follow(id, bad)).status).toBe(400);
    }
  });

  it('reach readers of another replica', async () => {
    const replica = await startReplica(test);
    gate.allow(3);
    const id = await begin();
    const stream = await followOperation(replica, { as: coach, id });
    expect(await stream.next()).toMatchObject({ id: 1 });
    gate.allow();
    expect(idsOf(await stream.rest())).toEqual(numbers(2, ALL));
    await replica.close();
  });

  it('end for readers when the service stops, who then resume elsewhere', async () => {
    const replica = await startReplica(test);
    gate.allow(3);
    const id = await begin();
    const stream = await followOperation(replica, { as: coach, id });
    const first = await stream.next();
    const drained = replica.app.get(Drain).begin(5_000);
    const before = [first, ...(await stream.rest())].flatMap((event) => event?.id ?? []);
    expect(await drained).toBe(0);
    await replica.close();
    gate.allow();
    const after = await (await follow(id, before.at(-1))).rest();
    expect([...before, ...idsOf(after)]).toEqual(numbers(1, ALL));
  });

  it('end for readers when the operation is deleted with its athlete', async () => {
    gate.allow(0);
    const id = await begin();
    const stream = await follow(id);
    await stream.next();
    await test.orm.em.getConnection().execute('delete from operation where id = ?', [id]);
    expect(await stream.rest()).toEqual([]);
    expect((await follow(id)).status).toBe(404);
  });
});

/** An operation with 20,023 events, 40 MB in all. */
async function longOperation(): Promise<string> {
  const id = await begin();
  await (await follow(id)).rest();
  const connection = test.orm.em.fork().getConnection();
  await connection.execute(
    `insert into operation_event (id, operation_id, sequence, type, data, created_at)
     select gen_random_uuid(), ?, n, 'filler', jsonb_build_object('text', repeat('x', 2000)), now()
       from generate_series(24, 20023) n`,
    [id],
  );
  await connection.execute('update operation set last_sequence = 20023 where id = ?', [id]);
  return id;
}

/** A stream of which nothing is read. */
async function unread({ url }: TestApp, id: string): Promise<IncomingMessage> {
  const asked = request(`${url}/api/operations/${id}/events`, { headers: coach.headers });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

describe('a stream', () => {
  it('holds no connection: ten of them leave a pool of two to others', async () => {
    gate.allow(2);
    const id = await begin();
    // Of the ten that the pool may have.
    const taken = Array.from({ length: 8 }, () => test.orm.em.fork());
    for (const em of taken) await em.begin();
    // However long a busy machine takes, the server does not take them back.
    const keep = 'set local idle_in_transaction_session_timeout = 0';
    for (const em of taken) await em.getConnection().execute(keep, [], 'run', em.getTransactionContext());
    const streams = await Promise.all(Array.from({ length: 10 }, () => follow(id)));
    for (const stream of streams) await stream.next();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => test.http.get('/api/training-plan').set(coach.headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    gate.allow();
    for (const stream of streams) expect(idsOf(await stream.rest()).at(-1)).toBe(ALL);
    for (const em of taken) await em.rollback();
  });

  it('reads no further than its reader does', async () => {
    const id = await longOperation();
    const watch = watchStatements();
    const answer = await unread(test, id);
    const pages = () => watch.statements.filter((text) => text.includes('from "operation_event"')).length;
    for (let before = -1; before !== pages(); await sleep(1_000)) before = pages();
    // 40 MB in 200 pages; what the sockets and the stream take in is a fraction.
    expect(pages()).toBeLessThan(80);
    let events = 0;
    answer.setEncoding('utf8').on('data', (text: string) => (events += text.match(/^id: /gm)?.length ?? 0));
    await once(answer, 'end');
    watch.stop();
    expect(events).toBe(20_023);
  });

  it('does not keep a service that stops from ending, though its reader does not read', async () => {
    const replica = await startReplica(test);
    const answer = await unread(replica, await longOperation());
    const cut = once(
      answer.on('error', () => {}),
      'close',
    );
    expect(await replica.app.get(Drain).begin(10_000)).toBe(0);
    answer.resume();
    await cut;
    await replica.close();
  });

  it('of nothing is 404', async () => {
    expect((await follow(v7())).status).toBe(404);
    expect((await follow('no-id')).status).toBe(400);
    const gone = await test.http.get(`/api/operations/${v7()}`).set(coach.headers);
    expect([gone.status, gone.body.code]).toEqual([404, 'operation.not_found']);
  });

  it('looks at the database once for all who wait', async () => {
    gate.allow(0);
    const id = await begin();
    const streams = await Promise.all(Array.from({ length: 10 }, () => follow(id)));
    for (const stream of streams) await stream.next();
    await sleep(300);
    const watch = watchStatements();
    await sleep(1_000);
    watch.stop();
    expect(watch.statements.length).toBeLessThan(8);
    for (const stream of streams) stream.leave();
    expect((await readOperation(test, coach, id)).status).toBe('running');
  });
});
