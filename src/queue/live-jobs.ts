import type { EntityManager } from '@mikro-orm/core';
import type { QueueName } from './queues.js';

/**
 * What pg-boss has of jobs that wait or run, read from its table: it lists one queue's at a time, and says nothing of
 * when they are due. Nothing is written here. The states are listed, not compared: its index of live jobs is found by the
 * list alone, and what is over is far more.
 */
const LIVE = `state in ('created', 'retry', 'active')`;

/** A job that waits or runs. */
export interface LiveJob {
  id: string;
  queue: QueueName;
  key: string;
  running: boolean;
  /** When it may be taken; in the past: it waits for a worker. */
  startAfter: Date;
}

/** How full a queue is. */
export interface QueueDepth {
  queue: QueueName;
  /** Jobs that could run at once, and those that wait for their time. */
  ready: number;
  deferred: number;
  running: number;
  /** Seconds for which the oldest that could run has waited. */
  lagSeconds: number;
}

/** Jobs of these keys that wait or run, in any of the queues. */
export async function findLiveJobs(
  em: EntityManager,
  { queues, keys }: { queues: readonly QueueName[]; keys: readonly string[] },
): Promise<LiveJob[]> {
  if (keys.length === 0) return [];
  const rows: { id: string; name: QueueName; singleton_key: string; state: string; start_after: string }[] =
    await em.getConnection().execute(
      `select id, name, singleton_key, state::text, start_after from pgboss.job
       where name in (${marks(queues)}) and singleton_key in (${marks(keys)}) and ${LIVE}`,
      [...queues, ...keys],
      'all',
      em.getTransactionContext(),
    );
  return rows.map(({ id, name, singleton_key: key, state, start_after: startAfter }) => ({
    id,
    queue: name,
    key,
    running: state === 'active',
    startAfter: new Date(startAfter),
  }));
}

/** Each of the queues, also those without a job. */
export async function queueDepths(em: EntityManager, queues: readonly QueueName[]): Promise<QueueDepth[]> {
  const rows: (Omit<QueueDepth, 'queue'> & { name: QueueName })[] = await em.getConnection().execute(
    `select name,
       count(*) filter (where state < 'active' and start_after <= now())::int as ready,
       count(*) filter (where state < 'active' and start_after > now())::int as deferred,
       count(*) filter (where state = 'active')::int as running,
       coalesce(extract(epoch from now() - min(start_after) filter (where state < 'active')), 0)::float8 as "lagSeconds"
     from pgboss.job where name in (${marks(queues)}) and ${LIVE} group by name`,
    [...queues],
  );
  const byName = new Map(rows.map(({ name, ...depth }) => [name, depth]));
  const empty = { ready: 0, deferred: 0, running: 0, lagSeconds: 0 };
  return queues.map((queue) => {
    const depth = byName.get(queue) ?? empty;
    return { queue, ...depth, lagSeconds: Math.max(0, depth.lagSeconds) };
  });
}

/**
 * Jobs whose process died and that wait for their next try as if they had failed: what pg-boss says of a worker that
 * it has not heard of for too long.
 */
export async function findOrphanedJobs(
  em: EntityManager,
  queues: readonly QueueName[],
): Promise<{ id: string; queue: QueueName }[]> {
  return em.getConnection().execute(
    `select id, name as queue from pgboss.job
     where name in (${marks(queues)}) and state = 'retry' and start_after > now()
       and output -> 'value' ->> 'message' = 'job heartbeat timeout'`,
    [...queues],
  );
}

/** Jobs about these rows, in whatever state. */
export async function findJobsAbout(
  em: EntityManager,
  rowIds: readonly string[],
): Promise<{ id: string; queue: QueueName }[]> {
  if (rowIds.length === 0) return [];
  return em.getConnection().execute(
    `select id, name as queue from pgboss.job
     where coalesce(data ->> 'generationId', data ->> 'deliveryId') in (select jsonb_array_elements_text(?::jsonb))`,
    [JSON.stringify(rowIds)],
    'all',
    em.getTransactionContext(),
  );
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
