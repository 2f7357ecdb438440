import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WeekWriter, type WritingTask } from '../../src/ai/week-writer.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import type { Fault } from '../support/model-faults.js';
import { fullPriceOf, profileAt } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import type { TestApp } from '../support/test-app.js';
import { aWeekTask } from '../support/week-tasks.js';

/** How a provider refuses what may wait while it is busy. */
const NO_ROOM: Fault = {
  name: 'no_room',
  serve: (turn) => turn.error(429, { code: 'resource_unavailable', type: 'invalid_request_error' }),
};

let server: ModelServer;
let test: TestApp;
beforeAll(async () => {
  server = await startModelServer();
  const luna = profileAt(server.url, { streaming: true });
  const { capabilities } = luna;
  const models = [
    { ...luna, id: 'flexible' },
    { ...luna, id: 'stiff', capabilities: { ...capabilities, flex: false } },
  ];
  const routes = [{ targets: models.map(({ id }) => id) }];
  // One failure that counted would open the breaker.
  const policy = { breaker: { failures: 1, restMs: 60_000 } };
  test = await startModelApp({ server, config: { models: [...models], routes }, policy });
});
afterAll(async () => {
  await test.close();
  await server.stop();
});
beforeEach(() => server.clear());

async function write(task: WritingTask) {
  const [week] = await test.app.get(WeekWriter, { strict: false }).write(task);
  const calls = await callsOf(test, task.subject.planId);
  return { week, calls: calls.map(({ target, serviceTier, outcome }) => [target, serviceTier, outcome]) };
}

describe('weeks that nobody waits for', () => {
  it('are asked for at half the price where the model has that', async () => {
    const task = aWeekTask();
    const { calls, week } = await write(task);
    expect(calls).toEqual([['flexible', 'flex', 'ok']]);
    expect(week?.provenance).toMatchObject({ author: 'model', attempts: 1, fallbackReason: null });
    expect(server.requests[0]?.body).toMatchObject({ service_tier: 'flex' });
    const [call] = await callsOf(test, task.subject.planId);
    const { inputTokens = 0, cachedTokens = 0, outputTokens = 0 } = call ?? {};
    const [input, cached, output] = [inputTokens ?? 0, cachedTokens ?? 0, outputTokens ?? 0];
    expect(call?.usd).toBeCloseTo(fullPriceOf({ input, cached, output }) / 2, 8);
  });

  it('cost the full price where a person waits, and where the model knows no other', async () => {
    const { unattended, ...waitedFor } = aWeekTask();
    expect(unattended).toBeDefined();
    expect((await write(waitedFor)).calls).toEqual([['flexible', 'default', 'ok']]);
    expect((await write(aWeekTask({ model: 'stiff' }))).calls).toEqual([['stiff', 'default', 'ok']]);
    expect(server.requests.map(({ body }) => 'service_tier' in body)).toEqual([false, false]);
  });

  it('are known from before, whatever was paid', async () => {
    const task = aWeekTask();
    await write(task);
    const { unattended, ...waitedFor } = task;
    expect(unattended).toBeDefined();
    const { week } = await write(waitedFor);
    expect(week?.provenance).toMatchObject({ cached: true, attempts: 0 });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['has no room', NO_ROOM],
    ['is rate limited for no given time', 'status_429'],
  ])('are asked for at the full price, at once, where the cheap tier %s', async (_, fault) => {
    server.script([fault]);
    const { calls, week } = await write(aWeekTask());
    expect(calls.map(([target, tier]) => [target, tier])).toEqual([
      ['flexible', 'flex'],
      ['flexible', 'default'],
    ]);
    expect(week?.provenance).toMatchObject({ author: 'model', attempts: 2, fallbackReason: null });
  });

  it('go to the next model when neither tier can', async () => {
    server.script([NO_ROOM, 'refusal']);
    const { calls, week } = await write(aWeekTask());
    expect(calls).toEqual([
      ['flexible', 'flex', 'overloaded'],
      ['flexible', 'default', 'refusal'],
      ['stiff', 'default', 'ok'],
    ]);
    expect(week?.provenance.fallbackReason).toBe('flexible: refusal');
  });

  it('wait where the server says for how long', async () => {
    server.script(['status_429_ms']);
    const { calls } = await write(aWeekTask());
    expect(calls).toEqual([
      ['flexible', 'flex', 'rate_limited'],
      ['flexible', 'flex', 'ok'],
    ]);
  });

  it('may take as long as their caller says', async () => {
    server.latencyMs = 700;
    try {
      // The policy of these tests would call the headers late after 300 ms.
      const { calls } = await write(aWeekTask());
      expect(calls).toEqual([['flexible', 'flex', 'ok']]);
    } finally {
      server.latencyMs = 0;
    }
  });
});
