import { EntityManager, raw } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';

const PAGE = 500;

/** Sends jobs for deliveries that are due and may have none. Every replica does; each once. */
@Injectable()
export class DeliverySweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliverySweeper.name);
  private readonly sweeping = new OneAtATime<number>();

  constructor(
    private readonly em: EntityManager,
    private readonly jobs: DeliveryJobs,
    private readonly metrics: DeliveryMetrics,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  @Cron('*/5 * * * * *', { name: 'webhooks.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    try {
      await this.sweeping.run(() => this.sweep());
    } catch (error) {
      this.logger.warn({ err: error }, 'deliveries were not looked after; the next tick does');
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.idle();
  }

  /** @returns how many deliveries are due */
  async sweep(): Promise<number> {
    let due = 0;
    for (let after: string | undefined; ;) {
      const page = await this.sendPage(after);
      due += page.length;
      if (page.length < PAGE) break;
      after = page.at(-1);
    }
    this.metrics.pending.set(await this.em.fork().count(WebhookDelivery, { state: 'pending' }));
    return due;
  }

  private sendPage(after: string | undefined): Promise<string[]> {
    return inTransaction(this.em, async (em) => {
      const due = await em.find(
        WebhookDelivery,
        {
          state: 'pending',
          nextAttemptAt: { $lte: raw('now()') },
          ...(after === undefined ? {} : { id: { $gt: after } }),
        },
        { fields: ['webhook', 'attempts'], orderBy: { id: 'asc' }, limit: PAGE },
      );
      const jobs = due.map(({ id, webhook, attempts }) => ({ id, webhookId: webhook.id, attempts }));
      await this.jobs.sendAll(em, jobs);
      return due.map(({ id }) => id);
    });
  }
}
