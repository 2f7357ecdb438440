import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Drain } from '../common/drain.js';
import { OneAtATime } from '../common/one-at-a-time.js';
import { inJobSpan } from '../common/spans.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { BulkWeeks } from '../plans/bulk-weeks.service.js';
import { JobQueue } from '../queue/job-queue.js';
import type { JobData } from '../queue/queues.js';
import { WORK_POLICY, type WorkPolicy } from './work-policy.js';

/** Hands weeks in as batches, and sees once a minute how far these are, where this process does unattended work. */
@Injectable()
export class BulkRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BulkRounds.name);
  private readonly rounds = new OneAtATime<void>();

  constructor(
    private readonly weeks: BulkWeeks,
    private readonly queue: JobQueue,
    private readonly drain: Drain,
    @Inject(WORK_POLICY) private readonly policy: WorkPolicy,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    const { pollSeconds, notifiedPollSeconds } = this.policy;
    const polling = {
      pollingIntervalSeconds: pollSeconds,
      notifyPollingIntervalSeconds: notifiedPollSeconds,
    };
    await this.queue.boss.work<JobData['weeks.hand_in']>('weeks.hand_in', polling, async (jobs) => {
      for (const { data, signal } of jobs) await this.handIn(data.generationIds, signal);
    });
    this.drain.signal.addEventListener('abort', () => {
      void this.queue.boss.offWork('weeks.hand_in', { wait: false });
    });
  }

  @Cron('29 * * * * *', { name: 'weeks.bulk', waitForCompletion: true })
  async tick(): Promise<void> {
    if (!this.config.scheduler.enabled || this.drain.draining) return;
    try {
      await this.round();
    } catch (error) {
      this.logger.warn({ err: error }, 'not all batches could be gone on with; the next round does');
    }
  }

  /** Takes all batches a step further; while that is under way here, it is that round's outcome. */
  async round(): Promise<void> {
    await this.rounds.run(() => this.weeks.goOn(this.drain.signal));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.idle();
  }

  private async handIn(generationIds: readonly string[], signal: AbortSignal): Promise<void> {
    const leave = this.drain.enter();
    const stop = AbortSignal.any([signal, this.drain.signal]);
    const attributes = { 'gofast.weeks': generationIds.length };
    try {
      await inJobSpan({ queue: 'weeks.hand_in', attributes }, () => this.weeks.handIn(generationIds, stop));
    } finally {
      leave();
    }
  }
}
