import type { EntityManager } from '@mikro-orm/core';
import { v7 } from 'uuid';
import type { BulkTerms } from '../ai/bulk/bulk-week.js';
import type { JobQueue } from '../queue/job-queue.js';
import { weeksForBatch } from './weeks-for-batch.js';

/** A week of a plan that is due to be written, or looked at once more. */
export interface DueWeek {
  planId: string;
  weekNumber: number;
  /** When its Monday begins for the athlete: the earlier, the sooner it is written. */
  begins: Date;
}

/** The name of a week among the runs of its plan: at most one is open, whoever asked for it. */
export function weekScope(weekNumber: number): string {
  return `week:${weekNumber}`;
}

/** The week of a run, or null where it is no single one's. */
export function weekOfScope(scope: string): number | null {
  const [, number] = /^week:(\d+)$/.exec(scope) ?? [];
  return number === undefined ? null : Number(number);
}

/** One job per plan and week, waiting or running, on all replicas together. */
export function weekKey(planId: string, weekNumber: number): string {
  return `${planId}:${weekScope(weekNumber)}`;
}

/**
 * Has weeks written: a pending run and its job for each, inside the EntityManager's transaction. One whose run is open
 * already, be it a coach's, is left alone. A few statements, however many they are.
 * @param bulk where many weeks may be asked for together: those with the time for it are handed in, and have jobs for
 *   when they should be back
 * @returns the weeks that were not under way before
 */
export async function enqueueWeeks(
  em: EntityManager,
  {
    queue,
    weeks,
    now,
    bulk = null,
  }: { queue: JobQueue; weeks: readonly DueWeek[]; now: Date; bulk?: BulkTerms | null },
): Promise<DueWeek[]> {
  if (weeks.length === 0) return [];
  const runs = weeks.map((week) => ({ id: v7(), ...week }));
  const values = JSON.stringify(
    runs.map(({ id, planId, weekNumber }) => ({ id, plan_id: planId, scope: weekScope(weekNumber) })),
  );
  // Fence 1 and no attempt: it waits below every run that was claimed, and counts from its first claim on.
  const taken: { id: string }[] = await em.getConnection().execute(
    `insert into generation (id, plan_id, scope, state, attempt, lease_until, fence, weeks_decoded, cost_usd, error,
       actor_id, finished_at, created_at, updated_at)
     select id, plan_id, scope, 'pending', 0, null, 1, '[]', 0, null, null, null, ?::timestamptz, ?::timestamptz
     from jsonb_to_recordset(?::jsonb) as due (id uuid, plan_id uuid, scope text)
     on conflict (plan_id, scope) where state in ('pending', 'running') do nothing
     returning id`,
    [now, now, values],
    'all',
    em.getTransactionContext(),
  );
  const ids = new Set(taken.map(({ id }) => id));
  const pending = runs.filter(({ id }) => ids.has(id));
  const inBatch = new Set(weeksForBatch(pending, { terms: bulk, now }));
  const jobs = pending.map((week) => ({
    data: { generationId: week.id },
    singletonKey: weekKey(week.planId, week.weekNumber),
    priority: priorityOf(week.begins, now),
    ...(bulk && inBatch.has(week) && { startAfter: bulk.backWithinMs / 1_000 }),
  }));
  // A job that still waits under the name of a new run is that of one that has ended.
  await queue.takeBack(
    em,
    'week.write',
    jobs.map(({ singletonKey }) => singletonKey),
  );
  await queue.sendAll(em, 'week.write', jobs);
  if (inBatch.size > 0) {
    const generationIds = [...inBatch].map(({ id }) => id);
    await queue.send(em, 'weeks.hand_in', { data: { generationIds } });
  }
  return pending;
}

const DAY_MS = 86_400_000;

/** The oldest week first: days since it began, negative for those ahead. */
export function priorityOf(begins: Date, now: Date): number {
  return Math.floor((now.getTime() - begins.getTime()) / DAY_MS);
}
