import { describe, expect, it } from 'vitest';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { callsOf, HASTY } from '../support/model-app.js';
import type { ModelPlans } from '../support/model-plans.js';
import { closeScenes, startScene, type SceneOptions } from '../support/model-scene.js';
import type { ModelServer } from '../support/model-server.js';
import type { CapturedRequest } from '../support/model-turn.js';
import { stored } from '../support/operations.js';

let server: ModelServer;
let plans: ModelPlans;
closeScenes();

async function start(options: SceneOptions = {}): Promise<void> {
  ({ server, plans } = await startScene(options));
}

const weekOf = ({ body }: CapturedRequest): number =>
  Number(/Write week (\d+) of/.exec(body.messages.at(-1)?.content ?? '')?.[1]);

describe('sixteen weeks with a model that takes two seconds', () => {
  it('are asked for once each and side by side, and there in under three', async () => {
    await start();
    let own = Infinity;
    for (let round = 0; round < 2; round += 1) {
      own = Math.min(own, (await plans.generate(await plans.marathon())).milliseconds);
    }
    server.clear();
    server.latencyMs = 2000;
    const { status, body, milliseconds } = await plans.generate(await plans.marathon());
    expect([status, body.provenance.author]).toEqual([200, 'model']);
    expect(server.requests.map(weekOf).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    expect(server.maxInFlight).toBe(16);
    // On a machine that is busy, as much more as it takes with a model that answers at once.
    expect(milliseconds).toBeLessThan(3000 + own);
  });

  it.each([
    ['of the model', { concurrency: 4 }],
    ['of the service', { policy: { concurrency: 4 } }],
  ])('keep to the concurrency %s', async (_, options) => {
    // Long enough that a busy machine asks for four before the first is answered.
    await start({ latencyMs: 200, ...options });
    const ids = await Promise.all([plans.marathon(), plans.marathon()]);
    const answers = await Promise.all(ids.map((id) => plans.generate(id)));
    expect(answers.map(({ body }) => body.provenance.author)).toEqual(['model', 'model']);
    expect(server.maxInFlight).toBe(4);
  });
});

describe('the database', () => {
  it('is left alone while models write', async () => {
    await start();
    server.script(() => 'stall_headers');
    const answer = plans.generate(await plans.marathon());
    while (server.requests.length < 16) await new Promise((resolve) => setTimeout(resolve, 5));
    const busy: unknown = await plans.test.orm.em
      .fork()
      .getConnection()
      .execute(
        `select state, query from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
      );
    expect(busy).toEqual([]);
    await server.stop();
    expect((await answer).status).toBe(200);
  });
});

describe('a week that no model can write', () => {
  it('fails the plan where the coach may not write, and the next try pays for that week alone', async () => {
    await start({ config: () => ({ builtInCoach: false }) });
    const id = await plans.marathon();
    server.script((request) => (weekOf(request) === 16 ? 'status_500' : null));
    const first = await plans.generate(id);
    expect([first.status, first.body.code]).toEqual([502, 'ai.models_failed']);
    expect(server.requests.filter((request) => weekOf(request) !== 16)).toHaveLength(15);
    const em = plans.test.orm.em.fork();
    const failed = await em.findOneOrFail(Generation, { plan: id });
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'ai.models_failed' } });
    expect(failed.weeksDecoded).toHaveLength(15);
    expect(failed.costUsd).toBeGreaterThan(0);

    server.clear();
    const second = await plans.generate(id);
    expect([second.status, second.body.provenance.author]).toEqual([200, 'model']);
    expect(server.requests.map(weekOf)).toEqual([16]);
    expect(await plans.blockingFindings(id)).toEqual([]);
    const runs = await plans.test.orm.em.fork().find(Generation, { plan: id }, { orderBy: { fence: 'asc' } });
    expect(runs.map(({ state, weeksDecoded }) => [state, weeksDecoded.length])).toEqual([
      ['failed', 15],
      ['succeeded', 0],
    ]);
  });

  it('is written anew when the draft has changed since', async () => {
    await start({ config: () => ({ builtInCoach: false }) });
    const id = await plans.marathon();
    server.script((request) => (weekOf(request) === 16 ? 'status_500' : null));
    expect((await plans.generate(id)).status).toBe(502);
    server.clear();
    const em = plans.test.orm.em.fork();
    await em.nativeUpdate(TrainingPlan, { id }, { currentWeeklyMileage: 40 });
    expect((await plans.generate(id)).status).toBe(200);
    expect(server.requests.length).toBeGreaterThan(8);
  });
});

describe('a server that dies', () => {
  const breaker = { failures: 5, restMs: 6000 };

  it('amid its streams opens the breaker; the coach writes until it is back', async () => {
    await start({ policy: { breaker, retries: 1 } });
    server.script(() => 'stall');
    const dying = await plans.marathon();
    const answer = plans.generate(dying);
    while (server.requests.length < 16) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.stop();
    const { status, body } = await answer;
    expect([status, body.provenance.author]).toEqual([200, 'built-in-coach']);
    expect(await plans.blockingFindings(dying)).toEqual([]);

    // While it is open nobody is asked.
    const before = await callsOf(plans.test, dying);
    expect(before.filter(({ outcome }) => outcome === 'stream_cut').length).toBeGreaterThan(0);
    server.clear();
    await server.start();
    const open = await plans.tenK();
    const meanwhile = await plans.generate(open);
    expect(meanwhile.body.provenance).toMatchObject({
      author: 'built-in-coach',
      fallbackReason: 'test-model: breaker_open',
    });
    expect(server.requests).toEqual([]);
    expect(await callsOf(plans.test, open)).toEqual([]);

    await new Promise((resolve) => setTimeout(resolve, breaker.restMs));
    // One call tries whether it is back; the weeks beside it do not wait for that.
    await plans.generate(await plans.tenK(), { mode: 'progressive' });
    const { body: back } = await plans.generate(await plans.tenK());
    expect(back.provenance).toMatchObject({ author: 'model', fallbackReason: null });
  });

  it('is left alone at once when it refuses the key, and told once', async () => {
    await start({ concurrency: 1, policy: { breaker } });
    server.script(() => 'status_401');
    const { body } = await plans.generate(await plans.tenK());
    expect(body.provenance.author).toBe('built-in-coach');
    expect(server.requests).toHaveLength(1);
  });
});

describe('the deadline', () => {
  // Long enough for what is answered at once, on a busy machine too.
  const policy = { deadlineMs: 2_000 };

  it('is held: the coach writes what is not there by then', async () => {
    await start({ policy });
    server.script((request) => (weekOf(request) % 2 === 0 ? 'stall_headers' : null));
    const id = await plans.tenK();
    const { status, body, milliseconds } = await plans.generate(id);
    expect([status, body.provenance.author]).toEqual([200, 'mixed']);
    expect(milliseconds).toBeLessThan(HASTY.timeouts.headersMs);
    const weeks = await plans.weeks(id);
    expect(weeks.map(({ provenance }) => provenance.fallbackReason)).toEqual(
      weeks.map(({ weekNumber }) => (weekNumber % 2 === 0 ? 'test-model: deadline' : null)),
    );
    expect((await callsOf(plans.test, id)).filter(({ outcome }) => outcome === 'deadline')).toHaveLength(4);
  });

  it('is 504 and nothing stored where the coach may not write', async () => {
    await start({ policy, config: () => ({ builtInCoach: false }) });
    server.script(() => 'keep_alive');
    const id = await plans.tenK();
    const { status, body, milliseconds } = await plans.generate(id);
    expect([status, body.code]).toEqual([504, 'ai.deadline_passed']);
    expect(milliseconds).toBeLessThan(HASTY.timeouts.headersMs);
    expect(await stored(plans.test, id)).toBe('draft, 0 days');
  });

  it('is not waited for when the server asks for more time than is left', async () => {
    await start({ policy: { ...policy, deadlineMs: 20_000 } });
    server.script(() => 'status_429_minutes');
    const { body, milliseconds } = await plans.generate(await plans.tenK());
    expect(body.provenance.fallbackReason).toBe('test-model: rate_limited');
    expect(milliseconds).toBeLessThan(15_000);
  });
});
