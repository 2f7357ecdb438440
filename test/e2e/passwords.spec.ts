import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { AuthSweeper } from '../../src/auth/auth-sweeper.js';
import { PasswordReset } from '../../src/auth/password-reset.entity.js';
import { SignInFailures } from '../../src/auth/sign-in-failures.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { BEHIND_PROXY, trySignIn } from '../support/sign-in.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PAGE = 'https://training.example.com/new-password';
const OLD = 'the long way round';
const NEW = 'a road less travelled';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { ...BEHIND_PROXY, PASSWORD_RESET_URL: PAGE } });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

let person: { id: string; email: string };
let count = 0;
beforeEach(async () => {
  await test.orm.em.fork().nativeDelete(SignInFailures, {});
  const account = { email: `coach-${(count += 1)}@example.com`, name: 'Carla', role: 'coach', password: OLD };
  person = (await test.http.post('/api/users').set(admin.headers).send(account)).body;
});

async function signIn(password: string, from?: string): Promise<{ status: number; accessToken: string }> {
  const { status, body } = await trySignIn(test, { email: person.email, password, ...(from && { from }) });
  return { status, accessToken: 'accessToken' in body ? String(body.accessToken) : '' };
}

const bearer = ({ accessToken }: { accessToken: string }) => ({ authorization: `Bearer ${accessToken}` });

async function mayGoOn(session: { accessToken: string }): Promise<boolean> {
  return (await test.http.get('/api/auth/me').set(bearer(session))).status === 200;
}

const auditOf = async (action: string) =>
  test.orm.em.fork().find(AuditEntry, { action, subjectId: person.id });

describe('one’s own account', () => {
  it('may be called otherwise and read other units, and nothing else', async () => {
    const me = (body: object, session: { accessToken: string }) =>
      test.http.patch('/api/auth/me').set(bearer(session)).send(body);
    const session = await signIn(OLD);
    const { status, body } = await me({ name: 'Carla B', units: 'km' }, session);
    expect([status, body.name, body.units]).toEqual([200, 'Carla B', 'km']);
    expect((await test.http.get('/api/auth/me').set(bearer(session))).body).toEqual(body);
    const [entry] = await auditOf('user.changed');
    expect(entry).toMatchObject({
      actorId: person.id,
      detail: { before: { name: 'Carla', units: 'mi' }, after: { name: 'Carla B', units: 'km' } },
    });
    for (const field of ['role', 'email', 'status', 'athleteId', 'password']) {
      const refused = await me({ [field]: 'admin' }, session);
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, `/${field}`]);
    }
  });
});

describe('changing one’s own password', () => {
  const change = (session: { accessToken: string }, body: object, from = '192.0.2.1') =>
    test.http.patch('/api/auth/me/password').set(bearer(session)).set('x-forwarded-for', from).send(body);

  it('needs the one there is, and ends all sessions but this one', async () => {
    const [here, elsewhere] = [await signIn(OLD), await signIn(OLD)];
    expect((await change(here, { currentPassword: OLD, newPassword: NEW })).status).toBe(204);
    expect([await mayGoOn(here), await mayGoOn(elsewhere)]).toEqual([true, false]);
    expect([(await signIn(OLD)).status, (await signIn(NEW)).status]).toEqual([401, 200]);
    expect(await auditOf('user.password_changed')).toHaveLength(1);
  });

  it('is refused without it, and guessing it is as slow as signing in', async () => {
    const here = await signIn(OLD);
    const wrong = { currentPassword: 'a wrong password', newPassword: NEW };
    for (let time = 0; time < 6; time += 1) {
      const { status, body } = await change(here, wrong);
      expect([status, body.code, body.errors[0].pointer]).toEqual([
        400,
        'auth.wrong_password',
        '/currentPassword',
      ]);
    }
    const { status, headers } = await change(here, { currentPassword: OLD, newPassword: NEW });
    expect([status, headers['retry-after']]).toEqual([429, '1']);
    expect((await signIn(OLD, '192.0.2.1')).status).toBe(429);
    expect((await signIn(OLD, '192.0.2.2')).status).toBe(200);
  });

  it.each([
    [{ currentPassword: OLD, newPassword: 'short' }, ['/newPassword']],
    [{ currentPassword: OLD, newPassword: 'Password12345!' }, ['/newPassword']],
    [{ newPassword: NEW }, ['/currentPassword']],
    [{ currentPassword: OLD, newPassword: 1 }, ['/newPassword']],
  ])('refuses %j', async (body, pointers) => {
    const answer = await change(await signIn(OLD), body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect((await signIn(OLD)).status).toBe(200);
  });
});

describe('a link for a new password', () => {
  const makeLink = () => test.http.post(`/api/users/${person.id}/password-reset`).set(admin.headers);
  const reset = async (token: string, password = NEW) => {
    const { status, body } = await test.http.post('/api/auth/password-reset').send({ token, password });
    return [status, body.code];
  };
  const GONE = [400, 'auth.reset_invalid'];

  it('is one, however many are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, makeLink));
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(await test.orm.em.fork().count(PasswordReset, { staff: person.id })).toBe(1);
  });

  it('is said once with its token, for a day, and stored as a digest', async () => {
    const { status, body } = await makeLink();
    expect(status).toBe(201);
    expect(body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      link: `${PAGE}#token=${body.token}`,
      expiresAt: expect.any(String),
    });
    expect((Date.parse(body.expiresAt) - Date.now()) / 3_600_000).toBeCloseTo(24, 0);
    const rows = await test.orm.em.fork().getConnection().execute('select * from password_reset');
    expect(JSON.stringify(rows)).not.toContain(body.token);
    expect(JSON.stringify(await auditOf('user.reset_link_made'))).not.toContain(body.token);
    expect(await auditOf('user.reset_link_made')).toMatchObject([{ actorId: admin.id }]);
  });

  it('sets a password once, ends all sessions and the delay of those who failed too often', async () => {
    const here = await signIn(OLD);
    for (let time = 0; time < 6; time += 1) await signIn('wrong password', '192.0.2.9');
    expect((await signIn(OLD, '192.0.2.9')).status).toBe(429);
    const { token } = (await makeLink()).body;
    expect(await reset(token)).toEqual([204, undefined]);
    expect(await mayGoOn(here)).toBe(false);
    expect((await signIn(NEW, '192.0.2.9')).status).toBe(200);
    expect((await signIn(OLD)).status).toBe(401);
    expect(await reset(token, OLD)).toEqual(GONE);
    expect((await signIn(NEW)).status).toBe(200);
    expect(await auditOf('user.password_reset')).toMatchObject([
      { actorId: person.id, address: '127.0.0.1' },
    ]);
  });

  it('works for one of ten who use it at once', async () => {
    const { token } = (await makeLink()).body;
    const answers = await Promise.all(Array.from({ length: 10 }, () => reset(token)));
    expect(answers.filter(([status]) => status === 204)).toHaveLength(1);
    expect(answers.filter(([status]) => status === 400)).toHaveLength(9);
  });

  it('takes the place of the one before', async () => {
    const first = (await makeLink()).body.token;
    const second = (await makeLink()).body.token;
    expect(await reset(first)).toEqual(GONE);
    expect(await reset(second)).toEqual([204, undefined]);
  });

  it('is void once the password was set in another way', async () => {
    const { token } = (await makeLink()).body;
    const here = await signIn(OLD);
    await test.http
      .patch('/api/auth/me/password')
      .set(bearer(here))
      .send({ currentPassword: OLD, newPassword: 'yet another password' });
    expect(await reset(token)).toEqual(GONE);
  });

  it('ends after a day, and is forgotten', async () => {
    const { token } = (await makeLink()).body;
    await test.orm.em
      .fork()
      .getConnection()
      .execute(`update password_reset set expires_at = expires_at - interval '24 hours'`);
    expect(await reset(token)).toEqual(GONE);
    await test.app.get(AuthSweeper).sweep();
    expect(await test.orm.em.fork().count(PasswordReset)).toBe(0);
  });

  it('is not used up by a password that is refused', async () => {
    const { token } = (await makeLink()).body;
    expect(await reset(token, 'short')).toEqual([400, 'request.invalid']);
    expect(await reset(token)).toEqual([204, undefined]);
  });

  it('lets nobody in who is disabled', async () => {
    await test.http.patch(`/api/users/${person.id}`).set(admin.headers).send({ status: 'disabled' });
    const { token } = (await makeLink()).body;
    expect(await reset(token)).toEqual([204, undefined]);
    expect((await signIn(NEW)).status).toBe(401);
  });

  it.each([
    [{}, ['/password', '/token']],
    [{ token: '', password: 1 }, ['/password', '/token']],
    [{ token: 'x', password: NEW, id: 'x' }, ['/id']],
  ])('refuses %j', async (body, pointers) => {
    const answer = await test.http.post('/api/auth/password-reset').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });
});
