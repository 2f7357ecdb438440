import type { EntityManager } from '@mikro-orm/core';
import { LEASE_EXPIRED } from '../plans/generation-runs.service.js';

const MOST = 500;

/**
 * Runs that somebody asked for and whose process did not come back: nobody but who asked can want them again. A plan
 * that is being claimed or saved at the moment is left to that.
 */
const CLOSE_DEAD = `
  with dead as (
    select run.id from generation run join training_plan plan on plan.id = run.plan_id
    where run.state = 'running' and run.scope not like 'week:%' and run.lease_until <= ?::timestamptz
    limit ${MOST} for update skip locked)
  update generation run
  set state = 'failed', error = ?::jsonb, lease_until = null, finished_at = ?::timestamptz, updated_at = ?::timestamptz
  from dead where dead.id = run.id
  returning run.id`;

/**
 * Says of runs that were left by their process that they failed, in the EntityManager's transaction. What models wrote
 * for them stays with them, for the next try. @returns how many
 */
export async function closeDeadRuns(em: EntityManager, now: Date): Promise<number> {
  const closed: unknown[] = await em
    .getConnection()
    .execute(CLOSE_DEAD, [now, JSON.stringify(LEASE_EXPIRED), now, now], 'all', em.getTransactionContext());
  return closed.length;
}
