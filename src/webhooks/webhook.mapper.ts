import type { CreatedWebhookResponse, DeliveryResponse, WebhookResponse } from './webhook.dto.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { Webhook } from './webhook.entity.js';
import type { CreatedWebhook } from './webhooks.service.js';

export function toWebhookResponse(webhook: Webhook): WebhookResponse {
  const { id, url, description, eventTypes, state, disabledReason, consecutiveFailures } = webhook;
  return {
    id,
    url,
    description,
    eventTypes,
    state,
    disabledReason,
    disabledAt: webhook.disabledAt?.toISOString() ?? null,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    consecutiveFailures,
    createdAt: webhook.createdAt.toISOString(),
  };
}

export function toCreatedWebhookResponse({ webhook, secret }: CreatedWebhook): CreatedWebhookResponse {
  return Object.assign(toWebhookResponse(webhook), { secret });
}

export function toDeliveryResponse(delivery: WebhookDelivery): DeliveryResponse {
  const { id, messageId, type, state, attempts, lastStatus, lastError, lastDurationMs } = delivery;
  return {
    id,
    messageId,
    type,
    state,
    payload: JSON.parse(delivery.payload),
    attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    lastStatus,
    lastError,
    lastDurationMs,
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
  };
}
