import type { EntityManager } from '@mikro-orm/core';
import { COALESCING_MINUTES } from '../athletes/running-changes.js';
import { addDays } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { startOfWeek } from '../plans/next-work.js';
import { enqueueWeeks, type DueWeek } from '../plans/pending-weeks.js';
import type { JobQueue } from '../queue/job-queue.js';

const PAGE = 500;

/** Athletes of whom something was entered that no look has seen, with the written weeks ahead that nobody locked a day of. */
const CHANGED = `
  select athlete.id, athlete.time_zone, plan.id as plan_id, plan.start_date::text, ahead.week_numbers
  from athlete
  left join training_plan plan on plan.athlete_id = athlete.id and plan.status = 'active'
  left join lateral (
    select array_agg(week.week_number order by week.week_number) as week_numbers
    from training_plan_week week
    where week.plan_id = plan.id and week.start_date >= ?::date
      and not exists (select from training_plan_day day where day.week_id = week.id and day.locked)
  ) ahead on true
  where athlete.running_changed_at <= ?::timestamptz
  order by athlete.running_changed_at
  limit ${PAGE}
  for update of athlete skip locked`;

interface ChangedRow {
  id: string;
  time_zone: string | null;
  plan_id: string | null;
  start_date: CalendarDate | null;
  week_numbers: number[] | null;
}

/**
 * Has the coming week of each athlete looked at once more of whom something was entered late, in the EntityManager's
 * transaction. One whose coming week is at work just now is left for the next time: that work may not have seen it.
 */
export async function lookAtLateEntries(
  em: EntityManager,
  { queue, now, timeZone }: { queue: JobQueue; now: Date; timeZone: string },
): Promise<{ enqueued: number; more: boolean }> {
  const settledBy = new Date(now.getTime() - COALESCING_MINUTES * 60_000);
  // A day before: where the athlete lives, the week may begin later.
  const yesterday = addDays(now.toISOString().slice(0, 10), -1);
  const rows: ChangedRow[] = await em
    .getConnection()
    .execute(CHANGED, [yesterday, settledBy], 'all', em.getTransactionContext());
  const coming = rows.flatMap((row) => comingWeek(row, { now, timeZone }) ?? []);
  const enqueued = await enqueueWeeks(em, { queue, weeks: coming, now });
  const begun = new Set(enqueued.map(({ planId }) => planId));
  const atWork = new Set(coming.map(({ planId }) => planId).filter((planId) => !begun.has(planId)));
  const left = new Set(rows.filter(({ plan_id }) => plan_id && atWork.has(plan_id)).map(({ id }) => id));
  const seen = new Set(rows.map(({ id }) => id).filter((id) => !left.has(id)));
  if (seen.size > 0) {
    await em
      .getConnection()
      .execute(
        `update athlete set running_changed_at = null where id in (${[...seen].map(() => '?').join(', ')})`,
        [...seen],
        'run',
        em.getTransactionContext(),
      );
  }
  return { enqueued: enqueued.length, more: rows.length === PAGE && seen.size > 0 };
}

function comingWeek(
  { plan_id: planId, start_date: startDate, week_numbers: weekNumbers, time_zone: own }: ChangedRow,
  { now, timeZone }: { now: Date; timeZone: string },
): DueWeek | null {
  if (!planId || !startDate) return null;
  for (const weekNumber of weekNumbers ?? []) {
    const begins = startOfWeek(startDate, weekNumber, own ?? timeZone);
    if (begins > now) return { planId, weekNumber, begins };
  }
  return null;
}
