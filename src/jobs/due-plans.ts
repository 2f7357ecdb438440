import type { EntityManager } from '@mikro-orm/core';
import type { CalendarDate } from '../coaching/model.js';
import type { WrittenWeek } from '../plans/next-work.js';
import type { PlanSettings, PlanStatus } from '../plans/training-plan.entity.js';

/** An active or paused plan that may have work, with all that decides about it. */
export interface DuePlan {
  id: string;
  athleteId: string;
  status: PlanStatus;
  nextWorkAt: Date;
  startDate: CalendarDate;
  raceDate: CalendarDate;
  totalWeeks: number;
  settings: PlanSettings;
  timeZone: string | null;
  weeksWritten: number;
  weeks: WrittenWeek[];
}

/** Where a page ended: the next begins behind it. */
export type PageEnd = Pick<DuePlan, 'id' | 'nextWorkAt'>;

/**
 * Only plans that are due are read, by the index of plans that are due; those that another replica, or a save, is at
 * are left to it. `now()` does not occur: the clock is the application's.
 */
export const DUE_PLANS = `
  select plan.id, plan.athlete_id, plan.status, plan.next_work_at, plan.start_date::text, plan.race_date::text, plan.total_weeks,
    plan.settings, athlete.time_zone, written.count, written.weeks
  from training_plan plan
  join athlete on athlete.id = plan.athlete_id
  cross join lateral (
    select count(*)::int as count,
      coalesce(
        jsonb_agg(jsonb_build_array(week_number, looked_at, released_at, provenance -> 'unattended'))
          filter (where looked_at is null or released_at is null), '[]') as weeks
    from training_plan_week week where week.plan_id = plan.id
  ) written
  where plan.status in ('active', 'paused') and plan.next_work_at <= ?::timestamptz
    and (plan.next_work_at, plan.id) > (?::timestamptz, ?::uuid)
  order by plan.next_work_at, plan.id
  limit ?
  for update of plan skip locked`;

/** Where the first page begins. */
export const BEFORE_ALL: PageEnd = { nextWorkAt: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

interface DueRow {
  id: string;
  athlete_id: string;
  status: PlanStatus;
  next_work_at: string;
  start_date: string;
  race_date: string;
  total_weeks: number;
  settings: PlanSettings;
  time_zone: string | null;
  count: number;
  weeks: [weekNumber: number, lookedAt: string | null, releasedAt: string | null, unattended: true | null][];
}

/** A page of plans that are due, the longest due first, locked until the transaction ends. */
export async function lockDuePlans(
  em: EntityManager,
  { now, after, limit }: { now: Date; after: PageEnd | null; limit: number },
): Promise<DuePlan[]> {
  const { nextWorkAt, id } = after ?? BEFORE_ALL;
  const rows: DueRow[] = await em
    .getConnection()
    .execute(DUE_PLANS, [now, nextWorkAt, id, limit], 'all', em.getTransactionContext());
  return rows.map((row) => ({
    id: row.id,
    athleteId: row.athlete_id,
    status: row.status,
    nextWorkAt: new Date(row.next_work_at),
    startDate: row.start_date,
    raceDate: row.race_date,
    totalWeeks: row.total_weeks,
    settings: row.settings,
    timeZone: row.time_zone,
    weeksWritten: row.count,
    weeks: row.weeks.map(([weekNumber, lookedAt, releasedAt, unattended]) => ({
      weekNumber,
      lookedAt: lookedAt === null ? null : new Date(lookedAt),
      releasedAt: releasedAt === null ? null : new Date(releasedAt),
      provenance: unattended ? { unattended } : {},
    })),
  }));
}

/** When each of these plans is to be looked at next; null for never. */
export async function storeNextWork(
  em: EntityManager,
  plans: readonly { id: string; at: Date | null }[],
): Promise<void> {
  if (plans.length === 0) return;
  await em.getConnection().execute(
    `update training_plan plan set next_work_at = due.at
     from jsonb_to_recordset(?::jsonb) as due (id uuid, at timestamptz) where plan.id = due.id`,
    [JSON.stringify(plans)],
    'run',
    em.getTransactionContext(),
  );
}
