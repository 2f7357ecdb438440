import type { EntityManager } from '@mikro-orm/core';
import { weekKey, weekOfScope } from '../plans/pending-weeks.js';
import type { JobQueue } from '../queue/job-queue.js';

const MOST = 500;

/**
 * Weeks that wait to be written and that nobody will: no process holds them, and the queue knows nothing of them, as
 * after a backup was restored, or when the last resort failed too.
 */
const LOST = `
  select run.id, run.plan_id, run.scope from generation run
  where run.state in ('pending', 'running') and run.scope like 'week:%'
    and (run.lease_until is null or run.lease_until <= ?::timestamptz)
    and not exists (
      select from pgboss.job where name in ('week.write', 'week.dead') and state <= 'active'
        and singleton_key = run.plan_id || ':' || run.scope)
  limit ${MOST}`;

/** Sends a job for each week that has lost its own, in the EntityManager's transaction. @returns how many */
export async function resendLostWeeks(
  em: EntityManager,
  { queue, now }: { queue: JobQueue; now: Date },
): Promise<number> {
  const lost: { id: string; plan_id: string; scope: string }[] = await em
    .getConnection()
    .execute(LOST, [now], 'all', em.getTransactionContext());
  const jobs = lost.flatMap(({ id, plan_id: planId, scope }) => {
    const weekNumber = weekOfScope(scope);
    return weekNumber === null
      ? []
      : [{ data: { generationId: id }, singletonKey: weekKey(planId, weekNumber) }];
  });
  await queue.sendAll(em, 'week.write', jobs);
  return jobs.length;
}
