import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { DeliverySweeper } from '../../src/webhooks/delivery-sweeper.service.js';
import { DeliveryTries } from '../../src/webhooks/delivery-tries.js';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { addDelivery, newMessage } from '../../src/webhooks/webhook-message.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import {
  aWebhook,
  deliveriesOf,
  deliveringBy,
  DELIVERING,
  happens,
  QUICK_TIMING,
} from '../support/webhooks.js';

/** Changed by tests that need other delays; as it was for every test. */
const timing = { ...QUICK_TIMING };
const override = deliveringBy(timing);

let test: TestApp;
let admin: Person;
let receiver: WebhookReceiver;
beforeAll(async () => {
  test = await startTestApp({ env: { ...DELIVERING, TODAY }, override });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());
beforeEach(async () => {
  Object.assign(timing, QUICK_TIMING);
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  await test.orm.em.fork().nativeDelete(Webhook, {});
  await receiver.stop();
});

const POLL = { timeout: 20_000, interval: 25 };

/** Waits until a webhook's deliveries stand so, oldest first. */
function untilStates(id: string, states: string[]): Promise<void> {
  const now = async () => (await deliveriesOf(test, id)).map(({ state }) => state);
  return expect.poll(now, POLL).toEqual(states);
}

async function untilAttempts(id: string, attempts: number): Promise<WebhookDelivery> {
  const now = async () => (await deliveriesOf(test, id)).at(0);
  await expect.poll(async () => (await now())?.attempts, POLL).toBeGreaterThanOrEqual(attempts);
  return (await now()) as WebhookDelivery;
}

const webhook = (id: string) => test.orm.em.fork().findOneOrFail(Webhook, id);

/** A delivery that nobody was told of: its job is lost, or never was. */
async function withoutJob(webhookId: string): Promise<string> {
  const em = test.orm.em.fork();
  const message = newMessage({ type: 'plan.completed', now: new Date(), data: {} });
  const { id } = addDelivery(em, webhookId, message);
  await em.flush();
  return id;
}

describe('a receiver', () => {
  it('verifies a delivery by the library alone', async () => {
    const id = await aWebhook(test, { admin, receiver });
    const event = { type: 'week.generated', planId: 'p', athleteId: 'a', data: { weekNumber: 3 } } as const;
    await happens(test, event);
    await untilStates(id, ['delivered']);
    expect(receiver.received).toMatchObject([
      { verified: { type: 'week.generated', data: { athleteId: 'a', planId: 'p', weekNumber: 3 } } },
    ]);
    const [delivery] = await deliveriesOf(test, id);
    expect(receiver.received[0]).toMatchObject({ id: delivery?.messageId, body: delivery?.payload });
    expect(delivery).toMatchObject({
      attempts: 1,
      nextAttemptAt: null,
      lastStatus: 204,
      lastError: null,
      lastDurationMs: expect.any(Number),
      deliveredAt: expect.any(Date),
    });
  });

  it('that fails five times gets it in the end, once per id', async () => {
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count < 5 ? 500 : 200);
    await happens(test);
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toHaveLength(6);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(receiver.received.every(({ verified }) => verified !== null)).toBe(true);
    expect(await deliveriesOf(test, id)).toMatchObject([{ attempts: 6, lastStatus: 200, lastError: null }]);
    expect(await webhook(id)).toMatchObject({ failingSince: null, consecutiveFailures: 0 });
  });

  it('that is gone gets it when it is back', async () => {
    timing.retryDelaysMs = [0, 400, 400, 400, 400, 400, 400];
    const id = await aWebhook(test, { admin, receiver });
    await receiver.stop();
    await happens(test);
    const delivery = await untilAttempts(id, 2);
    expect(delivery).toMatchObject({ lastStatus: null, lastError: 'the connection failed (ECONNREFUSED)' });
    expect((await webhook(id)).failingSince).not.toBeNull();
    await receiver.start();
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toEqual([delivery.messageId]);
  });

  it('that hangs is left, and asked again', async () => {
    timing.timeoutMs = 200;
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count < 1 ? () => {} : 200);
    await happens(test);
    await untilStates(id, ['delivered']);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(receiver.ids).toHaveLength(2);
  });

  it('that answers 410 is told nothing more, of anything', async () => {
    timing.retryDelaysMs = [3_600_000];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilAttempts(id, 1);
    await expect.poll(async () => (await deliveriesOf(test, id))[0]?.lastStatus, POLL).toBe(500);
    receiver.answer = () => 410;
    await happens(test);
    await untilStates(id, ['cancelled', 'failed']);
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      disabledReason: 'it answered 410: it wants no more',
      disabledAt: expect.any(Date),
    });
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: id, action: 'webhook.disabled' });
    expect(entries).toMatchObject([{ actorId: null, detail: { reason: expect.stringContaining('410') } }]);
    await happens(test);
    expect(await deliveriesOf(test, id)).toHaveLength(2);
  });

  it('that is given up five times in a row is told nothing more, and one success begins anew', async () => {
    timing.retryDelaysMs = [];
    const id = await aWebhook(test, { admin, receiver });
    const answers = [500, 500, 500, 500, 200, 500, 500, 500, 500, 500];
    receiver.answer = (_, count) => answers[count] ?? 200;
    const states: string[] = [];
    for (const answer of answers) {
      expect((await webhook(id)).state).toBe('enabled');
      await happens(test);
      states.push(answer === 200 ? 'delivered' : 'failed');
      await untilStates(id, states);
    }
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      consecutiveFailures: 5,
      disabledReason: '5 deliveries in a row were given up',
    });
  });

  it('that gave nothing but failures for three days is told nothing more once a delivery is given up', async () => {
    timing.retryDelaysMs = [0];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    const since = async (hours: number) => {
      const failingSince = new Date(Date.now() - hours * 3_600_000);
      await test.orm.em.fork().nativeUpdate(Webhook, { id }, { failingSince });
    };
    await since(71);
    await happens(test);
    await untilStates(id, ['failed']);
    expect((await webhook(id)).state).toBe('enabled');
    await since(73);
    await happens(test);
    await untilStates(id, ['failed', 'failed']);
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      disabledReason: expect.stringContaining('nothing but failures since'),
    });
  });

  it('that is slow holds up itself and no other', async () => {
    const quick = await startWebhookReceiver();
    const held: (() => void)[] = [];
    receiver.answer = () => (response) => void held.push(() => response.writeHead(200).end());
    const slowId = await aWebhook(test, { admin, receiver, eventTypes: ['week.generated'] });
    const quickId = await aWebhook(test, { admin, receiver: quick, eventTypes: ['plan.completed'] });
    for (let count = 0; count < 12; count += 1) await happens(test, { type: 'week.generated' });
    await expect.poll(() => held.length, POLL).toBeGreaterThan(0);
    await happens(test);
    await untilStates(quickId, ['delivered']);
    expect(receiver.maxInFlight).toBeLessThanOrEqual(2);
    receiver.answer = () => 200;
    for (const release of held) release();
    await untilStates(
      slowId,
      Array.from({ length: 12 }, () => 'delivered'),
    );
    await quick.stop();
  });
});

describe('a delivery', () => {
  it('is made once by several replicas', async () => {
    const replica = await startReplica(test, { override });
    const id = await aWebhook(test, { admin, receiver });
    for (let count = 0; count < 20; count += 1) await happens(test, { data: { count } });
    await untilStates(
      id,
      Array.from({ length: 20 }, () => 'delivered'),
    );
    expect(receiver.ids).toHaveLength(20);
    expect(new Set(receiver.ids).size).toBe(20);
    await replica.close();
  });

  it('of a transaction that is undone is not made', async () => {
    const id = await aWebhook(test, { admin, receiver });
    await expect(happens(test, { data: { undone: true }, fails: true })).rejects.toThrow('undone');
    await happens(test);
    await untilStates(id, ['delivered']);
    expect(receiver.received.map(({ verified }) => verified?.data)).toEqual([
      { athleteId: 'athlete', planId: 'plan' },
    ]);
  });

  it('whose process died amid it is made by another, under the same id, and the dead one has no say', async () => {
    const id = await aWebhook(test, { admin, receiver });
    const tries = test.app.get(DeliveryTries, { strict: false });
    const sweeper = test.app.get(DeliverySweeper, { strict: false });
    const deliveryId = await withoutJob(id);
    const dead = await tries.claim(deliveryId);
    if (!dead) throw new Error('It was not claimed');
    expect([await tries.claim(deliveryId), await sweeper.sweep()]).toEqual([null, 0]);
    const em = test.orm.em.fork();
    // As if its lease had run out.
    await em.nativeUpdate(WebhookDelivery, { id: deliveryId }, { nextAttemptAt: new Date(0) });
    expect(await sweeper.sweep()).toBe(1);
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toEqual([dead.delivery.messageId]);
    const failed = { outcome: 'failed', status: 500, error: 'x', retryAfterMs: null, durationMs: 1 } as const;
    expect(await tries.settle(dead, failed)).toBe('superseded');
    expect(await deliveriesOf(test, id)).toMatchObject([
      { state: 'delivered', attempts: 2, lastStatus: 204 },
    ]);
  });

  it('that has no job is found', async () => {
    const id = await aWebhook(test, { admin, receiver });
    await withoutJob(id);
    await test.app.get(DeliverySweeper, { strict: false }).sweep();
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toHaveLength(1);
  });

  it('is tried once for however many jobs it has', async () => {
    const id = await aWebhook(test, { admin, receiver });
    const sweeper = test.app.get(DeliverySweeper, { strict: false });
    await happens(test);
    await Promise.all([sweeper.sweep(), sweeper.sweep(), sweeper.sweep()]);
    await untilStates(id, ['delivered']);
    await happens(test);
    await untilStates(id, ['delivered', 'delivered']);
    expect(receiver.ids).toHaveLength(2);
  });

  it('is not retried once its webhook is deleted', async () => {
    const other = await startWebhookReceiver();
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilAttempts(id, 2);
    await test.http.delete(`/api/webhooks/${id}`).set(admin.headers).expect(204);
    // One under way may still arrive; what is made due afterwards comes after all that was.
    await expect.poll(() => test.app.get(DeliverySweeper, { strict: false }).sweep(), POLL).toBe(0);
    const count = receiver.ids.length;
    const otherId = await aWebhook(test, { admin, receiver: other });
    await happens(test);
    await untilStates(otherId, ['delivered']);
    expect(receiver.ids.length).toBeLessThanOrEqual(count + 1);
    await other.stop();
  });

  it('that failed for good is made by hand, by the whole schedule anew', async () => {
    timing.retryDelaysMs = [0];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilStates(id, ['failed']);
    expect(receiver.ids).toHaveLength(2);
    receiver.answer = (_, count) => (count === 2 ? 500 : 200);
    const [delivery] = await deliveriesOf(test, id);
    const path = `/api/webhooks/${id}/deliveries/${delivery?.id}/redeliver`;
    const { body } = await test.http.post(path).set(admin.headers).expect(202);
    expect(body).toMatchObject({ id: delivery?.id, messageId: delivery?.messageId, state: 'pending' });
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toEqual(Array.from({ length: 4 }, () => delivery?.messageId));
    // Also one that has arrived: its receiver may have lost it.
    await test.http.post(path).set(admin.headers).expect(202);
    await expect.poll(() => receiver.ids.length, POLL).toBe(5);
    await untilStates(id, ['delivered']);
    expect(receiver.ids[4]).toBe(delivery?.messageId);
    const entries = await test.orm.em
      .fork()
      .find(AuditEntry, { subjectId: id, action: 'webhook.redelivered' });
    expect(entries.map(({ detail }) => detail['before'])).toEqual(['failed', 'delivered']);
  });

  it('that waits for its next try is made at once by hand', async () => {
    timing.retryDelaysMs = [3_600_000];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count === 0 ? 500 : 200);
    await happens(test);
    await untilAttempts(id, 1);
    await expect.poll(async () => (await deliveriesOf(test, id))[0]?.lastStatus, POLL).toBe(500);
    const [delivery] = await deliveriesOf(test, id);
    expect(delivery?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 1_000_000);
    const path = `/api/webhooks/${id}/deliveries/${delivery?.id}/redeliver`;
    await test.http.post(path).set(admin.headers).expect(202);
    await untilStates(id, ['delivered']);
    expect(receiver.ids).toHaveLength(2);
  });

  it('waits as long as the receiver asks for', async () => {
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => (response) => response.writeHead(429, { 'retry-after': '7200' }).end();
    await happens(test);
    await expect.poll(async () => (await deliveriesOf(test, id))[0]?.lastStatus, POLL).toBe(429);
    const [delivery] = await deliveriesOf(test, id);
    const wait = (delivery?.nextAttemptAt?.getTime() ?? 0) - (delivery?.updatedAt.getTime() ?? 0);
    expect(Math.round(wait / 60_000)).toBe(120);
  });

  it('under way when its process stops is put back, and not counted', async () => {
    const slow = await startTestApp({ env: DELIVERING, override });
    const boss = await signedIn(slow, 'admin');
    receiver.answer = () => () => {};
    const id = await aWebhook(slow, { admin: boss, receiver });
    await happens(slow);
    await expect.poll(() => receiver.ids.length, POLL).toBe(1);
    // Its process ends; its database is looked at by another.
    const other = await startReplica({
      ...slow,
      config: { ...slow.config, scheduler: { ...slow.config.scheduler, enabled: false } },
    });
    await slow.app.close();
    const [delivery] = await deliveriesOf(other, id);
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1, round: 0, lastError: null });
    expect(delivery?.nextAttemptAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    await other.close();
    await slow.close();
  });

  it('of long ago is forgotten, unless it has still to be made', async () => {
    const id = await aWebhook(test, { admin, receiver });
    await happens(test);
    await untilStates(id, ['delivered']);
    timing.retryDelaysMs = [3_600_000];
    receiver.answer = () => 500;
    await happens(test);
    await untilStates(id, ['delivered', 'pending']);
    const em = test.orm.em.fork();
    const sweeper = test.app.get(DeliverySweeper, { strict: false });
    expect(await sweeper.prune()).toBe(0);
    await em.nativeUpdate(WebhookDelivery, {}, { createdAt: new Date(Date.now() - 31 * 86_400_000) });
    expect(await sweeper.prune()).toBe(1);
    await untilStates(id, ['pending']);
  });
});

it('a test event is sent whatever a webhook is told of', async () => {
  const id = await aWebhook(test, { admin, receiver, eventTypes: ['plan.completed'] });
  const { body } = await test.http.post(`/api/webhooks/${id}/test`).set(admin.headers).expect(202);
  expect(body).toMatchObject({ type: 'webhook.test', state: 'pending' });
  await untilStates(id, ['delivered']);
  expect(receiver.received).toMatchObject([{ verified: { type: 'webhook.test', data: { webhookId: id } } }]);
});

it('plans and weeks that are written are told of', async () => {
  const id = await aWebhook(test, { admin, receiver });
  const draft = await aDraft(test);
  const ask = (path: string, body: object) =>
    test.http
      .post(`/api/training-plan/${path}`)
      .set(admin.headers)
      .send({ trainingPlanId: draft.id, ...body });
  await ask('generate', { mode: 'progressive' }).expect(200);
  await ask('week/generate', { weekNumber: 2 }).expect(200);
  await untilStates(id, ['delivered', 'delivered']);
  const common = { athleteId: draft.athleteId, planId: draft.id };
  const told = receiver.received.map(({ verified }) => verified);
  expect(told.find((message) => message?.type === 'plan.generated')?.data).toEqual({
    ...common,
    mode: 'progressive',
    totalWeeks: 16,
    weeksGenerated: 1,
  });
  expect(told.find((message) => message?.type === 'week.generated')?.data).toEqual({
    ...common,
    weekNumber: 2,
    startDate: '2026-11-30',
    author: 'built-in-coach',
  });
  // The service lives on another day; receivers do not.
  expect(told.every((message) => message?.timestamp.startsWith(TODAY))).toBe(true);
});

it('tries are counted by type and outcome, and what is still to be made', async () => {
  const registry = test.app.get(Registry, { strict: false });
  const counted = async (labels: string) => {
    const text = await registry.getSingleMetricAsString('gofast_webhook_deliveries_total');
    return Number(new RegExp(`\\{${labels}\\} (\\d+)`).exec(text)?.[1] ?? 0);
  };
  const labels = ['delivered', 'retried', 'failed'].map(
    (outcome) => `type="plan.completed",outcome="${outcome}"`,
  );
  const before = await Promise.all(labels.map(counted));
  timing.retryDelaysMs = [0];
  const id = await aWebhook(test, { admin, receiver });
  receiver.answer = (_, count) => (count < 2 ? 500 : 200);
  await happens(test);
  await untilStates(id, ['failed']);
  await happens(test);
  await untilStates(id, ['failed', 'delivered']);
  const counts = async () => {
    const now = await Promise.all(labels.map(counted));
    return now.map((count, index) => count - (before[index] ?? 0));
  };
  await expect.poll(counts, POLL).toEqual([1, 1, 1]);
  timing.retryDelaysMs = [3_600_000];
  receiver.answer = () => 500;
  await happens(test);
  await expect.poll(async () => (await deliveriesOf(test, id))[2]?.lastStatus, POLL).toBe(500);
  await test.app.get(DeliverySweeper, { strict: false }).sweep();
  expect(await registry.getSingleMetricAsString('gofast_webhook_deliveries_pending')).toContain(' 1');
});
