import type { TestingModuleBuilder } from '@nestjs/testing';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { RETRY_SCHEDULE } from '../../src/webhooks/retry-schedule.js';
import { WebhookEvents, type WebhookEvent } from '../../src/webhooks/webhook-events.js';
import type { Person } from './people.js';
import type { TestApp } from './test-app.js';
import type { WebhookReceiver } from './webhook-receiver.js';

/** Deliveries are really made, to receivers on loopback. */
export const DELIVERING = { SCHEDULER_ENABLED: 'true', WEBHOOK_ALLOW_PRIVATE: 'true' };

/** As many retries as the real schedule has, at once or nearly. */
export const SHORT_DELAYS: readonly number[] = Array.from({ length: 8 }, () => 20);

export function retryingAfter(delays: readonly number[]) {
  return (builder: TestingModuleBuilder) => builder.overrideProvider(RETRY_SCHEDULE).useValue(delays);
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
