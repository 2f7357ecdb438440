import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Drain } from '../common/drain.js';
import { OneAtATime } from '../common/one-at-a-time.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { BulkWeeks } from '../plans/bulk-weeks.service.js';

/** Sees once a minute how far the batches are, where this process does unattended work. */
@Injectable()
export class BulkRounds implements BeforeApplicationShutdown {
  private readonly logger = new Logger(BulkRounds.name);
  private readonly rounds = new OneAtATime<void>();

  constructor(
    private readonly weeks: BulkWeeks,
    private readonly drain: Drain,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

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
}
