import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKey } from '../../src/auth/api-key.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { ApiDocument } from '../support/openapi/api-document.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const run = (sql: string, values: unknown[] = []) => test.orm.em.fork().getConnection().execute(sql, values);

function create(body: object) {
  return test.http.post('/api/api-keys').set(admin.headers).send(body);
}

interface Key {
  id: string;
  key: string;
  headers: { authorization: string };
}

async function aKey(body: object = {}): Promise<Key> {
  const answer = await create({ name: 'Importer', scopes: ['read'], ...body });
  expect(answer.status).toBe(201);
  const { id, key } = answer.body;
  return { id, key, headers: { authorization: `Bearer ${key}` } };
}

async function ask({ headers }: Pick<Key, 'headers'>, route: string, body?: object) {
  const [method = '', path = ''] = route.split(' ');
  const answer = await fetch(`${test.url}/api${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }), 'if-match': '*' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: (text === '' ? {} : JSON.parse(text)) as { code?: string; detail?: string },
  };
}

const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;
const race = () => ({ name: 'Race', distance: '10K', date: '2027-04-18' });

describe('making a key', () => {
  it('says it once, as one word, and stores a digest', async () => {
    const { status, body } = await create({ name: ' Importer ', scopes: ['plan.read', 'race.write'] });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'Importer',
      scopes: ['plan.read', 'race.write'],
      userId: admin.id,
      createdBy: admin.id,
      createdAt: expect.any(String),
      expiresAt: null,
      lastUsedAt: null,
      key: expect.stringMatching(/^gofast_test_[0-9a-f]{32}_\w{49}$/),
    });
    const stored = JSON.stringify([
      await run('select * from api_key'),
      await run('select * from audit_entry'),
    ]);
    expect(stored).toContain(body.id);
    expect(stored).not.toContain(body.key.split('_')[3]);
    const list = await test.http.get('/api/api-keys').set(admin.headers);
    const { key, ...rest } = body;
    expect(list.body.items[0]).toEqual(rest);
    expect(JSON.stringify(list.body)).not.toContain(key);
    const entry = await test.orm.em.fork().findOneOrFail(AuditEntry, { subjectId: body.id });
    expect(entry).toMatchObject({
      action: 'api_key.created',
      actorId: admin.id,
      detail: { name: 'Importer', scopes: ['plan.read', 'race.write'] },
    });
  });

  it.each([
    [{}, ['/name', '/scopes']],
    [{ name: 'x', scopes: [] }, ['/scopes']],
    [{ name: 'x', scopes: ['read', 'read'] }, ['/scopes']],
    [{ name: 'x', scopes: ['everything'] }, ['/scopes']],
    [{ name: 'x', scopes: ['user.manage'] }, ['/scopes']],
    [{ name: 'x', scopes: ['key.manage'] }, ['/scopes']],
    [{ name: 'x', scopes: 'read' }, ['/scopes']],
    [{ name: 'x', scopes: ['read'], userId: v7() }, ['/userId']],
    [{ name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }, ['/expiresAt']],
    [{ name: 'x', scopes: ['read'], expiresAt: '2099-01-01' }, ['/expiresAt']],
    [{ name: 'x', scopes: ['read'], role: 'admin', key: 'mine' }, ['/key', '/role']],
  ])('refuses %j', async (body, pointers) => {
    const answer = await create(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });
});

describe('a key', () => {
  it('does what its scopes say', async () => {
    const reader = await aKey({ scopes: ['read'] });
    expect(await statusOf(reader, 'GET /athletes')).toBe(200);
    expect(await statusOf(reader, 'GET /training-plan')).toBe(200);
    expect(await statusOf(reader, 'GET /audit-log')).toBe(200);
    const refused = await ask(reader, 'POST /races', race());
    expect([refused.status, refused.body.code]).toEqual([403, 'access.denied']);
    expect(refused.body.detail).toContain('race.write');
    const writer = await aKey({ scopes: ['write'] });
    expect(await statusOf(writer, 'POST /races', race())).toBe(201);
    expect(await statusOf(writer, 'GET /athletes')).toBe(200);
    for (const route of ['GET /users', 'GET /api-keys', 'GET /ai/usage', 'GET /audit-log']) {
      expect([route, await statusOf(writer, route)]).toEqual([route, 403]);
    }
  });

  it('does nothing else at any address of the API', async () => {
    const key = await aKey({ scopes: ['running.write'] });
    const routes = new ApiDocument().operations.map(
      ({ method, path }) => `${method} ${path.replace(/^\/api/, '')}`,
    );
    expect(routes.length).toBeGreaterThan(40);
    const letIn: string[] = [];
    for (const route of routes) {
      const status = await statusOf(
        key,
        route.replaceAll(/\{\w+\}/g, () => v7()),
        /^GET|DELETE/.test(route) ? undefined : {},
      );
      expect([route, status < 500 || status === 503]).toEqual([route, true]);
      if (status < 300) letIn.push(route);
    }
    // Who it is, and what lets anyone in.
    expect(letIn.sort()).toEqual(['GET /auth/me', 'GET /health/live', 'GET /health/ready']);
  });

  it('acts for somebody, with their role and what is theirs', async () => {
    const [own, anothers] = [await anAthlete(test, coach), await anAthlete(test)];
    const key = await aKey({ scopes: ['read', 'ai.manage'], userId: coach.id });
    expect(await statusOf(key, `GET /athletes/${own.id}`)).toBe(200);
    expect(await statusOf(key, `GET /athletes/${anothers.id}`)).toBe(403);
    expect(await statusOf(key, 'GET /ai/usage')).toBe(403);
    expect((await ask(key, 'GET /auth/me')).body).toMatchObject({ id: coach.id, role: 'coach' });
  });

  it('loses what they lose, at once', async () => {
    const person = await signedIn(test, 'admin');
    const key = await aKey({ scopes: ['audit.read'], userId: person.id });
    const becomes = (change: Partial<Pick<Staff, 'role' | 'status'>>) =>
      test.http.patch(`/api/users/${person.id}`).set(admin.headers).send(change);
    expect(await statusOf(key, 'GET /audit-log')).toBe(200);
    await becomes({ role: 'coach' });
    expect(await statusOf(key, 'GET /audit-log')).toBe(403);
    await becomes({ role: 'admin', status: 'disabled' });
    expect(await statusOf(key, 'GET /audit-log')).toBe(401);
    await test.http.delete(`/api/users/${person.id}`).set(admin.headers);
    expect(await statusOf(key, 'GET /audit-log')).toBe(401);
  });

  it('changes no account and no key, not even its own', async () => {
    const key = await aKey({ scopes: ['read', 'write', 'ai.manage'] });
    for (const [route, body] of [
      ['PATCH /auth/me', { name: 'Me' }],
      ['PATCH /auth/me/password', { currentPassword: 'x', newPassword: 'a road less travelled' }],
      ['POST /users', { email: 'x@example.com', name: 'X', role: 'admin' }],
      [`POST /users/${coach.id}/password-reset`, {}],
      ['POST /api-keys', { name: 'x', scopes: ['read'] }],
      [`DELETE /api-keys/${key.id}`, undefined],
    ] as const) {
      const { status, body: problem } = await ask(key, route, body);
      expect([route, status, problem.code]).toEqual([route, 403, 'access.denied']);
    }
  });

  it('is named in the record of what it did', async () => {
    const key = await aKey({ scopes: ['ai.manage'] });
    expect(await statusOf(key, 'PUT /ai/routes', { builtInCoach: true })).toBe(200);
    const entry = await test.orm.em
      .fork()
      .findOneOrFail(AuditEntry, { action: 'ai_route.changed' }, { orderBy: { id: 'desc' } });
    expect(entry).toMatchObject({ actorId: admin.id, apiKeyId: key.id, address: '127.0.0.1' });
  });

  it('is refused once it is revoked, at every replica', async () => {
    const replica = await startReplica(test);
    try {
      const key = await aKey();
      const there = async () => (await replica.http.get('/api/athletes').set(key.headers)).status;
      expect(await there()).toBe(200);
      const revoke = () => test.http.delete(`/api/api-keys/${key.id}`).set(admin.headers);
      expect((await revoke()).status).toBe(204);
      expect([await there(), await statusOf(key, 'GET /athletes')]).toEqual([401, 401]);
      const again = await revoke();
      expect([again.status, again.body.code]).toEqual([404, 'api_key.not_found']);
      const list = await test.http.get('/api/api-keys').set(admin.headers);
      expect(JSON.stringify(list.body)).not.toContain(key.id);
      const entry = await test.orm.em.fork().findOneOrFail(AuditEntry, { action: 'api_key.revoked' });
      expect(entry).toMatchObject({ subjectId: key.id, actorId: admin.id });
    } finally {
      await replica.close();
    }
  });

  it('is refused once it has expired', async () => {
    const key = await aKey({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await statusOf(key, 'GET /athletes')).toBe(200);
    await run(`update api_key set expires_at = now() - interval '1 millisecond' where id = ?`, [key.id]);
    expect(await statusOf(key, 'GET /athletes')).toBe(401);
  });

  it('is refused when anything in it is another', async () => {
    const [one, two] = [await aKey(), await aKey()];
    const [, , , secret] = two.key.split('_');
    const mixed = `${one.key.slice(0, one.key.lastIndexOf('_'))}_${secret}`;
    // Right checksum, wrong secret: a key of the same id, made anew.
    const { newKeyText } = await import('../../src/auth/api-key-text.js');
    for (const key of [
      mixed,
      newKeyText(one.id, 'test'),
      newKeyText(v7(), 'test'),
      `${one.key}0`,
      one.key.slice(0, -1),
      'gofast_',
    ]) {
      const { status, body } = await ask({ headers: { authorization: `Bearer ${key}` } }, 'GET /athletes');
      expect([status, body.code]).toEqual([401, 'auth.required']);
    }
  });

  it('tells when it was used last, and writes it once a minute', async () => {
    const key = await aKey();
    const lastUse = async () =>
      (await test.orm.em.fork().findOneOrFail(ApiKey, key.id)).lastUsedAt?.getTime();
    expect(await lastUse()).toBeUndefined();
    await ask(key, 'GET /athletes');
    const first = await lastUse();
    expect(first).toBeDefined();
    await ask(key, 'GET /athletes');
    expect(await lastUse()).toBe(first);
    await run(`update api_key set last_used_at = last_used_at - interval '61 seconds' where id = ?`, [
      key.id,
    ]);
    await ask(key, 'GET /athletes');
    expect(await lastUse()).toBeGreaterThanOrEqual(first!);
  });
});
