import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AiRoute } from '../../src/ai/routing/ai-route.entity.js';
import { RoutesService } from '../../src/ai/routing/routes.service.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { loadConfig } from '../../src/config/app-config.js';
import { signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', TODAY: '2026-11-23' } });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

const get = (path: string) => test.http.get(`/api/ai/${path}`).set(admin.headers);
const put = (body: object, ifMatch?: string) => {
  const request = test.http.put('/api/ai/routes').set(admin.headers);
  return (ifMatch === undefined ? request : request.set('if-match', ifMatch)).send(body);
};
const unlimited = { perPlanUsd: null, perDayUsd: null, perMonthUsd: null };

describe('the routes', () => {
  let etag: string;
  beforeEach(async () => (etag = (await get('routes')).headers['etag'] ?? ''));

  it('are the operator’s until someone changes them, and can be kept as the file they came from', async () => {
    const { body } = await get('routes').expect(200);
    expect(body).toMatchObject({
      models: [{ id: 'gpt-4o-mini', baseUrl: 'http://127.0.0.1:9/v1' }, { id: 'gpt-6-luna' }],
      routes: [{ targets: ['gpt-4o-mini', 'gpt-6-luna'], bestOf: 1 }],
      experiments: [],
      budgets: unlimited,
      builtInCoach: true,
    });
    const folder = mkdtempSync(join(tmpdir(), 'gofast-routes-'));
    const path = join(folder, 'ai.json');
    writeFileSync(path, JSON.stringify(body));
    expect(loadConfig({ AI_CONFIG_FILE: path }).ai).toMatchObject(body);
    rmSync(folder, { recursive: true });
  });

  it('change for whoever read them, with who, what was and what is on record', async () => {
    const before = (await get('routes')).body;
    const change = {
      routes: [{ when: { maxWeeks: 8, distances: ['5k'] }, targets: ['gpt-6-luna'] }],
      experiments: [{ id: 'e', arms: [{ target: 'gpt-6-luna', contract: 'laps', weight: 50 }] }],
      budgets: { perDayUsd: 5 },
      builtInCoach: false,
    };
    const answer = await put(change, etag).expect(200);
    expect(answer.headers['etag']).not.toBe(etag);
    expect(answer.body).toEqual({
      models: before.models,
      routes: [{ ...change.routes[0], bestOf: 1 }],
      experiments: change.experiments,
      budgets: { ...unlimited, perDayUsd: 5 },
      builtInCoach: false,
    });
    expect((await get('routes')).body).toEqual(answer.body);
    const em = test.orm.em.fork();
    const [entry] = await em.find(
      AuditEntry,
      { action: 'ai_route.changed' },
      { orderBy: { at: 'desc' }, limit: 1 },
    );
    const { models: _, ...routing } = answer.body;
    const { models: __, ...routingBefore } = before;
    expect(entry).toMatchObject({ actorId: admin.id, detail: { before: routingBefore, after: routing } });
  });

  it('keep what a change leaves out', async () => {
    const change = { routes: [{ targets: ['gpt-6-luna'], bestOf: 1 }], builtInCoach: true };
    const first = await put({ ...change, budgets: { perPlanUsd: 1 } }, etag).expect(200);
    const second = await put({ experiments: [] }, first.headers['etag']).expect(200);
    expect(second.body).toMatchObject({ ...change, experiments: [], budgets: { perPlanUsd: 1 } });
  });

  it('are not changed by who did not read them, or not lately', async () => {
    const missing = await put({ builtInCoach: true });
    expect([missing.status, missing.body.code]).toEqual([428, 'request.if_match_missing']);
    await put({ builtInCoach: true }, etag).expect(200);
    const stale = await put({ builtInCoach: true }, etag);
    expect([stale.status, stale.body.code]).toEqual([412, 'request.stale']);
  });

  it('take one of two changes at once', async () => {
    const answers = await Promise.all([1, 2, 3].map((perPlanUsd) => put({ budgets: { perPlanUsd } }, etag)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
  });

  it.each<[string, object, string[]]>([
    ['a model nobody knows', { routes: [{ targets: ['gpt-9'] }] }, ['/routes/0/targets/0']],
    ['an address', { routes: [{ targets: ['http://169.254.169.254/latest'] }] }, ['/routes/0/targets/0']],
    ['models', { models: [{ id: 'x', baseUrl: 'http://169.254.169.254/' }] }, ['/models']],
    ['an unknown field', { routes: [{ targets: ['gpt-6-luna'], url: 'http://x' }] }, ['/routes/0/url']],
    ['text where a number belongs', { budgets: { perDayUsd: '5' } }, ['/budgets/perDayUsd']],
    ['a body that is no object', [], ['']],
    [
      'several faults',
      { routes: [{ targets: ['gpt-9'], bestOf: 3 }], budgets: { perDayUsd: -1 }, builtInCoach: null },
      ['/budgets/perDayUsd', '/builtInCoach', '/routes/0/targets/0', '/routes/0/bestOf'],
    ],
  ])('are refused with %s, each by its pointer', async (_, body, pointers) => {
    const answer = await put(body, etag);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect((await get('routes')).headers['etag']).toBe(etag);
  });

  it('are never rewritten in the database', async () => {
    await put({ builtInCoach: true }, etag).expect(200);
    const em = test.orm.em.fork();
    await expect(em.nativeUpdate(AiRoute, { version: 1 }, { actorId: admin.id })).rejects.toThrow(
      'cannot be changed',
    );
  });

  it('are in force on another replica within 10 seconds', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const replica = new RoutesService(test.orm.em.fork(), test.config);
      const before = await replica.current();
      await put({ budgets: { perDayUsd: 7 } }, '*').expect(200);
      expect(await replica.current()).toBe(before);
      vi.advanceTimersByTime(9_000);
      expect((await replica.current()).routing.budgets.perDayUsd).toBe(7);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the models', () => {
  it('are listed with their life, price and use', async () => {
    const { body } = await get('models').expect(200);
    expect(body.nextCursor).toBeNull();
    expect(body.items).toMatchObject([
      {
        id: 'gpt-4o-mini',
        provider: '127.0.0.1:9',
        apiKeyEnv: null,
        shutdownDate: '2027-01-14',
        life: { state: 'ending', daysLeft: 52 },
        price: { from: '2024-07-18', input: 0.15, cached: 0.075, output: 0.6 },
        listed: null,
        usable: true,
        reason: null,
      },
      { id: 'gpt-6-luna', life: { state: 'current', daysLeft: null }, usable: true },
    ]);
  });
});
