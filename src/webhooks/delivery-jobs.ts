import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { JobQueue } from '../queue/job-queue.js';

/** A delivery with the tries it has behind it. */
export interface DueDelivery {
  id: string;
  webhookId: string;
  attempts: number;
}

/** Jobs that deliver. They carry an id and come to nothing when its row is not due: one too many does no harm. */
@Injectable()
export class DeliveryJobs {
  constructor(private readonly queue: JobQueue) {}

  /**
   * Has deliveries tried, inside the transaction that makes them due: each once for the tries it has behind it,
   * however often this is asked for.
   * @param delayMs how long from now, by the database's clock as the rows say it
   */
  async sendAll(em: EntityManager, deliveries: readonly DueDelivery[], delayMs = 0): Promise<void> {
    // One that waits for later does not stand in the way of one for now.
    const suffix = delayMs > 0 ? '/later' : '';
    await this.queue.sendAll(
      em,
      'webhook.deliver',
      deliveries.map(({ id, webhookId, attempts }) => ({
        data: { deliveryId: id },
        singletonKey: `${id}/${attempts}${suffix}`,
        startAfter: delayMs / 1_000,
        group: { id: webhookId },
      })),
    );
  }
}
