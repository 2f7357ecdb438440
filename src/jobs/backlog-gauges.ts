import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { abortable } from '../common/abortable.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { TrainingPlan } from '../plans/training-plan.entity.js';
import { queueDepths, type QueueDepth } from '../queue/live-jobs.js';
import { QUEUE_NAMES } from '../queue/queues.js';

/** What there is to do in the whole service; null while the database does not say. */
type Backlog = { plansDue: number; queues: QueueDepth[] } | null;

/** Whoever asks for metrics gives up after some seconds, and the other metrics with it. */
const PATIENCE_MS = 2_000;

/** How much unattended work there is, looked at whenever somebody asks for metrics. */
@Injectable()
export class BacklogGauges {
  private readonly logger = new Logger(BacklogGauges.name);
  private reading: Promise<Backlog> | undefined;

  constructor(
    registry: Registry,
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    const gauge = (
      name: string,
      { help, labelNames = [] }: { help: string; labelNames?: string[] },
      fill: (gauge: Gauge, backlog: NonNullable<Backlog>) => void,
    ): void => {
      const read = () => this.read();
      const made = new Gauge({
        name,
        help,
        labelNames,
        registers: [],
        async collect() {
          const backlog = await read();
          this.reset();
          if (backlog) fill(made, backlog);
          // A gauge without labels is 0 when it is reset, which it is not.
          else if (labelNames.length === 0) this.set(Number.NaN);
        },
      });
      registry.registerMetric(made);
    };
    gauge(
      'gofast_unattended_plans_due',
      { help: 'Active plans that there is work on now.' },
      (due, { plansDue }) => due.set(plansDue),
    );
    gauge(
      'gofast_queue_jobs',
      {
        help: 'Jobs that could run, wait for their time, or run, in the whole service.',
        labelNames: ['queue', 'state'],
      },
      (depth, { queues }) => {
        for (const { queue, ready, deferred, running } of queues) {
          for (const [state, jobs] of Object.entries({ ready, deferred, running })) {
            depth.set({ queue, state }, jobs);
          }
        }
      },
    );
    gauge(
      'gofast_queue_lag_seconds',
      { help: 'For how long the oldest job that could run has waited.', labelNames: ['queue'] },
      (lag, { queues }) => {
        for (const { queue, lagSeconds } of queues) lag.set({ queue }, lagSeconds);
      },
    );
  }

  /** Once for all gauges that are asked for together, and while a database that does not answer is still waited for. */
  private async read(): Promise<Backlog> {
    this.reading ??= this.look().finally(() => (this.reading = undefined));
    try {
      return await abortable(this.reading, AbortSignal.timeout(PATIENCE_MS));
    } catch {
      // It took too long: look() itself never throws.
      return null;
    }
  }

  private async look(): Promise<Backlog> {
    try {
      const em = this.em.fork();
      const due = { status: 'active', nextWorkAt: { $lte: this.clock.now() } } as const;
      return { plansDue: await em.count(TrainingPlan, due), queues: await queueDepths(em, QUEUE_NAMES) };
    } catch (error) {
      // The other metrics are wanted all the more then.
      this.logger.warn({ err: error }, 'the backlog could not be read');
      return null;
    }
  }
}
