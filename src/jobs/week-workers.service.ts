import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager, RequestContext } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Job, JobWithMetadata } from 'pg-boss';
import { CLOCK, type Clock } from '../common/clock.js';
import { Drain } from '../common/drain.js';
import { inJobSpan } from '../common/spans.js';
import { inTransaction } from '../database/transaction.js';
import { BulkWeeks } from '../plans/bulk-weeks.service.js';
import { UnattendedWeeks } from '../plans/unattended-weeks.service.js';
import { JobQueue } from '../queue/job-queue.js';
import type { JobData } from '../queue/queues.js';
import { JobMetrics } from './job-metrics.js';
import { LookAhead } from './look-ahead.service.js';
import { WEEK_QUEUES, type WeekQueue } from './week-queues.js';
import { WORK_POLICY, type WorkPolicy } from './work-policy.js';

type WeekJob = JobWithMetadata<JobData[WeekQueue]>;

/** A job that this process works off. */
interface Running {
  letGo: AbortController;
  ended: Promise<void>;
}

/** Works off the jobs that write weeks, as many at once as the policy says, until the process is to stop. */
@Injectable()
export class WeekWorkers implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WeekWorkers.name);
  private readonly running = new Set<Running>();

  constructor(
    private readonly em: EntityManager,
    private readonly queue: JobQueue,
    private readonly weeks: UnattendedWeeks,
    private readonly bulk: BulkWeeks,
    private readonly ahead: LookAhead,
    private readonly drain: Drain,
    private readonly metrics: JobMetrics,
    @Inject(WORK_POLICY) private readonly policy: WorkPolicy,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** From now on jobs are taken, until the service drains. */
  async start(): Promise<void> {
    for (let made = 0; made < this.policy.weeks; made += 1) await this.work('week.write');
    await this.work('week.dead');
    await this.queue.boss.work<JobData['weeks.look']>('weeks.look', this.polling, async () => {
      await this.ahead.look('event');
    });
    await this.queue.boss.work<JobData['weeks.hand_in']>('weeks.hand_in', this.polling, async (jobs) => {
      for (const job of jobs) await this.handIn(job);
    });
    this.drain.signal.addEventListener('abort', () => {
      for (const name of [...WEEK_QUEUES, 'weeks.look', 'weeks.hand_in'])
        void this.queue.boss.offWork(name, { wait: false });
    });
  }

  /** What the grace was too short for is let go of: each job goes back into its queue, untried. */
  async beforeApplicationShutdown(): Promise<void> {
    const left = [...this.running];
    for (const { letGo } of left) letGo.abort(new Error('the process stops'));
    const patience = new AbortController();
    const ended = Promise.all(left.map((job) => job.ended)).then(() => patience.abort());
    await Promise.race([
      ended,
      sleep(this.policy.stopMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
  }

  private get polling() {
    const { pollSeconds, notifiedPollSeconds } = this.policy;
    return { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: notifiedPollSeconds };
  }

  /** A worker of its own: one job at a time, and the next at once. */
  private async work(name: WeekQueue): Promise<void> {
    const options = { includeMetadata: true, ...this.polling } as const;
    const worker: string = await this.queue.boss.work<JobData[WeekQueue], void, typeof options>(
      name,
      options,
      async (jobs) => {
        for (const job of jobs) await this.handle(name, job);
        // Where there was one job there may be more: it does not wait for its next look.
        this.queue.boss.notifyWorker(worker);
      },
    );
  }

  private async handIn({ data: { generationIds }, signal }: Job<JobData['weeks.hand_in']>): Promise<void> {
    const leave = this.drain.enter();
    const stop = AbortSignal.any([signal, this.drain.signal]);
    const attributes = { 'gofast.weeks': generationIds.length };
    try {
      await inJobSpan({ queue: 'weeks.hand_in', attributes }, () => this.bulk.handIn(generationIds, stop));
    } finally {
      leave();
    }
  }

  private async handle(name: WeekQueue, job: WeekJob): Promise<void> {
    const leave = this.drain.enter();
    const letGo = new AbortController();
    const end = Promise.withResolvers<void>();
    const running = { letGo, ended: end.promise };
    this.running.add(running);
    try {
      if (this.drain.draining) letGo.abort(new Error('the process stops'));
      await RequestContext.create(this.em, () => this.advance(name, { job, letGo: letGo.signal }));
    } finally {
      this.running.delete(running);
      end.resolve();
      leave();
    }
  }

  private async advance(
    name: WeekQueue,
    { job, letGo }: { job: WeekJob; letGo: AbortSignal },
  ): Promise<void> {
    const { generationId } = job.data;
    const attributes = { 'gofast.generation.id': generationId, 'gofast.job.retries': job.retryCount };
    try {
      const signal = AbortSignal.any([job.signal, letGo]);
      const outcome = await inJobSpan({ queue: name, attributes }, async (span) => {
        const became = await this.weeks.advance(generationId, { signal, lastResort: name === 'week.dead' });
        span.setAttribute('gofast.outcome', became.kind);
        return became;
      });
      this.metrics.count(outcome);
      if (outcome.kind === 'held') {
        const soon = this.clock.now().getTime() + this.policy.heldMs;
        await this.putBack(job, Math.min(outcome.until.getTime(), soon) - this.clock.now().getTime());
      }
    } catch (error) {
      if (letGo.aborted) return this.putBack(job, 0);
      this.metrics.countFailure();
      this.logger.warn(
        { err: error, generationId, queue: name, retries: job.retryCount },
        'a week has to wait',
      );
      throw error;
    }
  }

  private async putBack(job: WeekJob, delayMs: number): Promise<void> {
    await inTransaction(this.em, (em) => this.queue.putBack(em, job, delayMs));
  }
}
