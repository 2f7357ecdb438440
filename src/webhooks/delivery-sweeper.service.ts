import { EntityManager, raw } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { DeliveryJobs } from './delivery-jobs.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';

const PAGE = 500;
const KEEP_DAYS = 30;

/** Sends jobs for deliveries that are due and may have none, and forgets old ones. Every replica does; each once. */
@Injectable()
export class DeliverySweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliverySweeper.name);
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly em: EntityManager,
    private readonly jobs: DeliveryJobs,
    private readonly metrics: DeliveryMetrics,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  @Cron('*/5 * * * * *', { name: 'webhooks.sweep', waitForCompletion: true })
  async sweepTick(): Promise<void> {
    await this.tick(() => this.sweep());
  }

  @Cron('17 * * * *', { name: 'webhooks.prune', waitForCompletion: true })
  async pruneTick(): Promise<void> {
    await this.tick(() => this.prune());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
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

  /** Those that ended long ago, by the index on them. @returns how many deliveries were forgotten */
  prune(): Promise<number> {
    const old = { updatedAt: { $lt: raw<Date>(`now() - interval '${KEEP_DAYS} days'`) } };
    return this.em.fork().nativeDelete(WebhookDelivery, { state: { $ne: 'pending' }, ...old });
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

  private async tick(work: () => Promise<number>): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    const run = work().catch((error: unknown) =>
      this.logger.warn({ err: error }, 'deliveries were not looked after; the next tick does'),
    );
    this.running.add(run);
    await run;
    this.running.delete(run);
  }
}
