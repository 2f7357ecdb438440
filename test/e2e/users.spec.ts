import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

function create(body: object) {
  return test.http.post('/api/users').set(admin.headers).send(body);
}
const coach = { email: 'carla@example.com', name: 'Carla', role: 'coach', password: 'the long way round' };

describe('making an account', () => {
  it('lets its owner sign in, and notes who made it', async () => {
    const { status, body } = await create(coach);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      email: coach.email,
      role: 'coach',
      status: 'active',
      oneTimePassword: null,
    });
    expect(JSON.stringify(body)).not.toContain('argon2');
    const { email, password } = coach;
    expect((await test.http.post('/api/auth/login').send({ email, password })).status).toBe(200);
    const entry = await test.orm.em.fork().findOneOrFail(AuditEntry, { subjectId: body.id });
    expect(entry).toMatchObject({ actorId: admin.id, action: 'user.created', subjectType: 'user' });
  });

  it('makes up a password when none is given, and says it once', async () => {
    const { body } = await create({ email: 'otto@example.com', name: 'Otto', role: 'admin' });
    expect(body.oneTimePassword).toMatch(/^[\w-]{20}$/);
    const answer = await test.http
      .post('/api/auth/login')
      .send({ email: 'otto@example.com', password: body.oneTimePassword });
    expect(answer.status).toBe(200);
    expect(answer.body.user.oneTimePassword).toBeUndefined();
  });

  it('ties an athlete to their own plans', async () => {
    const athlete = await anAthlete(test);
    const account = { email: 'a1@example.com', name: 'Ana', role: 'athlete', athleteId: athlete.id };
    expect((await create(account)).body).toMatchObject({ role: 'athlete', athleteId: athlete.id });
    const second = await create({ ...account, email: 'a2@example.com' });
    expect([second.status, second.body.code]).toEqual([409, 'user.athlete_taken']);
  });

  it('refuses an address that is taken in another case', async () => {
    await create({ ...coach, email: 'twice@example.com' });
    const { status, body } = await create({ ...coach, email: 'TWICE@example.com' });
    expect([status, body.code]).toEqual([409, 'user.email_taken']);
  });

  it.each([
    [{ password: 'short' }, ['/password']],
    [{ password: 'Password12345!' }, ['/password']],
    [{ password: 'carla@example.com' }, ['/password']],
    [{ athleteId: '01a20386-dc52-7416-805e-2b18e3ae70a5' }, ['/athleteId']],
    [{ role: 'athlete' }, ['/athleteId']],
    [{ role: 'athlete', athleteId: '01a20386-dc52-7416-805e-2b18e3ae70a5' }, ['/athleteId']],
    [{ role: 'root' }, ['/role']],
    [
      { email: 'no address', name: ' ', units: 'yd', status: 'active' },
      ['/email', '/name', '/status', '/units'],
    ],
  ])('refuses %j', async (change, pointers) => {
    const { status, body } = await create({ ...coach, email: 'new@example.com', ...change });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });
});

it('lists accounts newest first, page by page, without secrets', async () => {
  await signedIn(test, 'coach');
  const pages: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: Record<string, string> = cursor === '' ? { limit: '2' } : { limit: '2', cursor };
    const answer = await test.http.get('/api/users').query(query).set(admin.headers);
    expect(answer.status).toBe(200);
    pages.push(...answer.body.items.map(({ id }: { id: string }) => id));
    expect(JSON.stringify(answer.body)).not.toMatch(/password|argon2/i);
    cursor = answer.body.nextCursor;
  }
  expect(pages.length).toBeGreaterThan(3);
  expect(pages).toEqual(pages.toSorted().toReversed());
  expect(new Set(pages).size).toBe(pages.length);
});

it.each([
  [{ limit: '0' }, '/limit'],
  [{ limit: '-1' }, '/limit'],
  [{ limit: '1.5' }, '/limit'],
  [{ limit: 'all' }, '/limit'],
  [{ cursor: 'xyz' }, '/cursor'],
  [{ cursor: Buffer.from(`' or true --`).toString('base64url') }, '/cursor'],
  [{ order: 'asc' }, '/order'],
])('refuses the list query %j', async (query, pointer) => {
  const { status, body } = await test.http.get('/api/users').query(query).set(admin.headers);
  expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
});

it('cuts a limit that is too large instead of refusing it', async () => {
  expect((await test.http.get('/api/users').query({ limit: '100000' }).set(admin.headers)).status).toBe(200);
});
