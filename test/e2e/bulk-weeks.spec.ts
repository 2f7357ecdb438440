import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { v7 } from 'uuid';
import { AiBatch } from '../../src/ai/bulk/ai-batch.entity.js';
import { AiBatchItem } from '../../src/ai/bulk/ai-batch-item.entity.js';
import type { BulkTask, SettledWeek } from '../../src/ai/bulk/bulk-week.js';
import { BulkWriting } from '../../src/ai/bulk/bulk-writing.js';
import { Ledger } from '../../src/ai/ledger/ledger.js';
import { ModelSpend } from '../../src/ai/ledger/model-spend.entity.js';
import { WeekWriter } from '../../src/ai/week-writer.js';
import { createClock } from '../../src/common/clock.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import { firstInBatches, fullPriceOf, profileAt } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { OWN_EASY, OWN_INTERVALS } from '../support/own-workouts.js';
import { TODAY } from '../support/plans.js';
import type { TestApp } from '../support/test-app.js';
import { aWeekTask } from '../support/week-tasks.js';

const signal = new AbortController().signal;

/** Hours that have passed since the tests began. */
let hours = 0;
const today = createClock(TODAY);
const clock = { ...today, now: () => new Date(today.now().getTime() + hours * 3_600_000) };

let server: ModelServer;
let test: TestApp;
beforeAll(async () => {
  server = await startModelServer();
  const config = {
    ...firstInBatches(server.url),
    budgets: { perDayUsd: 1 },
    bulk: { from: 3, waitHours: 12 },
  };
  test = await startModelApp({ server, config, clock });
});
afterAll(async () => {
  await test.close();
  await server.stop();
});
beforeEach(() => {
  server.clear();
  server.returns = () => true;
  server.batches.spoil = (lines) => lines;
});
afterEach(async () => {
  vi.restoreAllMocks();
  const em = test.orm.em.fork();
  const left = [await em.count(AiBatchItem), await em.count(AiBatch, { closedAt: null })];
  if (left.some((count) => count > 0)) throw new Error(`Weeks and batches are left over: ${left.join(', ')}`);
});

const bulk = () => test.app.get(BulkWriting, { strict: false });

function someWeeks(count: number): BulkTask[] {
  return Array.from({ length: count }, (_, index) => {
    const { inputs, blueprint, seed, stored, variation, subject, model } = aWeekTask();
    const plan = { inputs, blueprint, seed, stored, variation, subject, model };
    return { customId: `${index}/${v7()}`, weekNumbers: [2], ...plan };
  });
}

async function poll(): Promise<SettledWeek[]> {
  const weeks: SettledWeek[] = [];
  await bulk().poll({
    receive: async (week) => {
      weeks.push(week);
    },
    signal,
  });
  return weeks;
}

/** Hands weeks in and has their batch answered. */
async function handedIn(tasks: BulkTask[]): Promise<void> {
  await bulk().add(tasks);
  expect(await poll()).toEqual([]);
}

async function rowsOf(tasks: BulkTask[]): Promise<string[][]> {
  const calls = await Promise.all(tasks.map(({ subject }) => callsOf(test, subject.planId)));
  return calls.map((rows) => rows.map((row) => `${row.target} ${row.serviceTier} ${row.outcome}`));
}

/** What the budgets of days hold, whatever day it is. */
async function spent(): Promise<number> {
  const days = await test.orm.em.fork().find(ModelSpend, { scope: { $like: 'day:%' } });
  return days.reduce((sum, { spentUsd }) => sum + spentUsd, 0);
}

function byId(weeks: readonly SettledWeek[], { customId }: BulkTask) {
  return weeks.filter((week) => week.customId === customId).map(({ written }) => written?.written.provenance);
}

const OK = ['first batch ok'];

describe('many weeks at once', () => {
  it('go to the provider as one batch, and come back at half the price', async () => {
    const tasks = someWeeks(4);
    const before = await spent();
    await handedIn(tasks);
    expect(await spent()).toBeGreaterThan(before);
    expect(server.requests).toHaveLength(0);
    // Nothing has come back yet.
    expect(await poll()).toEqual([]);
    server.batches.finish();
    const weeks = await poll();
    expect(weeks.map(({ customId }) => customId).sort()).toEqual(
      tasks.map(({ customId }) => customId).sort(),
    );
    for (const { written } of weeks) {
      expect(written?.written.sessions.length).toBeGreaterThan(2);
      expect(written?.written.provenance).toMatchObject({
        author: 'model',
        attempts: 1,
        fallbackReason: null,
      });
    }
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
    const calls = (await Promise.all(tasks.map(({ subject }) => callsOf(test, subject.planId)))).flat();
    const { input, output } = server.told;
    const sum = (key: 'inputTokens' | 'outputTokens' | 'usd') =>
      calls.reduce((total, call) => total + (call[key] ?? 0), 0);
    expect([sum('inputTokens'), sum('outputTokens')]).toEqual([input, output]);
    expect(sum('usd')).toBeCloseTo(fullPriceOf(server.told) / 2, 6);
    expect((await spent()) - before).toBeCloseTo(sum('usd'), 6);
    expect(await poll()).toEqual([]);
  });

  it('are left to their owner where they are few, where staff chose no batch, and where none is offered', async () => {
    const some = someWeeks(3);
    const [few, chosen, coached] = [
      someWeeks(2),
      some.map((task) => ({ ...task, model: 'second' })),
      some.map((task) => ({ ...task, subject: { ...task.subject, aiConsent: false } })),
    ];
    const taken = server.batches.taken;
    for (const tasks of [few, chosen, coached]) {
      expect(await bulk().add(tasks)).toEqual(tasks.map(({ customId }) => customId));
      expect(await poll()).toEqual([]);
    }
    expect([server.batches.taken, server.requests.length]).toEqual([taken, 0]);
  });

  it('are left to their owner where that does not confirm them', async () => {
    const tasks = someWeeks(4);
    const [gone, ...others] = tasks.map(({ customId }) => customId);
    const confirm = async () => new Set(others);
    expect(await bulk().add(tasks, { confirm })).toEqual([gone]);
    expect(await poll()).toEqual([]);
    server.batches.finish();
    expect((await poll()).map(({ customId }) => customId).sort()).toEqual(others.toSorted());
  });

  it('are known by the brief that they would have been written live by, staff’s own workouts among it', async () => {
    const ownWorkouts = [OWN_EASY, OWN_INTERVALS];
    const tasks = someWeeks(3).map((task) => ({ ...task, ownWorkouts }));
    await handedIn(tasks);
    server.batches.finish();
    const weeks = await poll();
    const writer = test.app.get(WeekWriter, { strict: false });
    server.clear();
    for (const { customId, ...task } of tasks) {
      const kept = weeks.filter((week) => week.customId === customId).flatMap(({ written }) => written ?? []);
      const keep = async () => undefined;
      const [week] = await writer.write({ ...task, kept, keep, unattended: { deadlineMs: 8000 }, signal });
      expect(week?.provenance).toEqual(kept[0]?.written.provenance);
    }
    expect(server.requests).toHaveLength(0);
  });

  it('are taken up once, whoever adds them again', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    expect(await bulk().add(tasks)).toEqual([]);
    server.batches.finish();
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
  });

  it('are each told of again until they were received', async () => {
    await handedIn(someWeeks(3));
    server.batches.finish();
    const refuse = async () => {
      throw new Error('not now');
    };
    await expect(bulk().poll({ receive: refuse, signal })).rejects.toThrow('handed over');
    hours += 1;
    expect(await poll()).toHaveLength(3);
  });
});

describe('what a batch does not bring well', () => {
  it('is written by the next model: refused, no JSON, spoilt lines, unknown and double ids', async () => {
    const tasks = someWeeks(5);
    await handedIn(tasks);
    server.script(['status_500', 'only_prose', null, null, null]);
    server.batches.spoil = ([...lines]) => {
      // In reverse: the last of them is the first asked.
      lines[0] = lines[0]?.slice(0, 40) ?? '';
      const stranger = (lines[1] ?? '').replace(/"custom_id":"[^"]+"/, `"custom_id":"${v7()}"`);
      return [...lines, lines[1] ?? '', stranger, '', 'null', '[]'];
    };
    server.batches.finish();
    const weeks = await poll();
    expect(weeks).toHaveLength(5);
    expect(await rowsOf(tasks)).toEqual([
      ['first batch overloaded', 'second flex ok'],
      ['first batch not_json', 'second flex ok'],
      OK,
      OK,
      ['first batch bad_envelope', 'second flex ok'],
    ]);
    const [failed] = byId(weeks, tasks[0] as BulkTask);
    expect(failed).toMatchObject({ author: 'model', attempts: 2, fallbackReason: 'first: overloaded' });
  });

  it('is written by the next model when it has expired, and costs nothing', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    const before = await spent();
    const kept = await test.orm.em.fork().find(AiBatchItem, { customId: tasks[0]?.customId ?? '' });
    server.returns = (id) => id === kept[0]?.id;
    server.batches.finish();
    expect(await poll()).toHaveLength(3);
    const late = ['first batch timeout_total', 'second flex ok'];
    expect(await rowsOf(tasks)).toEqual([OK, late, late]);
    const [call] = await callsOf(test, tasks[1]?.subject.planId ?? '');
    expect(call?.usd).toBe(0);
    expect(await spent()).toBeLessThan(before);
  });

  it('is written by the next model when the provider refuses the file', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    server.batches.end('failed');
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => ['first batch bad_request', 'second flex ok']));
  });

  it('is called off and written by the next model when it takes too long', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    hours += 11.9;
    expect(await poll()).toEqual([]);
    hours += 0.2;
    expect(await poll()).toHaveLength(3);
    expect(server.batches.states.at(-1)).toBe('cancelled');
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => ['first batch timeout_total', 'second flex ok']));
    // What comes later is nobody's.
    server.batches.finish();
    expect(await poll()).toEqual([]);
  });

  it('is left to its owner when no model can write it', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    server.script(() => 'refusal');
    server.batches.finish();
    for (const { written, error } of await poll()) {
      expect([written, error?.code]).toEqual([null, 'ai.models_failed']);
      expect(error?.detail).toMatch(/\(first: \w+; second: refusal\)/);
    }
    expect((await rowsOf(tasks)).map((rows) => rows.length)).toEqual([2, 2, 2]);
  });
});

describe('whatever happens to the processes', () => {
  it('each week is settled once by two that look at the same time', async () => {
    const tasks = someWeeks(6);
    await bulk().add(tasks);
    const taken = server.batches.taken;
    await Promise.all([poll(), poll()]);
    expect(server.batches.taken).toBe(taken + 1);
    server.batches.finish();
    const weeks = (await Promise.all([poll(), poll(), poll()])).flat();
    weeks.push(...(await poll()));
    expect(weeks.map(({ customId }) => customId).sort()).toEqual(
      tasks.map(({ customId }) => customId).sort(),
    );
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
  });

  it('a batch is found again whose taking was never heard of', async () => {
    const tasks = someWeeks(3);
    await bulk().add(tasks);
    const before = await spent();
    const taken = server.batches.taken;
    server.batches.hangUpOnce = true;
    expect(await poll()).toEqual([]);
    const reserved = (await spent()) - before;
    expect(reserved).toBeGreaterThan(0);
    expect(await poll()).toEqual([]);
    expect(server.batches.taken).toBe(taken + 1);
    expect((await spent()) - before).toBeCloseTo(reserved, 8);
    server.batches.finish();
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
  });

  it('a batch that never arrived is handed in again, its money set aside once', async () => {
    const tasks = someWeeks(3);
    await bulk().add(tasks);
    const before = await spent();
    await server.stop();
    expect(await poll()).toEqual([]);
    await server.start();
    const reserved = (await spent()) - before;
    expect(await poll()).toEqual([]);
    expect((await spent()) - before).toBeCloseTo(reserved, 8);
    server.batches.finish();
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
  });

  it('one that was killed with the lease is followed by the next', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    server.batches.finish();
    const em = test.orm.em.fork();
    const soon = new Date(clock.now().getTime() + 10 * 60_000);
    await em.nativeUpdate(AiBatch, { closedAt: null }, { leaseUntil: soon });
    expect(await poll()).toEqual([]);
    hours += 1;
    expect(await poll()).toHaveLength(3);
  });

  it('what a week has cost is written down with what it brought, or both are read again', async () => {
    const tasks = someWeeks(3);
    const before = await spent();
    await handedIn(tasks);
    server.batches.finish();
    vi.spyOn(test.app.get(Ledger, { strict: false }), 'record').mockRejectedValueOnce(new Error('killed'));
    await expect(poll()).rejects.toThrow('killed');
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
    const calls = (await Promise.all(tasks.map(({ subject }) => callsOf(test, subject.planId)))).flat();
    const paid = calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
    expect((await spent()) - before).toBeCloseTo(paid, 6);
  });

  it('weeks are written live by whoever is first when no batch can be handed in', async () => {
    const tasks = someWeeks(3);
    await bulk().add(tasks);
    const before = await spent();
    await server.stop();
    for (let tries = 0; tries < 3; tries += 1) expect(await poll()).toEqual([]);
    await server.start();
    expect(await poll()).toHaveLength(3);
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => ['first flex ok']));
    const calls = (await Promise.all(tasks.map(({ subject }) => callsOf(test, subject.planId)))).flat();
    const paid = calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
    expect((await spent()) - before).toBeCloseTo(paid, 6);
  });

  it('weeks that were cancelled are not handed over, and paid for', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    const [gone, ...others] = tasks;
    await bulk().cancel([gone?.customId ?? '']);
    server.batches.finish();
    const weeks = await poll();
    expect(weeks.map(({ customId }) => customId).sort()).toEqual(
      others.map(({ customId }) => customId).sort(),
    );
    expect(await rowsOf(tasks)).toEqual(tasks.map(() => OK));
  });

  it('weeks that were cancelled between two tries of handing in are not paid for', async () => {
    const tasks = someWeeks(3);
    const before = await spent();
    await bulk().add(tasks);
    await server.stop();
    expect(await poll()).toEqual([]);
    await server.start();
    await bulk().cancel([tasks[0]?.customId ?? '']);
    expect(await poll()).toEqual([]);
    server.batches.finish();
    expect(await poll()).toHaveLength(2);
    expect(await rowsOf(tasks)).toEqual([[], OK, OK]);
    expect((await spent()) - before).toBeCloseTo(fullPriceOf(server.told) / 2, 6);
  });

  it('a batch that nobody wants any more is called off', async () => {
    const tasks = someWeeks(3);
    await handedIn(tasks);
    await bulk().cancel(tasks.map(({ customId }) => customId));
    expect(await poll()).toEqual([]);
    expect(server.batches.states.at(-1)).toBe('cancelled');
  });
});

it('keeps within the budgets: what has no room is left to its owner', async () => {
  const em = test.orm.em.fork();
  const day = `day:${clock.now().toISOString().slice(0, 10)}`;
  await em.upsert(ModelSpend, { scope: day, spentUsd: 0.999999 });
  const tasks = someWeeks(3);
  const taken = server.batches.taken;
  await bulk().add(tasks);
  const weeks = await poll();
  expect(server.batches.taken).toBe(taken);
  expect(weeks.map(({ error }) => error?.code)).toEqual(tasks.map(() => 'ai.models_failed'));
  expect(server.requests).toHaveLength(0);
});

/** The protocol as somebody else reads it: it answers every item with the same words, which are no week. */
it('goes on with a server of another make', async () => {
  const mock = await LLMock.create({ port: 0 });
  const profile = profileAt(`${mock.url}/v1`, { streaming: true });
  const elsewhere = await startModelApp({
    server,
    config: { models: [profile], routes: [{ targets: ['test-model'] }], bulk: { from: 3 } },
  });
  try {
    const tasks = someWeeks(3);
    const service = elsewhere.app.get(BulkWriting, { strict: false });
    await service.add(tasks);
    const weeks: SettledWeek[] = [];
    const receive = async (week: SettledWeek) => {
      weeks.push(week);
    };
    for (let polls = 0; polls < 6 && weeks.length < 3; polls += 1) await service.poll({ receive, signal });
    expect(weeks.map(({ error }) => error?.detail)).toEqual(
      tasks.map(() => expect.stringContaining('(test-model: not_json)')),
    );
  } finally {
    await elsewhere.close();
    await mock.stop();
  }
});
