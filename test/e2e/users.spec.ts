import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
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

describe('changing an account', () => {
  const change = (id: string, body: object) =>
    test.http.patch(`/api/users/${id}`).set(admin.headers).send(body);
  const statusOf = async (person: Person) => (await test.http.get('/api/auth/me').set(person.headers)).status;
  const newest = (id: string) =>
    test.orm.em.fork().findOneOrFail(AuditEntry, { subjectId: id }, { orderBy: { id: 'desc' } });

  it('changes what is given, and puts what was and what is on record', async () => {
    const { body } = await create({ ...coach, email: `${v7()}@example.com` });
    const email = `${v7()}@example.com`;
    const answer = await change(body.id, { name: 'Carla B', units: 'km', email });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...answer.body,
      ...body,
      oneTimePassword: undefined,
      name: 'Carla B',
      units: 'km',
      email,
    });
    expect((await test.http.get(`/api/users/${body.id}`).set(admin.headers)).body).toEqual(answer.body);
    expect(await newest(body.id)).toMatchObject({
      action: 'user.changed',
      actorId: admin.id,
      address: '127.0.0.1',
      detail: {
        before: { name: 'Carla', units: 'mi', email: body.email },
        after: { name: 'Carla B', units: 'km', email },
      },
    });
  });

  it('lets a role act at once, without a new sign-in', async () => {
    const person = await signedIn(test, 'admin');
    const users = () => test.http.get('/api/users').set(person.headers);
    expect((await users()).status).toBe(200);
    expect((await change(person.id, { role: 'coach' })).status).toBe(200);
    expect((await users()).status).toBe(403);
  });

  it('signs whoever is disabled out at once, for good', async () => {
    const person = await signedIn(test, 'coach');
    expect((await change(person.id, { status: 'disabled' })).body.status).toBe('disabled');
    expect(await statusOf(person)).toBe(401);
    await change(person.id, { status: 'active' });
    expect(await statusOf(person)).toBe(401);
  });

  it('sets a password, which signs them out, and puts no password on record', async () => {
    const person = await signedIn(test, 'coach');
    expect((await change(person.id, { password: 'another long way' })).status).toBe(200);
    expect(await statusOf(person)).toBe(401);
    const { email } = await test.orm.em.fork().findOneOrFail(Staff, person.id);
    const { status } = await test.http.post('/api/auth/login').send({ email, password: 'another long way' });
    expect(status).toBe(200);
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: person.id });
    expect(JSON.stringify(entries)).not.toMatch(/argon2|another long/);
    expect(entries.find(({ action }) => action === 'user.changed')?.detail).toMatchObject({
      newPassword: true,
    });
  });

  it('ties it to an athlete and takes that away with the role', async () => {
    const athlete = await anAthlete(test);
    const person = await signedIn(test, 'coach');
    const became = await change(person.id, { role: 'athlete', athleteId: athlete.id });
    expect(became.body).toMatchObject({ role: 'athlete', athleteId: athlete.id });
    // Who an athlete is, is not on record: it outlives the person's data.
    await change(person.id, { name: 'Ana Berg' });
    expect(JSON.stringify((await newest(person.id)).detail)).not.toContain('Ana');
    expect((await change(person.id, { role: 'coach' })).body).toMatchObject({
      role: 'coach',
      athleteId: null,
    });
  });

  it.each([
    [{ password: 'short' }, ['/password']],
    [{ name: 'Longwayround', password: 'longwayround' }, ['/password']],
    [{ role: 'athlete' }, ['/athleteId']],
    [{ athleteId: v7() }, ['/athleteId']],
    [{ role: 'athlete', athleteId: v7() }, ['/athleteId']],
    [
      { email: null, name: null, role: null, status: null, password: null },
      ['/email', '/name', '/password', '/role', '/status'],
    ],
    [{ id: v7(), passwordHash: 'x' }, ['/id', '/passwordHash']],
  ])('refuses %j', async (body, pointers) => {
    const person = await signedIn(test, 'coach');
    const answer = await change(person.id, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
    expect(await statusOf(person)).toBe(200);
  });

  it('refuses an address that another has', async () => {
    const person = await signedIn(test, 'coach');
    const { email } = await test.orm.em.fork().findOneOrFail(Staff, admin.id);
    const { status, body } = await change(person.id, { email: email.toUpperCase() });
    expect([status, body.code]).toEqual([409, 'user.email_taken']);
  });
});

describe('deleting an account', () => {
  it('ends its sessions, leaves its athletes without a coach, and stays on record', async () => {
    const person = await signedIn(test, 'coach');
    const athlete = await anAthlete(test, person);
    const url = `/api/users/${person.id}`;
    expect((await test.http.delete(url).set(admin.headers)).status).toBe(204);
    expect((await test.http.get(url).set(admin.headers)).status).toBe(404);
    expect((await test.http.get('/api/auth/me').set(person.headers)).status).toBe(401);
    const { body } = await test.http.get(`/api/athletes/${athlete.id}`).set(admin.headers);
    expect(body.coachId).toBeNull();
    const entry = await test.orm.em.fork().findOneOrFail(AuditEntry, { subjectId: person.id });
    expect(entry).toMatchObject({ action: 'user.deleted', detail: { before: { role: 'coach' } } });
  });
});

describe('the last active admin', () => {
  beforeAll(async () => {
    await test.orm.em
      .fork()
      .nativeUpdate(Staff, { role: 'admin', id: { $ne: admin.id } }, { status: 'disabled' });
  });

  const asked: [
    string,
    (id: string, by: Person) => PromiseLike<{ status: number; body: { code?: string } }>,
  ][] = [
    [
      'disabled',
      (id, by) => test.http.patch(`/api/users/${id}`).set(by.headers).send({ status: 'disabled' }),
    ],
    ['made a coach', (id, by) => test.http.patch(`/api/users/${id}`).set(by.headers).send({ role: 'coach' })],
    ['deleted', (id, by) => test.http.delete(`/api/users/${id}`).set(by.headers)],
  ];

  it.each(asked)('cannot be %s', async (_, ask) => {
    const { status, body } = await ask(admin.id, admin);
    expect([status, body.code]).toEqual([409, 'user.last_admin']);
    const capitals = await ask(admin.id.toUpperCase(), admin);
    expect([capitals.status, capitals.body.code]).toEqual([409, 'user.last_admin']);
    expect(
      (await test.http.patch(`/api/users/${admin.id}`).set(admin.headers).send({ name: 'Boss' })).status,
    ).toBe(200);
  });

  it.each(asked)('is left when two are %s by each other at once', async (_, ask) => {
    const other = await signedIn(test, 'admin');
    const [one, two] = await Promise.all([ask(admin.id, other), ask(other.id, admin)]);
    const statuses = [one.status, two.status];
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
    // Whoever came too late is told so, or is no admin any more.
    expect(statuses.filter((status) => [401, 403, 409].includes(status))).toHaveLength(1);
    const em = test.orm.em.fork();
    expect(await em.count(Staff, { role: 'admin', status: 'active' })).toBe(1);
    admin = one.status < 300 ? other : admin;
  });
});
