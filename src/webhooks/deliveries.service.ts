import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { InvalidError, NotFoundError } from '../common/errors.js';
import { pageOf, type Page } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { addDelivery, dueOf, newMessage } from './webhook-message.js';
import type { DeliveryListQuery } from './webhook.dto.js';
import { Webhook } from './webhook.entity.js';
import { webhookNotFound } from './webhooks.service.js';

/** What one receiver was told, and is to be told by hand. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: DeliveryJobs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. @throws NotFoundError `webhook.not_found` */
  async list(actor: Actor, webhookId: string, query: DeliveryListQuery): Promise<Page<WebhookDelivery>> {
    requireAccess(actor, 'webhook.manage');
    await requireWebhook(this.em, webhookId);
    const mine = { webhook: webhookId, ...(query.state && { state: query.state }) };
    return pageOf(query, ({ where, options }) =>
      this.em.find(WebhookDelivery, { ...mine, ...where }, options),
    );
  }

  /**
   * Sends a message once more, by the whole schedule anew, whatever became of it.
   * @throws NotFoundError `webhook.not_found`, `webhook_delivery.not_found`; InvalidError `webhook.disabled`
   */
  redeliver(actor: Actor, { id, did }: { id: string; did: string }): Promise<WebhookDelivery> {
    requireAccess(actor, 'webhook.manage');
    return inTransaction(this.em, async (em) => {
      await requireEnabled(em, id);
      const found = { id: did, webhook: id };
      const delivery = await em.findOne(WebhookDelivery, found, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!delivery) {
        throw new NotFoundError('webhook_delivery.not_found', 'The webhook has no delivery with this id.');
      }
      const again = { state: 'pending', round: 0, nextAttemptAt: raw<Date>('now()') } as const;
      await em.nativeUpdate(WebhookDelivery, { id: did }, { ...again, updatedAt: new Date() });
      await this.jobs.sendAll(em, [dueOf(delivery)]);
      recordAudit(em, {
        actor,
        action: 'webhook.redelivered',
        subject: { type: 'webhook', id },
        detail: { deliveryId: did, before: delivery.state },
      });
      await em.refresh(delivery);
      return delivery;
    });
  }

  /**
   * Sends a message that says nothing, to try the receiver with.
   * @throws NotFoundError `webhook.not_found`; InvalidError `webhook.disabled`
   */
  sendTest(actor: Actor, webhookId: string): Promise<WebhookDelivery> {
    requireAccess(actor, 'webhook.manage');
    return inTransaction(this.em, async (em) => {
      await requireEnabled(em, webhookId);
      const message = newMessage({ type: 'webhook.test', now: this.clock.now(), data: { webhookId } });
      const delivery = addDelivery(em, webhookId, message);
      await em.flush();
      await this.jobs.sendAll(em, [dueOf(delivery)]);
      recordAudit(em, {
        actor,
        action: 'webhook.tested',
        subject: { type: 'webhook', id: webhookId },
        detail: { deliveryId: delivery.id },
      });
      await em.refresh(delivery);
      return delivery;
    });
  }
}

async function requireWebhook(em: EntityManager, id: string): Promise<Webhook> {
  const webhook = await em.findOne(Webhook, id);
  if (!webhook) throw webhookNotFound();
  return webhook;
}

async function requireEnabled(em: EntityManager, id: string): Promise<void> {
  const { state, disabledReason } = await requireWebhook(em, id);
  if (state === 'enabled') return;
  throw new InvalidError(
    'webhook.disabled',
    `The webhook is disabled (${disabledReason}); PATCH it with "state": "enabled" first.`,
  );
}
