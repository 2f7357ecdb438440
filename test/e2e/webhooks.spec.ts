import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deliveriesOf, happens } from '../support/webhooks.js';

const URL = 'https://receiver.example.com/hooks?key=in-the-url';
const ALL = ['plan.generated', 'week.generated', 'generation.failed', 'plan.completed'];

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

function ask(route: string, as: Person | null = admin, body?: object) {
  const [method = '', path = ''] = route.split(' ');
  const request = {
    GET: () => test.http.get(`/api/webhooks${path}`),
    POST: () => test.http.post(`/api/webhooks${path}`),
    PATCH: () => test.http.patch(`/api/webhooks${path}`),
    DELETE: () => test.http.delete(`/api/webhooks${path}`),
  }[method];
  if (!request) throw new Error(`No method: ${route}`);
  const asked = as ? request().set(as.headers) : request();
  return body ? asked.send(body) : asked;
}

async function created(body: object = {}): Promise<{ id: string; secret: string }> {
  return (await ask('POST ', admin, { url: URL, ...body }).expect(201)).body;
}

async function auditOf(subjectId: string): Promise<AuditEntry[]> {
  return test.orm.em.fork().find(AuditEntry, { subjectId }, { orderBy: { id: 'asc' } });
}

describe('a webhook', () => {
  it('is told of everything unless it says what, and shows its secret once', async () => {
    const { body } = await ask('POST ', admin, { url: URL, description: 'Sheets' }).expect(201);
    const { secret, ...rest } = body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(rest).toEqual({
      id: expect.any(String),
      url: URL,
      description: 'Sheets',
      eventTypes: ALL,
      state: 'enabled',
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
      consecutiveFailures: 0,
      createdAt: expect.any(String),
    });
    const list = await ask('GET ').expect(200);
    expect(list.body.items[0]).toEqual(rest);
    expect(JSON.stringify(list.body)).not.toContain('whsec_');
  });

  it('has a secret of its own, which no table shows', async () => {
    const [one, other] = [await created(), await created()];
    expect(one.secret).not.toBe(other.secret);
    const dump = await test.orm.em
      .getConnection()
      .execute<unknown[]>(
        'select (select json_agg(w) from webhook w) as webhooks, (select json_agg(a) from audit_entry a) as audit',
      );
    const key = one.secret.replace('whsec_', '');
    expect(JSON.stringify(dump)).toContain(one.id);
    expect(JSON.stringify(dump)).not.toContain(key);
    expect(JSON.stringify(dump)).not.toContain(Buffer.from(key, 'base64').toString('base64url'));
  });

  it.each([
    ['none', {}, '/url'],
    ['no https', { url: 'http://receiver.example.com' }, '/url'],
    ['no URL', { url: 'receiver' }, '/url'],
    ['a private address', { url: 'https://10.0.0.1/' }, '/url'],
    ['a private address in another spelling', { url: 'https://0xA9FEA9FE/latest/meta-data' }, '/url'],
    ['a password', { url: 'https://me:secret@receiver.example.com' }, '/url'],
    ['a number', { url: 7 }, '/url'],
    ['no event', { url: URL, eventTypes: [] }, '/eventTypes'],
    ['an unknown event', { url: URL, eventTypes: ['plan.deleted'] }, '/eventTypes'],
    ['an event twice', { url: URL, eventTypes: ['plan.completed', 'plan.completed'] }, '/eventTypes'],
    ['two lines', { url: URL, description: 'a\nb' }, '/description'],
    ['a secret', { url: URL, secret: 'whsec_x' }, '/secret'],
  ])('is refused with %s', async (_, body, pointer) => {
    const { body: problem } = await ask('POST ', admin, body).expect(400);
    expect([problem.code, problem.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      'request.invalid',
      [pointer],
    ]);
  });

  it('is changed, field by field', async () => {
    const { id } = await created();
    const url = 'https://other.example.com/';
    const change = { url, eventTypes: ['plan.completed'], description: 'New' };
    expect((await ask(`PATCH /${id}`, admin, change).expect(200)).body).toMatchObject(change);
    const { body } = await ask(`PATCH /${id}`, admin, { description: null, eventTypes: null }).expect(200);
    expect(body).toMatchObject({ url, description: null, eventTypes: ALL });
    for (const wrong of [{ url: null }, { url: 'https://localhost' }, { state: null }, { state: 'on' }]) {
      const answer = await ask(`PATCH /${id}`, admin, wrong).expect(400);
      expect(answer.body.errors[0].pointer).toBe(`/${Object.keys(wrong)[0]}`);
    }
  });

  it('is told nothing while it is disabled, and what it had still to be told is cancelled', async () => {
    const { id } = await created();
    await happens(test);
    const disabled = await ask(`PATCH /${id}`, admin, { state: 'disabled' }).expect(200);
    expect(disabled.body).toMatchObject({ state: 'disabled', disabledAt: expect.any(String) });
    expect(disabled.body.disabledReason).toContain('an admin');
    await happens(test);
    expect(await deliveriesOf(test, id)).toMatchObject([{ state: 'cancelled', nextAttemptAt: null }]);
    expect((await ask(`POST /${id}/test`).expect(400)).body.code).toBe('webhook.disabled');
    const enabled = await ask(`PATCH /${id}`, admin, { state: 'enabled' }).expect(200);
    expect(enabled.body).toMatchObject({ state: 'enabled', disabledAt: null, disabledReason: null });
    await happens(test);
    expect((await deliveriesOf(test, id)).map(({ state }) => state)).toEqual(['cancelled', 'pending']);
  });

  it('leaves who changed it on record, without its secret and what its URL says beside the host', async () => {
    const { id, secret } = await created();
    await ask(`PATCH /${id}`, admin, { state: 'disabled' });
    await ask(`DELETE /${id}`).expect(204);
    const entries = await auditOf(id);
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['webhook.created', admin.id],
      ['webhook.disabled', admin.id],
      ['webhook.deleted', admin.id],
    ]);
    expect(entries[0]?.detail).toMatchObject({
      after: { origin: 'https://receiver.example.com' },
      withheld: ['url'],
    });
    expect(JSON.stringify(entries)).not.toContain('in-the-url');
    expect(JSON.stringify(entries)).not.toContain(secret.slice(6));
  });

  it('is gone with what it had still to be told when it is deleted', async () => {
    const { id } = await created();
    await happens(test);
    await ask(`DELETE /${id}`).expect(204);
    expect(await deliveriesOf(test, id)).toEqual([]);
    expect((await ask(`GET /${id}/deliveries`).expect(404)).body.code).toBe('webhook.not_found');
    expect((await ask(`DELETE /${id}`).expect(404)).body.code).toBe('webhook.not_found');
  });
});

describe('an event', () => {
  it('is recorded for those that want it, as one message', async () => {
    const one = await created({ eventTypes: ['week.generated'] });
    const two = await created({ eventTypes: ['week.generated', 'plan.completed'] });
    await happens(test, { type: 'week.generated' });
    await happens(test, { type: 'plan.completed' });
    const [ones, twos] = [await deliveriesOf(test, one.id), await deliveriesOf(test, two.id)];
    expect(ones.map(({ type }) => type)).toEqual(['week.generated']);
    expect(twos.map(({ type }) => type)).toEqual(['week.generated', 'plan.completed']);
    expect(ones[0]?.messageId).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(ones[0]?.messageId).toBe(twos[0]?.messageId);
    expect(ones[0]?.payload).toBe(twos[0]?.payload);
    expect(twos[0]?.messageId).not.toBe(twos[1]?.messageId);
  });

  it('is not recorded by a transaction that is undone', async () => {
    const { id } = await created();
    await expect(happens(test, { fails: true })).rejects.toThrow('undone');
    expect(await deliveriesOf(test, id)).toEqual([]);
  });
});

it('plans and weeks that are written are events', async () => {
  const { id } = await created();
  const draft = await aDraft(test);
  const generate = (path: string, body: object) =>
    test.http
      .post(`/api/training-plan/${path}`)
      .set(admin.headers)
      .send({ trainingPlanId: draft.id, ...body });
  await generate('generate', { mode: 'progressive' }).expect(200);
  await generate('week/generate', { weekNumber: 2 }).expect(200);
  const { body } = await ask(`GET /${id}/deliveries`).expect(200);
  const [week, plan] = body.items.map(({ payload }: { payload: object }) => payload);
  const about = { athleteId: draft.athleteId, planId: draft.id };
  // The service lives on a day of its own.
  const timestamp = expect.stringContaining(TODAY);
  const written = { mode: 'progressive', totalWeeks: 16, weeksGenerated: 1 };
  expect(plan).toEqual({ type: 'plan.generated', timestamp, data: { ...about, ...written } });
  const second = { weekNumber: 2, startDate: '2026-11-30', author: 'built-in-coach' };
  expect(week).toEqual({ type: 'week.generated', timestamp, data: { ...about, ...second } });
});

describe('deliveries', () => {
  it('are listed newest first, in pages and by state', async () => {
    const { id } = await created();
    for (const week of [1, 2, 3]) await happens(test, { type: 'week.generated', data: { week } });
    const page = (await ask(`GET /${id}/deliveries?limit=2&state=pending`).expect(200)).body;
    const weeks = (items: { payload: { data: { week: number } } }[]) =>
      items.map(({ payload }) => payload.data.week);
    expect(weeks(page.items)).toEqual([3, 2]);
    expect(page.items[0]).toEqual({
      id: expect.any(String),
      messageId: expect.stringMatching(/^msg_/),
      type: 'week.generated',
      state: 'pending',
      payload: {
        type: 'week.generated',
        timestamp: expect.any(String),
        data: { athleteId: 'athlete', planId: 'plan', week: 3 },
      },
      attempts: 0,
      nextAttemptAt: expect.any(String),
      lastStatus: null,
      lastError: null,
      lastDurationMs: null,
      deliveredAt: null,
      createdAt: expect.any(String),
    });
    const rest = (await ask(`GET /${id}/deliveries?cursor=${page.nextCursor}`).expect(200)).body;
    expect([weeks(rest.items), rest.nextCursor]).toEqual([[1], null]);
    expect((await ask(`GET /${id}/deliveries?state=failed`).expect(200)).body.items).toEqual([]);
    expect((await ask(`GET /${id}/deliveries?state=x`).expect(400)).body.errors[0].pointer).toBe('/state');
  });
});

describe('routes of one webhook', () => {
  const ROUTES: [string, number, object?][] = [
    ['PATCH /:id', 200, { description: 'x' }],
    ['POST /:id/test', 202],
    ['GET /:id/deliveries', 200],
    ['POST /:id/deliveries/:did/redeliver', 202],
    ['DELETE /:id', 204],
  ];

  it.each(ROUTES)('%s are for admins', async (route, status, body) => {
    const { id } = await created();
    await happens(test);
    const [delivery] = await deliveriesOf(test, id);
    const path = route.replace(':did', delivery?.id ?? '');
    const coach = await signedIn(test, 'coach');
    const athlete = await signedIn(test, 'athlete', (await anAthlete(test, coach)).id);
    expect((await ask(path.replace(':id', id), null, body)).status).toBe(401);
    for (const other of [coach, athlete]) {
      const refused = await ask(path.replace(':id', id), other, body);
      expect([refused.status, refused.body.code]).toEqual([403, 'access.denied']);
    }
    const missing = await ask(path.replace(':id', v7()), admin, body);
    expect([missing.status, missing.body.code]).toEqual([404, 'webhook.not_found']);
    const malformed = await ask(path.replace(':id', 'x'), admin, body);
    expect([malformed.status, malformed.body.errors[0].pointer]).toEqual([400, '/id']);
    expect((await ask(path.replace(':id', id), admin, body)).status).toBe(status);
  });

  it('know only deliveries of that webhook', async () => {
    const [one, other] = [await created({ eventTypes: ['plan.generated'] }), await created()];
    await happens(test);
    const [delivery] = await deliveriesOf(test, other.id);
    const { body } = await ask(`POST /${one.id}/deliveries/${delivery?.id}/redeliver`).expect(404);
    expect(body.code).toBe('webhook_delivery.not_found');
  });
});
