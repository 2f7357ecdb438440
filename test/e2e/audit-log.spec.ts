import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { recordAudit } from '../../src/auth/audit-trail.js';
import { signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

async function read(query: Record<string, string> = {}) {
  const { status, body } = await test.http.get('/api/audit-log').query(query).set(admin.headers);
  return { status, body };
}

async function actionsOf(query: Record<string, string>): Promise<string[]> {
  const { status, body } = await read(query);
  expect(status).toBe(200);
  return body.items.map(({ action }: { action: string }) => action);
}

it('tells who did what to what, when, from where, and with what', async () => {
  const created = await test.http
    .post('/api/users')
    .set({ ...admin.headers, 'user-agent': 'a browser' })
    .send({ email: 'carla@example.com', name: 'Carla', role: 'coach' });
  const changed = await test.http
    .patch(`/api/users/${created.body.id}`)
    .set({ ...admin.headers, 'user-agent': 'x'.repeat(1000) })
    .send({ role: 'admin', password: 'the long way round' });
  expect(changed.status).toBe(200);
  const { body } = await read({ subjectId: created.body.id });
  expect(body.items).toEqual([
    {
      id: expect.any(String),
      at: expect.any(String),
      actorId: admin.id,
      apiKeyId: null,
      action: 'user.changed',
      subjectType: 'user',
      subjectId: created.body.id,
      detail: { before: { role: 'coach' }, after: { role: 'admin' }, newPassword: true },
      address: '127.0.0.1',
      userAgent: 'x'.repeat(500),
      requestId: changed.headers['x-request-id'],
    },
    expect.objectContaining({ action: 'user.created', detail: { role: 'coach' }, userAgent: 'a browser' }),
  ]);
  expect(Date.now() - Date.parse(body.items[0].at)).toBeLessThan(600_000);
  expect(JSON.stringify(body)).not.toMatch(/long way|argon2/);
});

it('holds what is done in other rooms, with where it came from', async () => {
  await test.http
    .put('/api/ai/routes')
    .set({ ...admin.headers, 'if-match': '*' })
    .send({ builtInCoach: true });
  const { body } = await read({ action: 'ai_route.changed' });
  expect(body.items[0]).toMatchObject({ actorId: admin.id, subjectType: 'ai_route', address: '127.0.0.1' });
});

describe('its filters', () => {
  const [one, two] = [v7(), v7()];
  const key = v7();
  const plan = v7();
  beforeAll(async () => {
    const em = test.orm.em.fork();
    const subject = { type: 'probe', id: plan };
    recordAudit(em, { actor: { id: one }, action: 'probe.first', subject });
    recordAudit(em, { actor: { id: two }, action: 'probe.second', subject: { type: 'probe', id: v7() } });
    recordAudit(em, {
      actor: { id: two, key: { id: key, actions: new Set() } },
      action: 'probe.third',
      subject,
    });
    for (const [index, entry] of [...em.getUnitOfWork().getPersistStack()].entries()) {
      Object.assign(entry, { at: new Date(`2001-01-0${index + 1}T12:00:00Z`) });
    }
    await em.flush();
  });

  it.each<[Record<string, string>, string[]]>([
    [{ subjectType: 'probe' }, ['probe.third', 'probe.second', 'probe.first']],
    [{ actorId: one }, ['probe.first']],
    [{ actorId: two }, ['probe.third', 'probe.second']],
    [{ apiKeyId: key }, ['probe.third']],
    [{ action: 'probe.second' }, ['probe.second']],
    [{ subjectId: plan }, ['probe.third', 'probe.first']],
    [{ subjectId: plan, actorId: two }, ['probe.third']],
    [{ subjectType: 'probe', from: '2001-01-02T12:00:00Z' }, ['probe.third', 'probe.second']],
    [{ subjectType: 'probe', to: '2001-01-02T12:00:00Z' }, ['probe.first']],
    [
      { subjectType: 'probe', from: '2001-01-02T17:30:00+05:30', to: '2001-01-03T12:00:00Z' },
      ['probe.second'],
    ],
    [{ action: 'probe' }, []],
  ])('%j', async (query, expected) => {
    expect(await actionsOf(query)).toEqual(expected);
  });

  it('hold over all pages', async () => {
    const pages: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await read({ subjectType: 'probe', limit: '2', ...(cursor !== '' && { cursor }) });
      pages.push(body.items.map(({ action }: { action: string }) => action));
      cursor = body.nextCursor;
    }
    expect(pages).toEqual([['probe.third', 'probe.second'], ['probe.first']]);
  });

  it.each<[Record<string, string>, string]>([
    [{ actorId: 'me' }, '/actorId'],
    [{ from: '2001-01-01' }, '/from'],
    [{ to: 'yesterday' }, '/to'],
    [{ subject: 'probe' }, '/subject'],
    [{ cursor: 'xyz' }, '/cursor'],
  ])('refuse %j', async (query, pointer) => {
    const { status, body } = await read(query);
    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
  });
});

it('cannot be changed, by any statement', async () => {
  expect(await test.orm.em.fork().count(AuditEntry)).toBeGreaterThan(0);
  for (const statement of [
    `update audit_entry set action = 'x'`,
    'delete from audit_entry',
    'truncate audit_entry',
  ]) {
    await expect(test.orm.em.fork().getConnection().execute(statement)).rejects.toThrow(/cannot be changed/);
  }
});
