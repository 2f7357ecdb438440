import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  fromKysely,
  type JobInsert,
  type JobWithMetadata,
  type PgBoss,
  type PoolCounts,
  type SendOptions,
} from 'pg-boss';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { createBoss } from './boss.js';
import { findJobsAbout, findLiveJobs } from './live-jobs.js';
import type { JobData, QueueName } from './queues.js';

/** The URL of the PostgreSQL that holds the queue. */
export const QUEUE_URL = Symbol('QUEUE_URL');

/** How a job is sent: `singletonKey` makes it the only one of its key that waits or runs. */
export type JobSending = Pick<SendOptions, 'singletonKey' | 'startAfter' | 'priority' | 'singletonSeconds'>;

/** A dead process's jobs are found this often, so that they are back within half a minute. */
const MONITOR_SECONDS = 5;

/** The queue that all replicas share: work to do later, sent in the transaction that makes it due. */
@Injectable()
export class JobQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(JobQueue.name);
  /** For those that work the jobs off. */
  readonly boss: PgBoss;

  constructor(@Inject(QUEUE_URL) url: string, @Inject(APP_CONFIG) config: AppConfig) {
    this.boss = createBoss(url, {
      // The tables were brought up to date before the application began.
      migrate: false,
      createSchema: false,
      // Only those that work jobs off look after them.
      supervise: config.scheduler.enabled,
      registerInstance: config.scheduler.enabled,
      // Jobs are picked up when they are sent; where notifications do not get through, polling does it.
      useListenNotify: config.scheduler.enabled,
      superviseIntervalSeconds: MONITOR_SECONDS,
      monitorIntervalSeconds: MONITOR_SECONDS,
    });
    // Without a listener, a database that goes away takes the process along.
    this.boss.on('error', (error) => this.logger.warn({ err: error }, 'the queue met an error'));
  }

  async onModuleInit(): Promise<void> {
    await this.boss.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  /** How far its own pool of connections is used; null while it has none. */
  poolUse(): PoolCounts | null {
    return this.boss.getDb().poolCounts?.() ?? null;
  }

  /**
   * Sends a job inside the EntityManager's transaction: it is there if and only if that commits.
   * @throws Error outside a transaction
   */
  async send<Name extends QueueName>(
    em: EntityManager,
    queue: Name,
    { data, ...sending }: { data: JobData[Name] } & JobSending,
  ): Promise<void> {
    await this.boss.send(queue, data, { ...sending, db: transactionOf(em) });
  }

  /** Sends many jobs of one queue in one statement, inside the EntityManager's transaction. */
  async sendAll<Name extends QueueName>(
    em: EntityManager,
    queue: Name,
    jobs: readonly ({ data: JobData[Name] } & Pick<
      JobInsert,
      'singletonKey' | 'startAfter' | 'priority' | 'group'
    >)[],
  ): Promise<void> {
    if (jobs.length > 0) await this.boss.insert(queue, [...jobs], { db: transactionOf(em) });
  }

  /** Has a job that waits for its next try taken up at once; nothing when it does not wait any more. */
  async hurry(queue: QueueName, id: string): Promise<void> {
    await this.boss.update(queue, undefined, { id, startAfter: '0' });
  }

  /** The same, for the one job of a key, in the EntityManager's transaction. */
  async hurryKey(em: EntityManager, queue: QueueName, singletonKey: string): Promise<void> {
    await this.boss.update(queue, undefined, { singletonKey, startAfter: '0', db: transactionOf(em) });
  }

  /** Takes the jobs of these keys back that nobody works off yet, in the EntityManager's transaction. */
  async takeBack(em: EntityManager, queue: QueueName, keys: readonly string[]): Promise<void> {
    const live = await findLiveJobs(em, { queues: [queue], keys });
    const ids = live.filter(({ running }) => !running).map(({ id }) => id);
    if (ids.length > 0) await this.boss.deleteJob(queue, ids, { db: transactionOf(em) });
  }

  /**
   * Forgets the jobs about these rows, also those that are over, in the EntityManager's transaction. One that is worked
   * off at the moment finds its row gone.
   */
  async forget(em: EntityManager, rowIds: readonly string[]): Promise<void> {
    const jobs = Map.groupBy(await findJobsAbout(em, rowIds), ({ queue }) => queue);
    for (const [queue, found] of jobs) {
      const ids = found.map(({ id }) => id);
      await this.boss.deleteJob(queue, ids, { db: transactionOf(em) });
    }
  }

  /**
   * Puts a job that this process works off back into its queue, in the EntityManager's transaction: it was broken off,
   * which is no try. When the job is another's by now, its key keeps this from being a second one.
   */
  async putBack(em: EntityManager, job: JobWithMetadata, delayMs: number): Promise<void> {
    const { id, name, data, retryCount, retryLimit, priority, singletonKey } = job;
    const db = transactionOf(em);
    await this.boss.deleteJob(name, { id, retryCount }, { db });
    const left = Math.max(0, retryLimit - retryCount);
    // In seconds from now: the queue's clock is the database's.
    const startAfter = Math.ceil(delayMs / 1000);
    const sending = { priority, retryLimit: left, startAfter, ...(singletonKey && { singletonKey }) };
    await this.boss.send(name, data, { ...sending, db });
  }
}

function transactionOf(em: EntityManager) {
  const transaction = em.getTransactionContext();
  if (!transaction) throw new Error('A job is sent in the transaction that makes it due');
  return fromKysely(transaction);
}
