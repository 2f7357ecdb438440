import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { RetentionSweeper } from '../../src/privacy/retention-sweeper.service.js';
import { DeliverySweeper } from '../../src/webhooks/delivery-sweeper.service.js';
import { DeliveryTries } from '../../src/webhooks/delivery-tries.js';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { addDelivery, newMessage } from '../../src/webhooks/webhook-message.js';
import {
  admin,
  override,
  receiver,
  test,
  timing,
  useDeliveringService,
} from '../support/delivering-service.js';
import { signedIn } from '../support/people.js';
import { startReplica, startTestApp } from '../support/test-app.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import {
  aWebhook,
  deliveriesOf,
  DELIVERING,
  happens,
  POLL,
  untilAttempts,
  untilStates,
} from '../support/webhooks.js';

useDeliveringService();

/** A delivery that nobody was told of: its job is lost, or never was. */
async function withoutJob(webhookId: string): Promise<string> {
  const em = test.orm.em.fork();
  const message = newMessage({ type: 'plan.completed', now: new Date(), data: {} });
  const { id } = addDelivery(em, webhookId, message);
  await em.flush();
  return id;
}

describe('a delivery', () => {
  it('is made once by several replicas', async () => {
    const replica = await startReplica(test, { override });
    const id = await aWebhook(test, { admin, receiver });
    for (let count = 0; count < 20; count += 1) await happens(test, { data: { count } });
    await untilStates(
      test,
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
    await untilStates(test, id, ['delivered']);
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
    await untilStates(test, id, ['delivered']);
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
    await untilStates(test, id, ['delivered']);
    expect(receiver.ids).toHaveLength(1);
  });

  it('is tried once for however many jobs it has', async () => {
    const id = await aWebhook(test, { admin, receiver });
    const sweeper = test.app.get(DeliverySweeper, { strict: false });
    await happens(test);
    await Promise.all([sweeper.sweep(), sweeper.sweep(), sweeper.sweep()]);
    await untilStates(test, id, ['delivered']);
    await happens(test);
    await untilStates(test, id, ['delivered', 'delivered']);
    expect(receiver.ids).toHaveLength(2);
  });

  it('is not retried once its webhook is deleted', async () => {
    const other = await startWebhookReceiver();
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilAttempts(test, id, 2);
    await test.http.delete(`/api/webhooks/${id}`).set(admin.headers).expect(204);
    // One under way may still arrive; what is made due afterwards comes after all that was.
    await expect.poll(() => test.app.get(DeliverySweeper, { strict: false }).sweep(), POLL).toBe(0);
    const count = receiver.ids.length;
    const otherId = await aWebhook(test, { admin, receiver: other });
    await happens(test);
    await untilStates(test, otherId, ['delivered']);
    expect(receiver.ids.length).toBeLessThanOrEqual(count + 1);
    await other.stop();
  });

  it('that failed for good is made by hand, by the whole schedule anew', async () => {
    timing.retryDelaysMs = [0];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilStates(test, id, ['failed']);
    expect(receiver.ids).toHaveLength(2);
    receiver.answer = (_, count) => (count === 2 ? 500 : 200);
    const [delivery] = await deliveriesOf(test, id);
    const path = `/api/webhooks/${id}/deliveries/${delivery?.id}/redeliver`;
    const { body } = await test.http.post(path).set(admin.headers).expect(202);
    expect(body).toMatchObject({ id: delivery?.id, messageId: delivery?.messageId, state: 'pending' });
    await untilStates(test, id, ['delivered']);
    expect(receiver.ids).toEqual(Array.from({ length: 4 }, () => delivery?.messageId));
    // Also one that has arrived: its receiver may have lost it.
    await test.http.post(path).set(admin.headers).expect(202);
    await expect.poll(() => receiver.ids.length, POLL).toBe(5);
    await untilStates(test, id, ['delivered']);
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
    await untilAttempts(test, id, 1);
    await expect.poll(async () => (await deliveriesOf(test, id))[0]?.lastStatus, POLL).toBe(500);
    const [delivery] = await deliveriesOf(test, id);
    expect(delivery?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 1_000_000);
    const path = `/api/webhooks/${id}/deliveries/${delivery?.id}/redeliver`;
    await test.http.post(path).set(admin.headers).expect(202);
    await untilStates(test, id, ['delivered']);
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
    await untilStates(test, id, ['delivered']);
    timing.retryDelaysMs = [3_600_000];
    receiver.answer = () => 500;
    await happens(test);
    await untilStates(test, id, ['delivered', 'pending']);
    const em = test.orm.em.fork();
    const sweeper = test.app.get(RetentionSweeper, { strict: false });
    expect(await sweeper.sweep()).toEqual({});
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    await em.nativeUpdate(WebhookDelivery, {}, { createdAt: longAgo });
    expect(await sweeper.sweep()).toEqual({});
    await em.nativeUpdate(WebhookDelivery, {}, { updatedAt: longAgo });
    expect(await sweeper.sweep()).toEqual({ webhook_delivery: 1 });
    await untilStates(test, id, ['pending']);
  });
});

it('a test event is sent whatever a webhook is told of', async () => {
  const id = await aWebhook(test, { admin, receiver, eventTypes: ['plan.completed'] });
  const { body } = await test.http.post(`/api/webhooks/${id}/test`).set(admin.headers).expect(202);
  expect(body).toMatchObject({ type: 'webhook.test', state: 'pending' });
  await untilStates(test, id, ['delivered']);
  expect(receiver.received).toMatchObject([{ verified: { type: 'webhook.test', data: { webhookId: id } } }]);
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
  await untilStates(test, id, ['failed']);
  await happens(test);
  await untilStates(test, id, ['failed', 'delivered']);
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
