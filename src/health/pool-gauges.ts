import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { JobQueue } from '../queue/job-queue.js';

/** How a pool of connections stands. */
interface PoolUse {
  max: number;
  /** Open connections, idle ones among them. */
  total: number;
  idle: number;
  /** Who waits for a connection. */
  waiting: number;
}

/**
 * How far the pools of connections to the database are used, looked at whenever somebody asks for metrics: `requests` is
 * what requests and unattended work read and write by, `queue` what moves jobs about. Asks the database nothing.
 */
@Injectable()
export class PoolGauges implements OnApplicationBootstrap {
  /** Found at the start: a closed ORM that is asked for its pool makes a new one. */
  private requests: (() => PoolUse) | null = null;

  constructor(
    registry: Registry,
    private readonly em: EntityManager,
    private readonly queue: JobQueue,
  ) {
    const pools = () => this.pools();
    const gauge = (
      name: string,
      { help, labelNames = [] }: { help: string; labelNames?: string[] },
      fill: (gauge: Gauge, pool: string, use: PoolUse) => void,
    ): void => {
      const made = new Gauge({
        name,
        help,
        labelNames: ['pool', ...labelNames],
        registers: [],
        collect() {
          this.reset();
          for (const [pool, use] of pools()) fill(made, pool, use);
        },
      });
      registry.registerMetric(made);
    };
    gauge(
      'gofast_database_pool_connections',
      { help: 'Open connections to the database, by what they do.', labelNames: ['state'] },
      (connections, pool, { total, idle }) => {
        connections.set({ pool, state: 'idle' }, idle);
        connections.set({ pool, state: 'used' }, total - idle);
      },
    );
    gauge(
      'gofast_database_pool_max_connections',
      { help: 'Most connections that may be open at once.' },
      (most, pool, { max }) => most.set({ pool }, max),
    );
    gauge(
      'gofast_database_pool_waiting',
      { help: 'Who waits for a connection: more than 0 for long, and the pool is too small.' },
      (waiters, pool, { waiting }) => waiters.set({ pool }, waiting),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    const pool = await this.em.getConnection().getNativeClient();
    this.requests = () => ({
      max: pool.options.max,
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    });
  }

  private pools(): [string, PoolUse][] {
    const requests = this.requests?.() ?? null;
    const queue = this.queue.poolUse();
    return [...named('requests', requests), ...named('queue', queue)];
  }
}

function named(name: string, use: PoolUse | null): [string, PoolUse][] {
  return use === null ? [] : [[name, use]];
}
