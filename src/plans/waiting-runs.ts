import type { EntityManager } from '@mikro-orm/core';
import { weekOfScope } from './pending-weeks.js';

/** A run of one week that waits for its turn, of a plan that is active. */
export interface WaitingRun {
  id: string;
  planId: string;
  weekNumber: number;
  createdAt: Date;
  /** False for an athlete who has declined that models write. */
  willing: boolean;
  /** False where its own job has begun, or a batch brought what that is to begin with. */
  untouched: boolean;
}

const WAITING = `
  select run.id, run.plan_id, run.scope, run.created_at, athlete.ai_consent is distinct from false as willing,
    run.attempt = 0 and run.weeks_decoded = '[]' as untouched
  from generation run
  join training_plan plan on plan.id = run.plan_id and plan.status = 'active'
  join athlete on athlete.id = plan.athlete_id
  where run.id in (select value::uuid from jsonb_array_elements_text(?::jsonb))
    and run.state = 'pending' and run.scope like 'week:%'
  order by run.id`;

/** What is saved or erased just now has its plan locked: it is left out, not waited for. */
const KEPT_SO = ' for key share of plan skip locked';

interface WaitingRow {
  id: string;
  plan_id: string;
  scope: string;
  created_at: string;
  willing: boolean;
  untouched: boolean;
}

/**
 * Those of these runs that wait, the oldest first.
 * @param options.hold keeps their plans from being saved or erased until the EntityManager's transaction ends
 */
export async function waitingRuns(
  em: EntityManager,
  ids: readonly string[],
  { hold = false }: { hold?: boolean } = {},
): Promise<WaitingRun[]> {
  const rows: WaitingRow[] = await em
    .getConnection()
    .execute(hold ? WAITING + KEPT_SO : WAITING, [JSON.stringify(ids)], 'all', em.getTransactionContext());
  return rows.map(({ id, plan_id: planId, scope, created_at: createdAt, willing, untouched }) => ({
    id,
    planId,
    weekNumber: weekOfScope(scope) ?? 0,
    createdAt: new Date(createdAt),
    willing,
    untouched,
  }));
}
