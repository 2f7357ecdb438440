import type { TestingModuleBuilder } from '@nestjs/testing';
import { expect } from 'vitest';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { DELIVERY_TIMING, STANDARD_TIMING, type DeliveryTiming } from '../../src/webhooks/delivery-timing.js';
import { WebhookEvents, type WebhookEvent } from '../../src/webhooks/webhook-events.js';
import type { Person } from './people.js';
import type { TestApp } from './test-app.js';
import type { WebhookReceiver } from './webhook-receiver.js';

/** Deliveries are really made, to receivers on loopback. */
export const DELIVERING = { SCHEDULER_ENABLED: 'true', WEBHOOK_ALLOW_PRIVATE: 'true' };

/** As many retries as there really are, at once or nearly. */
export const QUICK_TIMING: DeliveryTiming = {
  timeoutMs: 5_000,
  retryDelaysMs: STANDARD_TIMING.retryDelaysMs.map(() => 0),
  pollingSeconds: 0.5,
};

/** @param timing read whenever it is needed: a test may change it */
export function deliveringBy(timing: DeliveryTiming) {
  return (builder: TestingModuleBuilder) => builder.overrideProvider(DELIVERY_TIMING).useValue(timing);
}

/** A webhook for a receiver, which knows its secret from then on. */
export async function aWebhook(
  { http }: Pick<TestApp, 'http'>,
  {
    admin,
    receiver,
    ...body
  }: { admin: Person; receiver: WebhookReceiver; eventTypes?: string[]; url?: string },
): Promise<string> {
  const answer = await http
    .post('/api/webhooks')
    .set(admin.headers)
    .send({ url: receiver.url, ...body })
    .expect(201);
  receiver.secret = answer.body.secret;
  return answer.body.id;
}

/** Says that something happened, in a transaction of its own; one that is undone when it `fails`. */
export function happens(
  { app, orm }: TestApp,
  { fails = false, ...event }: Partial<WebhookEvent> & { fails?: boolean } = {},
): Promise<void> {
  const events = app.get(WebhookEvents, { strict: false });
  const some = { type: 'plan.completed', athleteId: 'athlete', planId: 'plan', data: {} } as const;
  return orm.em.fork().transactional(async (em) => {
    await events.record(em, { ...some, ...event });
    await em.flush();
    if (fails) throw new Error('undone');
  });
}

/** The deliveries of a webhook, oldest first. */
export function deliveriesOf({ orm }: Pick<TestApp, 'orm'>, webhook: string): Promise<WebhookDelivery[]> {
  return orm.em.fork().find(WebhookDelivery, { webhook }, { orderBy: { id: 'asc' } });
}

/** How tests wait for what workers do. */
export const POLL = { timeout: 20_000, interval: 25 };

/** Waits until a webhook's deliveries stand so, oldest first. */
export function untilStates(test: Pick<TestApp, 'orm'>, id: string, states: string[]): Promise<void> {
  const now = async () => (await deliveriesOf(test, id)).map(({ state }) => state);
  return expect.poll(now, POLL).toEqual(states);
}

/** Waits until the first delivery of a webhook was begun so many times. */
export async function untilAttempts(
  test: Pick<TestApp, 'orm'>,
  id: string,
  attempts: number,
): Promise<WebhookDelivery> {
  const now = async () => (await deliveriesOf(test, id)).at(0);
  await expect.poll(async () => (await now())?.attempts, POLL).toBeGreaterThanOrEqual(attempts);
  return (await now()) as WebhookDelivery;
}
