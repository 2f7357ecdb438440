import type { EntityManager } from '@mikro-orm/core';
import { v7 } from 'uuid';
import type { DueDelivery } from './delivery-jobs.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';

/** What every receiver of an event gets: `webhook-id`, and the body to the byte. */
export type WebhookMessage = Pick<WebhookDelivery, 'messageId' | 'type' | 'payload'>;

export function newMessage({ type, now, data }: { type: string; now: Date; data: object }): WebhookMessage {
  return {
    messageId: `msg_${v7().replaceAll('-', '')}`,
    type,
    payload: JSON.stringify({ type, timestamp: now.toISOString(), data }),
  };
}

/** Adds the delivery of a message to one receiver, due at once. */
export function addDelivery(em: EntityManager, webhook: string, message: WebhookMessage): WebhookDelivery {
  return em.create(WebhookDelivery, {
    webhook,
    ...message,
    lastStatus: null,
    lastError: null,
    lastDurationMs: null,
    deliveredAt: null,
    attempts: 0,
  });
}

/** A new delivery as jobs are sent for it. */
export function dueOf({ id, webhook, attempts }: WebhookDelivery): DueDelivery {
  return { id, webhookId: webhook.id, attempts };
}
