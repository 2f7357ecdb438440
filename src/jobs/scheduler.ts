import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { Drain } from '../common/drain.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { LookAhead } from './look-ahead.service.js';
import type { RunTrigger } from './scheduled-run.entity.js';
import { WeekWorkers } from './week-workers.service.js';

/** The look-ahead's clock, and the workers beside it, where this process does unattended work. */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Scheduler.name);

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly ahead: LookAhead,
    private readonly workers: WeekWorkers,
    private readonly drain: Drain,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Sets all going; what was missed while nobody looked is caught up at once. */
  async onApplicationBootstrap(): Promise<void> {
    const { enabled, cron } = this.config.scheduler;
    if (!enabled) return;
    await this.workers.start();
    const job = CronJob.from({
      cronTime: cron,
      onTick: () => this.look('cron'),
      waitForCompletion: true,
      timeZone: 'UTC',
    });
    this.registry.addCronJob('weeks.look', job);
    job.start();
    void this.look('start');
  }

  /** The scheduler does not wait for a tick under way. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.ahead.idle();
  }

  private async look(trigger: RunTrigger): Promise<void> {
    if (this.drain.draining) return;
    try {
      await this.ahead.look(trigger);
    } catch (error) {
      // The next tick finds what this one has not done.
      this.logger.error({ err: error }, 'the look-ahead failed');
    }
  }
}
