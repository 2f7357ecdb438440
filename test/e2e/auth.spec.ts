import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Staff } from '../../src/auth/staff.entity.js';
import { signedIn } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ADMIN = { email: 'Boss@Example.com', password: 'seven tired horses' };

const NOBODY = '01a20386-dc52-7416-805e-2b18e3ae70a5';

const now = () => Math.floor(Date.now() / 1000);

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp({ env: { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password } });
});
afterAll(() => test.close());

/** Who am I with this header: status, problem code and challenge. */
async function meWith(authorization: string): Promise<unknown[]> {
  const { status, body, headers } = await test.http.get('/api/auth/me').set({ authorization });
  return [status, body.code, headers['www-authenticate']];
}

function login(body: object) {
  return test.http.post('/api/auth/login').send(body);
}

describe('signing in', () => {
  it('answers a token for fifteen minutes and the user, whatever the case of the address', async () => {
    const { status, body } = await login({ ...ADMIN, email: ADMIN.email.toUpperCase() });
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresIn: 900,
      user: {
        id: expect.any(String),
        email: ADMIN.email,
        name: 'First admin',
        role: 'admin',
        status: 'active',
        units: 'mi',
        athleteId: null,
        createdAt: expect.any(String),
      },
    });
    const me = await test.http.get('/api/auth/me').set('authorization', `Bearer ${body.accessToken}`);
    expect(me.status).toBe(200);
    expect(me.body).toEqual(body.user);
  });

  it('answers a wrong password, an unknown account and a disabled one alike', async () => {
    const created = await test.http
      .post('/api/users')
      .set((await signedIn(test, 'admin')).headers)
      .send({ email: 'gone@example.com', name: 'Gone', role: 'coach', password: 'a road less travelled' });
    await test.orm.em.fork().nativeUpdate(Staff, { id: created.body.id }, { status: 'disabled' });
    const answers = [
      await login({ ...ADMIN, password: 'seven tired horse' }),
      await login({ email: 'nobody@example.com', password: ADMIN.password }),
      await login({ email: 'gone@example.com', password: 'a road less travelled' }),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect({ ...body, traceId: '' }).toEqual({ ...answers[0]?.body, traceId: '' });
      expect(body.code).toBe('auth.bad_credentials');
    }
  });

  it.each([
    [{}, ['/email', '/password']],
    [{ email: 1, password: [] }, ['/email', '/password']],
    [{ email: 'a', password: 'b', role: 'admin' }, ['/role']],
    [{ email: 'a', password: 'x'.repeat(201) }, ['/password']],
  ])('refuses %j, naming the fields', async (body, pointers) => {
    const answer = await login(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });
});

describe('an access token', () => {
  const secret = new TextEncoder().encode('only-for-tests-0123456789-abcdefghijklmnop');
  let sub: string;
  let sid: string;
  let another: string;
  beforeAll(async () => {
    const { id, headers } = await signedIn(test, 'coach');
    sub = id;
    sid = String(decodeJwt(headers.authorization.split(' ')[1]!)['sid']);
    another = (await signedIn(test, 'coach')).id;
  });

  const claims = () => ({
    iss: 'gofast-training-plans',
    aud: 'gofast-api',
    sub,
    sid,
    iat: now(),
    exp: now() + 900,
  });
  const sign = (payload: object, header: object = {}, key = secret) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(key);

  it('lets in when it is ours', async () => {
    for (const scheme of ['Bearer', 'bearer']) {
      expect(await meWith(`${scheme} ${await sign(claims())}`)).toEqual([200, undefined, undefined]);
    }
  });

  it.each<[string, () => Promise<string>]>([
    ['missing', async () => ''],
    ['garbage', async () => 'Bearer x.y.z'],
    ['of another scheme', async () => `Basic ${await sign(claims())}`],
    ['expired', async () => `Bearer ${await sign({ ...claims(), iat: now() - 901, exp: now() - 1 })}`],
    ['without an end', async () => `Bearer ${await sign({ ...claims(), exp: undefined })}`],
    ['good for longer than we give', async () => `Bearer ${await sign({ ...claims(), iat: now() - 2000 })}`],
    ['for another audience', async () => `Bearer ${await sign({ ...claims(), aud: 'another' })}`],
    ['of another issuer', async () => `Bearer ${await sign({ ...claims(), iss: 'another' })}`],
    ['of another type', async () => `Bearer ${await sign(claims(), { typ: 'JWT' })}`],
    ['without a subject', async () => `Bearer ${await sign({ ...claims(), sub: undefined })}`],
    ['without a session', async () => `Bearer ${await sign({ ...claims(), sid: undefined })}`],
    ['of the session of another', async () => `Bearer ${await sign({ ...claims(), sub: another })}`],
    ['of no session', async () => `Bearer ${await sign({ ...claims(), sid: NOBODY })}`],
    ['for no id', async () => `Bearer ${await sign({ ...claims(), sub: `' or 1=1` })}`],
    ['for nobody', async () => `Bearer ${await sign({ ...claims(), sub: NOBODY })}`],
    [
      'signed with another secret',
      async () => `Bearer ${await sign(claims(), {}, new TextEncoder().encode('x'.repeat(42)))}`,
    ],
    ['signed by another algorithm', async () => `Bearer ${await sign(claims(), { alg: 'HS512' })}`],
    ['not signed at all', async () => `Bearer ${new UnsecuredJWT(claims()).encode()}`],
    [
      'tampered with',
      async () => {
        const [head, , signature] = (await sign(claims())).split('.');
        const other = Buffer.from(JSON.stringify({ ...claims(), exp: now() + 9000 })).toString('base64url');
        return `Bearer ${head}.${other}.${signature}`;
      },
    ],
  ])('that is %s is refused', async (_, authorization) => {
    expect(await meWith(await authorization())).toEqual([401, 'auth.required', 'Bearer']);
  });

  it('is worth what the account is worth now', async () => {
    const person = await signedIn(test, 'admin');
    const users = () => test.http.get('/api/users').set(person.headers);
    const becomes = (change: Partial<Pick<Staff, 'role' | 'status'>>) =>
      test.orm.em.fork().nativeUpdate(Staff, { id: person.id }, change);
    expect((await users()).status).toBe(200);
    await becomes({ role: 'coach' });
    expect((await users()).status).toBe(403);
    await becomes({ role: 'admin', status: 'disabled' });
    expect((await users()).status).toBe(401);
  });
});
