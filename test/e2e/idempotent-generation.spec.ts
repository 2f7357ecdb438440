import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { CALL_POLICY } from '../../src/ai/calls/call-policy.js';
import { Operation } from '../../src/operations/operation.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { HASTY, startModelApp } from '../support/model-app.js';
import { ModelPlans } from '../support/model-plans.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { contentOf, send } from '../support/repeatable.js';
import { startReplica, type TestApp } from '../support/test-app.js';

let server: ModelServer;
let test: TestApp;
let replica: TestApp;
let plans: ModelPlans;
beforeAll(async () => {
  server = await startModelServer();
  test = await startModelApp({ server, config: { builtInCoach: false } });
  replica = await startReplica(test, {
    override: (builder) => builder.overrideProvider(CALL_POLICY).useValue(HASTY),
  });
  plans = await ModelPlans.of(test);
});
afterAll(async () => {
  await replica.close();
  await test.close();
  await server.stop();
});
beforeEach(() => {
  server.clear();
  server.latencyMs = 0;
});

const generation = (trainingPlanId: string, mode = 'progressive') => ({
  as: plans.coach,
  key: v7(),
  path: '/training-plan/generate',
  body: { trainingPlanId, mode },
});

const runsOf = (plan: string) => test.orm.em.fork().count(Generation, { plan, scope: 'plan' });

describe('a generation with an idempotency key', () => {
  it('is paid for once, however often it is asked for at once', async () => {
    server.latencyMs = 1_500;
    const id = await plans.tenK();
    const sent = generation(id);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => send(index % 2 ? test : replica, sent)),
    );
    const [done, ...more] = answers.filter(({ status }) => status === 200);
    expect(more.map(contentOf)).toEqual(more.map(() => done && contentOf(done)));
    for (const { status, code, headers } of answers) {
      if (status === 200) continue;
      expect([status, code, headers.get('retry-after')]).toEqual([409, 'idempotency.in_flight', '2']);
    }
    expect([server.requests.length, await runsOf(id)]).toEqual([1, 1]);
    for (const where of [test, replica]) {
      expect(contentOf(await send(where, sent))).toEqual(done && contentOf(done));
    }
    expect(server.requests).toHaveLength(1);
    expect((await plans.weeks(id)).length).toBe(1);
  });

  it('is worked on again after every model failed, and then no more', async () => {
    const sent = generation(await plans.tenK());
    server.script(() => 'status_500');
    const failed = await send(test, sent);
    expect(failed.status).toBe(502);
    server.clear();
    const done = await send(replica, sent);
    expect(done.status).toBe(200);
    const asked = server.requests.length;
    expect(contentOf(await send(test, sent))).toEqual(contentOf(done));
    expect([asked, server.requests.length]).toEqual([1, 1]);
  });

  it('gives a whole plan again, and refuses another mode under its key', async () => {
    const sent = generation(await plans.marathon(), 'complete');
    const done = await send(test, sent);
    expect(done.status).toBe(200);
    expect((await send(replica, sent)).text).toBe(done.text);
    const other = { ...sent, body: { ...sent.body, mode: 'progressive' } };
    expect(await send(replica, other)).toMatchObject({ status: 422, code: 'idempotency.key_reused' });
    expect(server.requests).toHaveLength(16);
  });

  it('that is answered at once leads to the same operation', async () => {
    const { headers } = plans.coach;
    const sent = {
      ...generation(await plans.tenK()),
      as: { headers: { ...headers, prefer: 'respond-async' } },
    };
    const first = await send(test, sent);
    const again = await send(replica, sent);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(contentOf(again)).toEqual(contentOf(first));
    expect(again.headers.get('location')).toMatch(/^\/api\/operations\/[0-9a-f-]{36}$/);
    expect(again.headers.get('preference-applied')).toBe('respond-async');
    const id = (JSON.parse(first.text) as { id: string }).id;
    const operation = () => test.orm.em.fork().findOneOrFail(Operation, id);
    await expect.poll(async () => (await operation()).status, { timeout: 10_000 }).toBe('succeeded');
    expect(await test.orm.em.fork().count(Operation)).toBe(1);
    expect(server.requests).toHaveLength(1);
    // The key keeps the answer it had; how the work went on is the operation's to tell.
    expect(contentOf(await send(test, sent))).toEqual(contentOf(first));
  });
});
