import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { RefreshToken } from '../../src/auth/refresh-token.entity.js';
import { digestOf } from '../../src/auth/secrets.js';
import { AuthSweeper } from '../../src/auth/auth-sweeper.js';
import { StaffSession } from '../../src/auth/staff-session.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const ADMIN = { email: 'boss@example.com', password: 'seven tired horses' };

interface Pair {
  accessToken: string;
  refreshToken: string;
}

let test: TestApp;
let replica: TestApp;
let adminId: string;
beforeAll(async () => {
  test = await startTestApp({ env: { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password } });
  replica = await startReplica(test);
  adminId = (await test.orm.em.fork().findOneOrFail(Staff, { email: ADMIN.email })).id;
});
afterAll(async () => {
  await replica.close();
  await test.close();
});

let first: Pair;
beforeEach(async () => {
  first = await signIn();
});

async function signIn(): Promise<Pair> {
  const { status, body } = await test.http.post('/api/auth/login').send(ADMIN);
  expect(status).toBe(200);
  return body;
}

interface Client {
  userAgent?: string;
  app?: TestApp;
}

function refresh({ refreshToken }: Pair, { userAgent = 'phone', app = test }: Client = {}) {
  return app.http.post('/api/auth/refresh').set('user-agent', userAgent).send({ refreshToken });
}

async function refreshed(pair: Pair, client?: Client): Promise<Pair> {
  const { status, body } = await refresh(pair, client);
  expect(status).toBe(200);
  return body;
}

const INVALID = [401, 'auth.refresh_invalid'];

async function answer(request: PromiseLike<{ status: number; body: { code?: string } }>): Promise<unknown[]> {
  const { status, body } = await request;
  return [status, body.code];
}

async function mayGoOn({ accessToken }: Pair): Promise<boolean> {
  const { status } = await test.http.get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
  expect([200, 401]).toContain(status);
  return status === 200;
}

/** As if the exchange of this token had been that much earlier. */
async function age({ refreshToken }: Pair, interval: string): Promise<void> {
  await test.orm.em
    .fork()
    .getConnection()
    .execute(`update refresh_token set used_at = used_at - ?::interval where digest = ?`, [
      interval,
      digestOf(refreshToken),
    ]);
}

const audited = (action: string) => test.orm.em.fork().find(AuditEntry, { action, subjectId: adminId });

describe('a refresh token', () => {
  it('is exchanged for the next pair and the user, as signing in answers them', async () => {
    const { status, body } = await refresh(first);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresIn: 900,
      user: expect.objectContaining({ email: ADMIN.email, role: 'admin' }),
    });
    expect(body.refreshToken).not.toBe(first.refreshToken);
    expect([await mayGoOn(first), await mayGoOn(body)]).toEqual([true, true]);
    await refreshed(body);
  });

  it('is stored as a digest, and what it was exchanged for as nobody can read it', async () => {
    const second = await refreshed(first);
    const rows = await test.orm.em
      .fork()
      .getConnection()
      .execute('select t::text as row from refresh_token t');
    const stored = JSON.stringify(rows);
    expect(stored).toContain(digestOf(first.refreshToken));
    for (const secret of [first.refreshToken, second.refreshToken, second.accessToken]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('gives the same client the same answer once more: a lost response signs nobody out', async () => {
    const lost = await refresh(first);
    const again = await refresh(first, { app: replica });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(lost.body);
    await refreshed(again.body);
  });

  it('gives one answer to a client that asks twenty times at once, on two replicas', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refreshed(first, { app: index % 2 ? test : replica })),
    );
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(await test.orm.em.fork().count(RefreshToken, { digest: digestOf(answers[0]!.refreshToken) })).toBe(
      1,
    );
    await refreshed(answers[0]!);
  });

  it.each<[string, (next: Pair) => Promise<void>, Client]>([
    ['by another client', async () => {}, { userAgent: 'thief' }],
    ['after more than ten seconds', () => age(first, '10.1 seconds'), {}],
    ['after its successor was used', async (next) => void (await refreshed(next)), {}],
  ])('that comes back %s ends its whole session', async (_, meanwhile, client) => {
    const before = await audited('auth.refresh_reused');
    const other = await signIn();
    const second = await refreshed(first);
    await meanwhile(second);
    expect(await answer(refresh(first, client))).toEqual(INVALID);
    expect(await answer(refresh(second))).toEqual(INVALID);
    expect([await mayGoOn(first), await mayGoOn(second)]).toEqual([false, false]);
    // Another session of the same account is none of it.
    expect(await mayGoOn(other)).toBe(true);
    // Once, however often it comes back.
    expect(await answer(refresh(first, client))).toEqual(INVALID);
    const entries = await audited('auth.refresh_reused');
    expect(entries.length - before.length).toBe(1);
    expect(entries.at(-1)).toMatchObject({
      address: '127.0.0.1',
      userAgent: client.userAgent ?? 'phone',
      actorId: adminId,
    });
  });

  it('still gets the same answer after nine seconds', async () => {
    const second = await refreshed(first);
    await age(first, '9 seconds');
    expect((await refreshed(first)).refreshToken).toBe(second.refreshToken);
  });

  it('may change networks and clients, as long as it is used once', async () => {
    const second = await refreshed(first, { userAgent: 'phone' });
    expect(await answer(refresh(second, { userAgent: 'tablet' }))).toEqual([200, undefined]);
  });

  it('ends with its session, however often it was refreshed', async () => {
    const second = await refreshed(first);
    const { session } = await test.orm.em
      .fork()
      .findOneOrFail(RefreshToken, { digest: digestOf(second.refreshToken) }, { populate: ['session'] });
    const days =
      (session.getEntity().expiresAt.getTime() - session.getEntity().createdAt.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(30, 2);
    await test.orm.em.fork().nativeUpdate(StaffSession, { id: session.id }, { expiresAt: new Date() });
    const before = await audited('auth.refresh_reused');
    expect(await answer(refresh(second))).toEqual(INVALID);
    expect(await answer(refresh(first))).toEqual(INVALID);
    expect(await audited('auth.refresh_reused')).toHaveLength(before.length);
  });

  it.each(['x', 'x'.repeat(43), `' or true --`])('that is %j is refused', async (refreshToken) => {
    expect(await answer(refresh({ accessToken: '', refreshToken }))).toEqual(INVALID);
  });

  it('is no access token, nor the other way round', async () => {
    expect(await mayGoOn({ ...first, accessToken: first.refreshToken })).toBe(false);
    expect(await answer(refresh({ ...first, refreshToken: first.accessToken.slice(0, 200) }))).toEqual(
      INVALID,
    );
  });

  it.each(['refresh', 'logout', 'logout-everywhere'])('is asked for by POST /auth/%s', async (route) => {
    for (const body of [{}, { refreshToken: 1 }, { refreshToken: '' }, { refreshToken: 'x'.repeat(201) }]) {
      const { status, body: problem } = await test.http.post(`/api/auth/${route}`).send(body);
      expect([status, problem.errors[0].pointer]).toEqual([400, '/refreshToken']);
    }
  });
});

describe('signing out', () => {
  const logout = ({ refreshToken }: Pair) =>
    answer(test.http.post('/api/auth/logout').send({ refreshToken }));

  it('ends the session at once, with its access tokens, and no other', async () => {
    const other = await signIn();
    const second = await refreshed(first);
    expect(await logout(second)).toEqual([204, undefined]);
    expect([await mayGoOn(first), await mayGoOn(second), await mayGoOn(other)]).toEqual([false, false, true]);
    expect(await answer(refresh(second))).toEqual(INVALID);
    // The lost response is nobody's any more either.
    expect(await answer(refresh(first))).toEqual(INVALID);
    expect((await audited('auth.signed_out')).length).toBeGreaterThan(0);
  });

  it('works with a token that was used already, twice, and with one that nobody has', async () => {
    const second = await refreshed(first);
    expect(await logout(first)).toEqual([204, undefined]);
    expect(await mayGoOn(second)).toBe(false);
    expect(await logout(first)).toEqual([204, undefined]);
    expect(await logout({ accessToken: '', refreshToken: 'x'.repeat(43) })).toEqual([204, undefined]);
  });

  it('everywhere ends every session of the account, and no other account’s', async () => {
    const created = await test.http
      .post('/api/users')
      .set('authorization', `Bearer ${first.accessToken}`)
      .send({ email: 'other@example.com', name: 'Other', role: 'coach', password: 'a road less travelled' });
    expect(created.status).toBe(201);
    const others = await test.http
      .post('/api/auth/login')
      .send({ email: 'other@example.com', password: 'a road less travelled' });
    const second = await signIn();
    const everywhere = () =>
      answer(test.http.post('/api/auth/logout-everywhere').send({ refreshToken: first.refreshToken }));
    expect(await everywhere()).toEqual([204, undefined]);
    expect([await mayGoOn(first), await mayGoOn(second), await mayGoOn(others.body)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await answer(refresh(second))).toEqual(INVALID);
    expect(await everywhere()).toEqual(INVALID);
    expect((await audited('auth.signed_out_everywhere')).length).toBe(1);
  });

  it('everywhere is not for a token that was used: that one ends its own session', async () => {
    const other = await signIn();
    const second = await refreshed(first);
    expect(
      await answer(test.http.post('/api/auth/logout-everywhere').send({ refreshToken: first.refreshToken })),
    ).toEqual(INVALID);
    expect([await mayGoOn(second), await mayGoOn(other)]).toEqual([false, true]);
  });
});

it('signing in is on record, from where it was', async () => {
  const entries = await audited('auth.signed_in');
  expect(entries.at(-1)).toMatchObject({ actorId: adminId, address: '127.0.0.1', subjectType: 'user' });
});

it('forgets sessions a day after their end with their tokens, and answers nobody may ask for again', async () => {
  const second = await refreshed(first);
  const gone = await signIn();
  const em = test.orm.em.fork();
  const connection = em.getConnection();
  const rowOf = (pair: Pair) =>
    test.orm.em.fork().findOne(RefreshToken, { digest: digestOf(pair.refreshToken) });
  const goneSession = (await rowOf(gone))!.session.id;
  await connection.execute(`update staff_session set expires_at = now() - interval '25 hours' where id = ?`, [
    goneSession,
  ]);
  await age(first, '11 seconds');
  await refreshed(second);
  await test.app.get(AuthSweeper).sweep();
  expect(await rowOf(gone)).toBeNull();
  expect(await test.orm.em.fork().count(StaffSession, { id: goneSession })).toBe(0);
  expect((await rowOf(first))?.answer).toBeNull();
  expect((await rowOf(second))?.answer).toEqual(expect.any(String));
});
