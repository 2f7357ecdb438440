import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SharedCounts } from '../../src/throttling/shared-counts.js';
import { signedIn, type Person } from '../support/people.js';
import { BEHIND_PROXY } from '../support/sign-in.js';
import { InjectedFault, watchStatements } from '../support/statements.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const ACCOUNT = 40;
const ADDRESS = 20;
const COSTLY = 4;
const SIGN_IN = 5;

let test: TestApp;
let other: TestApp;
beforeAll(async () => {
  const env = {
    ...BEHIND_PROXY,
    RATE_LIMIT_ACCOUNT: `${ACCOUNT}`,
    RATE_LIMIT_ADDRESS: `${ADDRESS}`,
    RATE_LIMIT_COSTLY: `${COSTLY}`,
    RATE_LIMIT_SIGN_IN: `${SIGN_IN}`,
  };
  test = await startTestApp({ env });
  other = await startReplica(test);
});
afterAll(async () => {
  await other.close();
  await test.close();
});

const run = (sql: string, values: unknown[] = []) => test.orm.em.fork().getConnection().execute(sql, values);

let addresses = 0;
/** One that nobody has asked from. */
const newAddress = () => `10.${(addresses += 1) >> 8}.${addresses & 255}.1`;

interface Asked {
  route: string;
  by?: Pick<Person, 'headers'>;
  /** As the proxy says; left out: from an address of its own. */
  from?: string;
  body?: object;
}

async function ask({ url }: Pick<TestApp, 'url'>, { route, by, from = newAddress(), body }: Asked) {
  const [method = '', path = ''] = route.split(' ');
  const answer = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...by?.headers,
      'x-forwarded-for': from,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson(answer.headers) ? JSON.parse(text) : {}) as { code?: string; detail?: string },
  };
}

const isJson = (headers: Headers) => /json/.test(headers.get('content-type') ?? '');

/** How many of so many requests, sent one by one to both replicas in turn, were not refused for being too many. */
async function letIn(count: number, asked: Asked): Promise<number> {
  let passed = 0;
  for (let at = 0; at < count; at += 1) {
    const { status } = await ask(at % 2 === 0 ? test : other, asked);
    if (status !== 429) passed += 1;
  }
  return passed;
}

const me = (by: Pick<Person, 'headers'>): Asked => ({ route: 'GET /auth/me', by });

describe('the limit of an account', () => {
  it('is one for all replicas, wherever requests come from', async () => {
    const coach = await signedIn(test, 'coach');
    const passed = await letIn(ACCOUNT + 20, me(coach));
    // What one replica holds in reserve while the other refuses: a twentieth.
    expect(passed).toBeLessThanOrEqual(ACCOUNT);
    expect(passed).toBeGreaterThanOrEqual(ACCOUNT - ACCOUNT / 20);
    expect((await ask(test, me(await signedIn(test, 'coach')))).status).toBe(200);
  });

  it('holds for many at once', async () => {
    const coach = await signedIn(test, 'coach');
    const answers = await Promise.all(
      Array.from({ length: 2 * ACCOUNT }, (_, at) => ask(at % 2 === 0 ? test : other, me(coach))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(ACCOUNT);
    expect(statuses.filter((status) => status === 429)).toHaveLength(ACCOUNT);
  });

  it('tells what is left, and when to come again', async () => {
    const coach = await signedIn(test, 'coach');
    const first = await ask(test, me(coach));
    expect(first.headers.get('ratelimit-limit')).toBe(`${ACCOUNT}`);
    expect(first.headers.get('ratelimit-remaining')).toBe(`${ACCOUNT - 1}`);
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    await letIn(ACCOUNT, me(coach));
    const { status, headers, body } = await ask(test, me(coach));
    expect([status, body.code]).toEqual([429, 'request.too_many']);
    const seconds = Number(headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body.detail).toContain(`wait ${seconds} s`);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('is not that of the account’s API keys: each has its own', async () => {
    const admin = await signedIn(test, 'admin');
    const made = await ask(test, {
      route: 'POST /api-keys',
      by: admin,
      body: { name: 'Importer', scopes: ['read'] },
    });
    const key = { headers: { authorization: `Bearer ${(made.body as { key?: string }).key}` } };
    await letIn(ACCOUNT + 5, me(admin));
    expect((await ask(test, me(admin))).status).toBe(429);
    expect((await ask(test, { route: 'GET /athletes', by: key })).status).toBe(200);
    expect(await letIn(ACCOUNT + 5, { route: 'GET /athletes', by: key })).toBeLessThan(ACCOUNT);
  });
});

describe('what costs money', () => {
  const plan = v7();
  it.each<[string, object]>([
    ['POST /training-plan/generate', { trainingPlanId: plan }],
    ['POST /training-plan/week/generate', { trainingPlanId: plan, weekNumber: 2 }],
    [`POST /training-plan/${plan}/phases/base/generate`, {}],
    [`POST /training-plan/${plan}/suggestions/${plan}/accept`, {}],
    [`POST /jobs/${plan}/retry`, {}],
    ['POST /scheduler/run', {}],
  ])('has a tighter limit: %s', async (route, body) => {
    const admin = await signedIn(test, 'admin');
    expect(await letIn(COSTLY + 3, { route, by: admin, body })).toBe(COSTLY);
    expect((await ask(test, me(admin))).status).toBe(200);
  });

  it('is counted together, whatever it is', async () => {
    const admin = await signedIn(test, 'admin');
    await letIn(COSTLY, {
      route: 'POST /training-plan/generate',
      by: admin,
      body: { trainingPlanId: plan },
    });
    const { status, body } = await ask(other, { route: 'POST /scheduler/run', by: admin });
    expect([status, body.code]).toEqual([429, 'request.too_many']);
  });
});

describe('the limit of an address', () => {
  const unknown: Asked = { route: 'GET /auth/me', by: { headers: { authorization: 'Bearer x.y.z' } } };

  it('stops whoever guesses at tokens, on all replicas', async () => {
    const from = newAddress();
    const passed = await letIn(ADDRESS + 10, { ...unknown, from });
    expect(passed).toBeLessThanOrEqual(ADDRESS);
    expect(passed).toBeGreaterThanOrEqual(ADDRESS - ADDRESS / 20);
    expect((await ask(test, unknown)).status).toBe(401);
  });

  it('is that of a whole network of IPv6', async () => {
    let host = 0;
    for (let at = 0; at < ADDRESS + 2; at += 1) {
      host = (await ask(test, { ...unknown, from: `2001:db8:0:7::${at.toString(16)}` })).status;
    }
    expect(host).toBe(429);
    expect((await ask(test, { ...unknown, from: '2001:db8:0:8::1' })).status).toBe(401);
  });

  it('goes by what a trusted proxy saw, not by what its client said', async () => {
    const seen = newAddress();
    const lie = (at: number) => ({ ...unknown, from: `198.51.100.${at}, ${seen}` });
    for (let at = 0; at < ADDRESS; at += 1) await ask(test, lie(at));
    expect((await ask(test, lie(250))).status).toBe(429);
  });

  it('takes nobody’s word where no proxy is trusted', async () => {
    const { config } = test;
    const open = await startReplica({
      ...test,
      config: { ...config, http: { ...config.http, trustedProxies: [] } },
    });
    try {
      for (let at = 0; at < ADDRESS; at += 1) await ask(open, unknown);
      expect((await ask(open, unknown)).status).toBe(429);
    } finally {
      await open.close();
    }
  });

  it('is none for probes and for the documentation', async () => {
    const from = newAddress();
    await letIn(ADDRESS + 5, { ...unknown, from });
    expect((await ask(test, { ...unknown, from })).status).toBe(429);
    for (const route of ['GET /health/live', 'GET /health/ready', 'GET /docs', 'GET /openapi.json']) {
      expect([route, (await ask(test, { route, from })).status]).toEqual([route, 200]);
    }
  });
});

describe('signing in', () => {
  it.each(['POST /auth/login', 'POST /auth/refresh', 'POST /auth/password-reset'])(
    'has a tighter limit for an address, each way its own: %s',
    async (route) => {
      const from = newAddress();
      expect(await letIn(SIGN_IN + 3, { route, from, body: {} })).toBe(SIGN_IN);
      expect(await letIn(SIGN_IN + 3, { route: 'POST /auth/logout', from, body: {} })).toBe(SIGN_IN + 3);
      expect((await ask(test, { route, body: {} })).status).toBe(400);
    },
  );

  it('counts changes of a password with it', async () => {
    const coach = await signedIn(test, 'coach');
    const change: Asked = { route: 'PATCH /auth/me/password', by: coach, from: newAddress(), body: {} };
    expect(await letIn(SIGN_IN + 3, change)).toBe(SIGN_IN);
  });
});

describe('the shared counts', () => {
  const counts = (app: TestApp) => app.app.get(SharedCounts, { strict: false });

  it('begin anew after the window, on every replica', async () => {
    const key = 'a window';
    const hit = async (app: TestApp) => (await counts(app).increment(key, 3_000, 2)).isBlocked;
    expect([await hit(test), await hit(other), await hit(test), await hit(other)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    await expect.poll(() => hit(test)).toBe(false);
    await expect.poll(() => hit(other)).toBe(false);
  });

  it('refuse without asking once the limit is reached', async () => {
    const increment = () => counts(test).increment('spent', 60_000, 3);
    for (let at = 0; at < 4; at += 1) await increment();
    const watch = watchStatements();
    const answer = await increment();
    watch.stop();
    expect(answer.isBlocked).toBe(true);
    expect(watch.statements.filter((sql) => sql.includes('rate_limit_count'))).toEqual([]);
  });

  it('ask the database for one request in twenty', async () => {
    const watch = watchStatements();
    for (let at = 0; at < 100; at += 1) await counts(test).increment('many', 60_000, 400);
    watch.stop();
    expect(watch.statements.filter((sql) => sql.includes('rate_limit_count'))).toHaveLength(5);
  });

  it('keep digests, in a table that no write to the log slows down', async () => {
    await ask(test, { route: 'GET /auth/me', from: '192.0.2.77' });
    expect(await run(`select key from rate_limit_count where key ~ '[.:]'`)).toEqual([]);
    expect(await run(`select key from rate_limit_count where key ~ '^[0-9a-f]{64}$' limit 1`)).toHaveLength(
      1,
    );
    expect(await run(`select relpersistence from pg_class where relname = 'rate_limit_count'`)).toEqual([
      { relpersistence: 'u' },
    ]);
  });

  it('are forgotten when their window is over', async () => {
    await run(`insert into rate_limit_count values ('over', 1, now() - interval '1 second')`);
    await run(`insert into rate_limit_count values ('on', 1, now() + interval '1 minute')`);
    await counts(test).sweep();
    expect(await run(`select key from rate_limit_count where key in ('over', 'on')`)).toEqual([
      { key: 'on' },
    ]);
  });
});

describe('without the database', () => {
  /** A replica whose counts fail. */
  async function whileUncounted<T>(work: (app: TestApp) => Promise<T>): Promise<T> {
    const app = await startReplica(test);
    const watch = watchStatements((sql) => (sql.includes('rate_limit_count') ? new InjectedFault() : null));
    try {
      return await work(app);
    } finally {
      watch.stop();
      await app.close();
    }
  }

  it('nothing is refused for want of a count', async () => {
    const coach = await signedIn(test, 'coach');
    await whileUncounted(async (app) => {
      for (let at = 0; at < ACCOUNT + 5; at += 1) {
        expect((await ask(app, { ...me(coach), from: '192.0.2.78' })).status).toBe(200);
      }
    });
  });

  it('failed sign-ins are slowed down all the same', async () => {
    await whileUncounted(async (app) => {
      const body = { email: `${v7()}@example.com`, password: 'not the right one' };
      const codes: (string | undefined)[] = [];
      for (let at = 0; at < 7; at += 1) {
        codes.push((await ask(app, { route: 'POST /auth/login', from: '192.0.2.79', body })).body.code);
      }
      expect(codes.at(-1)).toBe('auth.too_many_tries');
      expect(codes).not.toContain('request.too_many');
    });
  });
});
