import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { StaffService } from '../../src/auth/staff.service.js';
import { AUDIENCE, startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { watchStatements } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let provider: IdentityProvider;
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  provider = await startIdentityProvider();
  test = await startTestApp({ env: { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: AUDIENCE } });
  admin = await signedIn(test, 'admin');
});
afterAll(async () => {
  await test.close();
  await provider.close();
});

let sub: string;
let email: string;
let count = 0;
beforeEach(() => {
  count += 1;
  sub = `user-${count}`;
  email = `person-${count}@example.com`;
});

const about = (claims: object = {}) => ({
  sub,
  email,
  email_verified: true,
  name: 'Carla',
  role: 'coach',
  ...claims,
});

async function get(path: string, claims: object = {}) {
  const token = await provider.token(about(claims));
  const { status, body } = await test.http.get(`/api${path}`).set('authorization', `Bearer ${token}`);
  return { status, body };
}

async function refusal(claims: object): Promise<unknown[]> {
  const { status, body } = await get('/auth/me', claims);
  return [status, body.code];
}

const accountOf = (id: string) => test.orm.em.fork().findOneOrFail(Staff, id, { populate: ['passwordHash'] });
const auditOf = (subjectId: string) =>
  test.orm.em.fork().find(AuditEntry, { subjectId }, { orderBy: { id: 'asc' } });

describe('somebody with a token of the identity provider', () => {
  it('gets an account in the role it gives them, once', async () => {
    const first = await get('/auth/me');
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ email, name: 'Carla', role: 'coach', status: 'active' });
    const again = await get('/auth/me', { email: 'moved@example.com', name: 'Another' });
    expect(again.body).toEqual(first.body);
    expect((await get('/athletes')).status).toBe(200);
    expect((await get('/users')).status).toBe(403);
    expect(await auditOf(first.body.id)).toMatchObject([
      { action: 'user.created', actorId: first.body.id, address: '127.0.0.1', detail: { role: 'coach' } },
    ]);
  });

  it('gets one account of ten requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => get('/auth/me')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('gets that account though another request of theirs makes it meanwhile', async () => {
    const staff = test.app.get(StaffService, { strict: false });
    const find = staff.findByEmail.bind(staff);
    let other: unknown;
    const looking = vi.spyOn(staff, 'findByEmail').mockImplementationOnce(async (...sought) => {
      other = await get('/auth/me');
      return find(...sought);
    });
    try {
      const { status, body } = await get('/auth/me');
      expect(status).toBe(200);
      expect(other).toEqual({ status, body });
      expect(await auditOf(body.id)).toHaveLength(1);
    } finally {
      looking.mockRestore();
    }
  });

  it('cannot sign in with a password, for there is none', async () => {
    const { id } = (await get('/auth/me')).body;
    expect((await accountOf(id)).passwordHash).toBeNull();
    const { status } = await test.http.post('/api/auth/login').send({ email, password: '' });
    expect(status).toBe(401);
  });

  it('gets the account that has their verified address, and no other’s', async () => {
    const account = {
      email: email.toUpperCase(),
      name: 'Carla',
      role: 'coach',
      password: 'the long way round',
    };
    const { id } = (await test.http.post('/api/users').set(admin.headers).send(account)).body;
    expect(await refusal({ email_verified: false })).toEqual([403, 'auth.account_missing']);
    expect((await get('/auth/me')).body.id).toBe(id);
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['user.created', 'user.identity_linked']);
    // Whoever gets the address later is somebody else.
    expect(await refusal({ sub: 'a stranger' })).toEqual([403, 'auth.account_missing']);
  });

  it('has the role that the provider gives them now, and the account follows', async () => {
    const { id } = (await get('/auth/me')).body;
    expect((await get('/auth/me', { role: ['coach', 'admin'] })).body.role).toBe('admin');
    expect((await get('/users', { role: ['coach', 'admin'] })).status).toBe(200);
    expect((await accountOf(id)).role).toBe('admin');
    expect((await get('/users')).status).toBe(403);
    expect((await accountOf(id)).role).toBe('coach');
    expect((await auditOf(id)).map(({ detail }) => detail).slice(1)).toEqual([
      { before: { role: 'coach' }, after: { role: 'admin' }, byIdentityProvider: true },
      { before: { role: 'admin' }, after: { role: 'coach' }, byIdentityProvider: true },
    ]);
  });

  it('is nobody here without a role, or without an address', async () => {
    expect(await refusal({ role: 'bookkeeper' })).toEqual([403, 'auth.role_missing']);
    expect(await refusal({ role: undefined })).toEqual([403, 'auth.role_missing']);
    expect(await refusal({ email: undefined })).toEqual([403, 'auth.account_missing']);
    expect(await refusal({ email: 'no address' })).toEqual([403, 'auth.account_missing']);
    expect(await test.orm.em.fork().count(Staff, { email })).toBe(0);
  });

  it('is out at once when an admin disables them, whatever the provider says', async () => {
    const { id } = (await get('/auth/me')).body;
    await test.http.patch(`/api/users/${id}`).set(admin.headers).send({ status: 'disabled' });
    expect(await refusal({ role: 'admin' })).toEqual([401, 'auth.required']);
  });

  it('is an athlete only where an admin has tied an account to one', async () => {
    expect(await refusal({ role: 'athlete' })).toEqual([403, 'auth.account_missing']);
    const { id: athleteId } = await anAthlete(test);
    await test.http
      .post('/api/users')
      .set(admin.headers)
      .send({ email, name: 'Ana', role: 'athlete', athleteId });
    expect((await get('/auth/me', { role: 'athlete' })).body).toMatchObject({ role: 'athlete', athleteId });
    // And nobody becomes staff by an athlete's account.
    expect(await refusal({ role: 'admin' })).toEqual([403, 'auth.account_missing']);
  });
});

describe('a token of the identity provider', () => {
  it.each<[string, object]>([
    ['another issuer', { iss: 'https://another.example.com' }],
    ['another audience', { aud: 'another' }],
    ['no more', { exp: Math.floor(Date.now() / 1000) - 60 }],
  ])('that is good for %s is refused', async (_, claims) => {
    expect(await refusal(claims)).toEqual([401, 'auth.required']);
  });

  it('does not stand in for one of ours, nor one of ours for it', async () => {
    const own = await provider.token(about({ iss: 'gofast-training-plans', aud: 'gofast-api' }));
    const { status } = await test.http.get('/api/auth/me').set('authorization', `Bearer ${own}`);
    expect(status).toBe(401);
    expect((await test.http.get('/api/auth/me').set(admin.headers)).status).toBe(200);
  });
});

it('is 503 while the keys cannot be had, for those whom it concerns alone', async () => {
  const away = await startIdentityProvider();
  const other = await startTestApp({ env: { OIDC_ISSUER: away.issuer, OIDC_AUDIENCE: AUDIENCE } });
  try {
    const token = await away.token(about());
    const ask = () => other.http.get('/api/auth/me').set('authorization', `Bearer ${token}`);
    away.answerWith(500);
    const { status, body, headers } = await ask();
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'auth.provider_unavailable', '1']);
    expect((await other.http.get('/api/auth/me').set((await signedIn(other, 'coach')).headers)).status).toBe(
      200,
    );
    away.answerWith(null);
    expect((await ask()).status).toBe(200);
  } finally {
    await other.close();
    await away.close();
  }
});

it('never leaves the installation without an admin, and locks no account for it at each request', async () => {
  const em = test.orm.em.fork();
  const { id } = (await get('/auth/me', { role: 'admin' })).body;
  await em.nativeUpdate(Staff, { role: 'admin', id: { $ne: id } }, { status: 'disabled' });
  const watch = watchStatements();
  expect((await get('/users', { role: 'coach' })).status).toBe(403);
  watch.stop();
  expect(watch.statements.filter((statement) => /for update/i.test(statement))).toEqual([]);
  expect((await accountOf(id)).role).toBe('admin');
  await em.nativeUpdate(Staff, { id: admin.id }, { status: 'active' });
  expect((await get('/users', { role: 'coach' })).status).toBe(403);
  expect((await accountOf(id)).role).toBe('coach');
});
