import { raw, type EntityManager } from '@mikro-orm/core';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { Webhook } from './webhook.entity.js';

/**
 * Tells a receiver nothing more, inside the caller's transaction: what it had still to be told is cancelled.
 * @returns whether it was enabled
 */
export async function disable(
  em: EntityManager,
  { webhookId, reason, actor }: { webhookId: string; reason: string; actor: Actor | null },
): Promise<boolean> {
  const now = { updatedAt: new Date() };
  const disabled = await em.nativeUpdate(
    Webhook,
    { id: webhookId, state: 'enabled' },
    { state: 'disabled', disabledReason: reason, disabledAt: raw<Date>('now()'), ...now },
  );
  if (disabled === 0) return false;
  await em.nativeUpdate(
    WebhookDelivery,
    { webhook: webhookId, state: 'pending' },
    { state: 'cancelled', nextAttemptAt: null, ...now },
  );
  recordAudit(em, {
    actor,
    action: 'webhook.disabled',
    subject: { type: 'webhook', id: webhookId },
    detail: { reason },
  });
  return true;
}
