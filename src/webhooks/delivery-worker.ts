import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'pg-boss';
import { SecretBox } from '../auth/secret-box.js';
import { Drain } from '../common/drain.js';
import { inJobSpan } from '../common/spans.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { JobQueue } from '../queue/job-queue.js';
import type { JobData } from '../queue/queues.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DELIVERY_TIMING, type DeliveryTiming } from './delivery-timing.js';
import { DeliveryTries, type Try } from './delivery-tries.js';
import { secretOwner } from './webhook-secret.js';
import { WebhookSender, type SendResult } from './webhook-sender.js';

const QUEUE = 'webhook.deliver';

/** Tries under way at once to one receiver, and, so many times as many, in this process: others are not held up. */
const CONCURRENCY_PER_RECEIVER = 2;
const GROUPS_OF_LOOPS = 4;

/** Works off the jobs that deliver. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryWorker.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();
  private resting: Promise<void> | undefined;

  constructor(
    private readonly queue: JobQueue,
    private readonly tries: DeliveryTries,
    private readonly sender: WebhookSender,
    private readonly box: SecretBox,
    private readonly metrics: DeliveryMetrics,
    private readonly drain: Drain,
    @Inject(DELIVERY_TIMING) private readonly timing: DeliveryTiming,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    for (let count = 0; count < GROUPS_OF_LOOPS; count += 1) await this.addLoops();
    this.drain.signal.addEventListener('abort', () => void this.rest(), { once: true });
  }

  /** Tries under way when the grace is over are put back. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.rest();
    this.stopping.abort();
    await Promise.allSettled(this.running);
  }

  /** Takes a few jobs at a time. The queue counts those to one receiver over all that were added. */
  private async addLoops(): Promise<void> {
    const { boss } = this.queue;
    const options = {
      localConcurrency: CONCURRENCY_PER_RECEIVER,
      localGroupConcurrency: CONCURRENCY_PER_RECEIVER,
      pollingIntervalSeconds: this.timing.pollingSeconds,
    };
    let first: string | undefined;
    first = await boss.work(QUEUE, options, async (jobs: Job<JobData[typeof QUEUE]>[]) => {
      await this.work(jobs);
      // Where there was one there may be more: they do not wait for the next look.
      if (first !== undefined) boss.notifyWorker(first);
    });
  }

  /** Takes no more jobs. */
  private rest(): Promise<void> {
    if (!this.config.scheduler.enabled) return Promise.resolve();
    this.resting ??= this.queue.boss.offWork(QUEUE, { wait: false });
    return this.resting;
  }

  private async work(jobs: readonly Job<JobData[typeof QUEUE]>[]): Promise<void> {
    const leave = this.drain.enter();
    const work = Promise.all(jobs.map(({ data }) => this.deliver(data.deliveryId)));
    this.running.add(work);
    try {
      await work;
    } finally {
      this.running.delete(work);
      leave();
    }
  }

  private async deliver(deliveryId: string): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const claimed = await this.tries.claim(deliveryId);
    if (!claimed) return;
    const { type } = claimed.delivery;
    const attributes = { 'gofast.delivery.id': deliveryId, 'gofast.event.type': type };
    const { result, outcome } = await inJobSpan({ queue: QUEUE, attributes }, async (span) => {
      const sent = await this.send(claimed);
      const became = await this.tries.settle(claimed, sent);
      span.setAttribute('gofast.outcome', became);
      if (sent.status !== null) span.setAttribute('http.response.status_code', sent.status);
      return { result: sent, outcome: became };
    });
    this.metrics.tries.inc({ type, outcome });
    const { status, error, durationMs } = result;
    const facts = { deliveryId, webhookId: claimed.webhook.id, type, outcome, status, durationMs };
    if (outcome === 'failed') this.logger.warn({ ...facts, error }, 'a webhook delivery was given up');
    else this.logger.debug({ ...facts, error }, 'a webhook delivery was tried');
  }

  private async send({ delivery, webhook }: Try): Promise<SendResult> {
    const { messageId, payload } = delivery;
    let secret: string;
    try {
      secret = this.box.open(webhook.sealedSecret, secretOwner(webhook.id));
    } catch (error) {
      this.logger.error({ err: error, webhookId: webhook.id }, 'the secret of a webhook cannot be read');
      const text = 'its secret cannot be read with this AUTH_SECRET; delete the webhook and make it anew';
      return { outcome: 'failed', status: null, error: text, retryAfterMs: null, durationMs: 0 };
    }
    return this.sender.send({ url: webhook.url, secret, messageId, payload }, this.stopping.signal);
  }
}
