import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { JobQueue } from '../queue/job-queue.js';
import { findOrphanedJobs } from '../queue/live-jobs.js';
import { WEEK_QUEUES } from './week-queues.js';

/**
 * Has jobs whose process died taken up at once: the queue lets them wait as long as those that failed, and nothing is
 * wrong with them. Every replica does.
 */
@Injectable()
export class JobRescue implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRescue.name);
  private readonly rescuing = new OneAtATime<number>();

  constructor(
    private readonly em: EntityManager,
    private readonly queue: JobQueue,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  @Cron('*/5 * * * * *', { name: 'weeks.rescue', waitForCompletion: true })
  async tick(): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    try {
      await this.rescuing.run(() => this.rescue());
    } catch (error) {
      this.logger.warn({ err: error }, 'jobs of dead processes were not looked for; the next tick does');
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rescuing.idle();
  }

  /** @returns how many it found */
  async rescue(): Promise<number> {
    const orphaned = await findOrphanedJobs(this.em.fork(), WEEK_QUEUES);
    for (const { id, queue } of orphaned) {
      await this.queue.hurry(queue, id);
      this.logger.warn({ jobId: id, queue }, 'a job was left by its process');
    }
    return orphaned.length;
  }
}
