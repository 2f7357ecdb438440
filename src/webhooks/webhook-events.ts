import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { addDelivery, dueOf, newMessage } from './webhook-message.js';
import { Webhook, type WebhookEventType } from './webhook.entity.js';

/** Something that receivers may want to know. */
export interface WebhookEvent {
  type: WebhookEventType;
  athleteId: string;
  planId: string;
  /** What else there is to say: ids, numbers and names of ours; nothing personal. */
  data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where the rest of the service says what has happened. */
@Injectable()
export class WebhookEvents {
  constructor(
    private readonly jobs: DeliveryJobs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Tells the receivers that want to know, if and when the caller's transaction commits. */
  record(em: EntityManager, event: WebhookEvent): Promise<void> {
    return this.recordAll(em, [event]);
  }

  /** As {@link record}, for events of one transaction. */
  async recordAll(em: EntityManager, events: readonly WebhookEvent[]): Promise<void> {
    const webhooks = await em.find(Webhook, { state: 'enabled' }, { fields: ['eventTypes'] });
    const deliveries = events.flatMap((event) => {
      const receivers = webhooks.filter(({ eventTypes }) => eventTypes.includes(event.type));
      const { type, athleteId, planId, data } = event;
      const message = newMessage({ type, now: this.clock.now(), data: { athleteId, planId, ...data } });
      return receivers.map(({ id }) => addDelivery(em, id, message));
    });
    await this.jobs.sendAll(em, deliveries.map(dueOf));
  }
}
