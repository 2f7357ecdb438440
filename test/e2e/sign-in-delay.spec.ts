import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { AuthSweeper } from '../../src/auth/auth-sweeper.js';
import { PasswordHasher } from '../../src/auth/password-hasher.js';
import { SignInFailures } from '../../src/auth/sign-in-failures.entity.js';
import { StaffService } from '../../src/auth/staff.service.js';
import { BEHIND_PROXY, trySignIn, type SignInTry } from '../support/sign-in.js';
import { watchStatements } from '../support/statements.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const OWNER = { email: 'Owner@example.com', password: 'seven tired horses' };
const OTHER = { email: 'other@example.com', password: 'a road less travelled' };
const WRONG = { ...OWNER, password: 'seven tired horse' };
const HERE = '192.0.2.1';
const THERE = '198.51.100.7';

let test: TestApp;
let replica: TestApp;
beforeAll(async () => {
  test = await startTestApp({
    env: { ...BEHIND_PROXY, ADMIN_EMAIL: OWNER.email, ADMIN_PASSWORD: OWNER.password },
  });
  replica = await startReplica(test);
  const staff = new StaffService(test.orm.em.fork(), new PasswordHasher());
  await staff.add({ ...OTHER, name: 'Other', role: 'coach' }, null);
});
afterAll(async () => {
  await replica.close();
  await test.close();
});
beforeEach(async () => void (await test.orm.em.fork().nativeDelete(SignInFailures, {})));

const run = (sql: string) => test.orm.em.fork().getConnection().execute(sql);
const secondsPass = (seconds: number) =>
  run(`update sign_in_failures set last_at = last_at - interval '${seconds} seconds'`);

/** Failures of a minute ahead: what follows is slowed down however long the machine takes over it. */
const notOver = () => secondsPass(-60);

async function statusOf(sent: SignInTry, app = test): Promise<number> {
  return (await trySignIn(app, sent)).status;
}

async function fail(times: number, sent: SignInTry): Promise<void> {
  for (let time = 0; time < times; time += 1) expect(await statusOf(sent)).toBe(401);
}

describe('after failed tries at an account from one address', () => {
  it('further ones wait, longer each time, right or wrong', async () => {
    const wrong = { ...WRONG, from: HERE };
    await fail(6, wrong);
    for (const seconds of [1, 2, 4, 8]) {
      const { status, retryAfter, body } = await trySignIn(test, wrong);
      expect([status, retryAfter, body.code]).toEqual([429, `${seconds}`, 'auth.too_many_tries']);
      expect(await statusOf({ ...OWNER, from: HERE })).toBe(429);
      // What is refused is not counted: whoever waits as long as was said may try again.
      await secondsPass(seconds);
      await fail(1, wrong);
    }
  });

  it('the right one forgets them, once the time is up', async () => {
    await fail(6, { ...WRONG, from: HERE });
    await secondsPass(1);
    expect(await statusOf({ ...OWNER, email: OWNER.email.toUpperCase(), from: HERE })).toBe(200);
    await fail(5, { ...WRONG, from: HERE });
    expect(await statusOf({ ...OWNER, from: HERE })).toBe(200);
  });

  it('time alone forgets them', async () => {
    await fail(6, { ...WRONG, from: HERE });
    await secondsPass(3601);
    await fail(6, { ...WRONG, from: HERE });
    await secondsPass(3601);
    await test.app.get(AuthSweeper).sweep();
    expect(await test.orm.em.fork().count(SignInFailures)).toBe(0);
  });

  it('other replicas know', async () => {
    await fail(6, { ...WRONG, from: HERE });
    await notOver();
    expect(await statusOf({ ...OWNER, from: HERE }, replica)).toBe(429);
  });

  it('its owner still gets in from elsewhere, and others from there', async () => {
    await fail(6, { ...WRONG, from: HERE });
    expect(await statusOf({ ...OWNER, from: THERE })).toBe(200);
    expect(await statusOf({ ...OTHER, from: HERE })).toBe(200);
  });
});

describe('tries from everywhere at one account', () => {
  it('make its owner wait for the answer, but never keep them out', async () => {
    for (let host = 1; host <= 13; host += 1) await fail(1, { ...WRONG, from: `203.0.113.${host}` });
    const began = performance.now();
    expect(await statusOf({ ...OWNER, from: THERE })).toBe(200);
    // 11 failures cost 0.25 s, 13 cost 1 s.
    expect(performance.now() - began).toBeGreaterThan(990);
    // Those of the account are forgotten; each address keeps its own, and its own at this account.
    expect(await test.orm.em.fork().count(SignInFailures)).toBe(2 * 13);
  });
});

describe('tries from one address at many accounts', () => {
  const guess = (from: string, times: number) =>
    Promise.all(
      Array.from({ length: times }, (_, index) =>
        statusOf({ email: `guess-${index}@example.com`, password: 'a password', from }),
      ),
    );

  it('lock the address for all accounts, and no account for other addresses', async () => {
    await guess(HERE, 31);
    await notOver();
    for (const owner of [OWNER, OTHER]) {
      expect(await statusOf({ ...owner, from: HERE })).toBe(429);
      expect(await statusOf({ ...owner, from: THERE })).toBe(200);
    }
  });

  it('are not forgotten by signing in to an account of one’s own', async () => {
    await guess(HERE, 30);
    expect(await statusOf({ ...OTHER, from: HERE })).toBe(200);
    await fail(1, { ...WRONG, from: HERE });
    await notOver();
    expect(await statusOf({ ...OTHER, from: HERE })).toBe(429);
  });

  it('lock a whole network of IPv6, whose addresses are all its holder’s', async () => {
    for (let host = 1; host <= 6; host += 1) await fail(1, { ...WRONG, from: `2001:db8:0:1::${host}` });
    await notOver();
    expect(await statusOf({ ...OWNER, from: '2001:db8:0:1:ffff::' })).toBe(429);
    expect(await statusOf({ ...OWNER, from: '2001:db8:0:2::1' })).toBe(200);
  });

  it('are told by the network where no proxy is trusted, whatever they say themselves', async () => {
    const open = await startReplica({
      ...test,
      config: { ...test.config, http: { ...test.config.http, trustedProxies: [] } },
    });
    try {
      for (let host = 1; host <= 6; host += 1) await statusOf({ ...WRONG, from: `203.0.113.${host}` }, open);
      await notOver();
      expect(await statusOf({ ...OWNER, from: '203.0.113.99' }, open)).toBe(429);
    } finally {
      await open.close();
    }
  });
});

it('of many tries at once hardly more are answered than one by one, and not the right one among them', async () => {
  const tries = Array.from({ length: 40 }, (_, index) =>
    statusOf({ ...(index === 39 ? OWNER : WRONG), from: HERE }, index % 2 ? test : replica),
  );
  const statuses = await Promise.all(tries);
  expect(statuses.filter((status) => status === 401).length).toBeLessThan(15);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(25);
});

describe('an unknown account', () => {
  let watch: ReturnType<typeof watchStatements> | undefined;
  afterEach(() => watch?.stop());

  it('is slowed down as a known one is, and answered the same', async () => {
    const answersFor = async (email: string, from: string) => {
      const answers = [];
      for (let time = 0; time < 8; time += 1) {
        const { status, retryAfter, body } = await trySignIn(test, { email, password: 'no password', from });
        answers.push({ status, retryAfter, body: { ...body, traceId: '' } });
      }
      return answers;
    };
    expect(await answersFor('nobody@example.com', HERE)).toEqual(await answersFor(OWNER.email, THERE));
  });

  it('costs as many passes of the hash and the same questions to the database', async () => {
    await trySignIn(test, { ...WRONG, from: HERE });
    const costOf = async (email: string) => {
      watch = watchStatements();
      expect(await statusOf({ email, password: 'no password', from: THERE })).toBe(401);
      watch.stop();
      return watch.statements.map((statement) => statement.replaceAll(/'[^']*'|\bnull\b/g, '?'));
    };
    const known = await costOf(OWNER.email);
    expect(known.length).toBeGreaterThan(4);
    expect(await costOf('nobody@example.com')).toEqual(known);
  });
});

it('failures are on record with where they came from, and not with what was typed', async () => {
  await fail(1, { ...WRONG, from: THERE });
  await fail(1, { email: 'my password by mistake', password: 'x', from: HERE });
  const entries = await test.orm.em
    .fork()
    .find(AuditEntry, { action: 'auth.sign_in_failed' }, { orderBy: { id: 'desc' }, limit: 2 });
  expect(entries[0]).toMatchObject({ actorId: null, subjectId: null, address: HERE });
  expect(entries[1]).toMatchObject({ actorId: null, subjectId: expect.any(String), address: THERE });
  expect(JSON.stringify([entries, await run('select * from sign_in_failures')])).not.toMatch(
    /example\.com|mistake|tired/i,
  );
});
