import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { JobQueue } from '../queue/job-queue.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

/** Jobs that deliver: whoever makes a delivery due sends one in the same transaction. */
@Injectable()
export class DeliveryJobs {
  constructor(private readonly queue: JobQueue) {}

  /**
   * Has deliveries tried, each once for the tries it has behind it, however often it is asked for.
   * @param delayMs how long from now; left out: at once
   */
  async sendAll(
    em: EntityManager,
    deliveries: readonly Pick<WebhookDelivery, 'id' | 'attempts' | 'webhook'>[],
    delayMs = 0,
  ): Promise<void> {
    await this.queue.sendAll(
      em,
      'webhook.deliver',
      deliveries.map(({ id, attempts, webhook }) => ({
        data: { deliveryId: id },
        // A try that is under way holds a key of its own: the next one is asked for before it has ended.
        singletonKey: `${id}/${attempts}${delayMs > 0 ? '/later' : ''}`,
        group: { id: webhook.id },
        // In seconds, counted by the database's clock as the delivery's own time is.
        startAfter: delayMs / 1000,
      })),
    );
  }
}
