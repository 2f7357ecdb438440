import type { EntityManager } from '@mikro-orm/core';
import { addDays } from '../coaching/calendar.js';
import type { PlannedDay } from '../coaching/model.js';
import type { Cascade, CascadeDepth, StoredPhase, StoredWeek } from './stored-week.js';

/** `releasedAt` in milliseconds since 1970. */
type WeekRow = Omit<StoredWeek, 'endDate' | 'releasedAt' | 'days'> & {
  id: string;
  releasedAt: number | null;
};
type DayRow = PlannedDay & { weekId: string };
type WeekJson = Omit<StoredWeek, 'releasedAt'> & { releasedAt: string | null };

const PHASES = `
  select name, week_count as "weekCount", total_miles::float8 as "totalMiles"
    from training_plan_phase
   where plan_id = ?
   order by position`;

const WEEKS = `
  select week.id, week.week_number as "weekNumber", phase.name as phase, week.start_date as "startDate",
         week.miles::float8 as miles, week.training_miles::float8 as "trainingMiles",
         week.target_miles::float8 as "targetMiles", week.wanted_miles::float8 as "wantedMiles",
         week.stretch::float8 as stretch, week.notes, week.provenance,
         (1000 * extract(epoch from week.released_at))::float8 as "releasedAt"
    from training_plan_week week
    join training_plan_phase phase on phase.id = week.phase_id
   where week.plan_id = ?
   order by week.week_number`;

const DAYS = `
  select week_id as "weekId", date, day_number as "dayNumber", workout_type as "workoutType", miles::float8 as miles,
         warmup, workout, cooldown, notes, alternative, workout_id as "workoutId", locked, outside_plan as "outsidePlan"
    from training_plan_day
   where plan_id = ?
   order by date`;

/**
 * A plan's cascade as it is stored, to be read and not changed: three queries, whatever its length. By SQL: the same rows
 * took four times as long as entities, and whoever writes a week reads all those before it.
 */
export async function readCascade(
  em: EntityManager,
  planId: string,
  { depth = 'laps' }: { depth?: CascadeDepth } = {},
): Promise<Cascade> {
  const rowsOf = <T extends object>(sql: string): Promise<T[]> =>
    em.getConnection().execute(sql, [planId], 'all', em.getTransactionContext());
  if (depth === 'plan') return { phases: [], weeks: [] };
  const phases = await rowsOf<StoredPhase>(PHASES);
  if (depth === 'phases') return { phases, weeks: [] };
  const weeks = await rowsOf<WeekRow>(WEEKS);
  const days = depth === 'weeks' ? [] : await rowsOf<DayRow>(DAYS);
  const daysOfWeek = Map.groupBy(days, ({ weekId }) => weekId);
  return { phases, weeks: weeks.map((week) => toWeek(week, daysOfWeek)) };
}

function toWeek({ id, releasedAt, ...week }: WeekRow, daysOfWeek: ReadonlyMap<string, DayRow[]>): StoredWeek {
  return {
    ...week,
    endDate: addDays(week.startDate, 6),
    releasedAt: dateOrNull(releasedAt),
    days: (daysOfWeek.get(id) ?? []).map(({ weekId: _weekId, ...day }) => day),
  };
}

/** A week from its JSON. */
export function parseWeek(text: string): StoredWeek {
  const { releasedAt, ...week } = JSON.parse(text) as WeekJson;
  return { ...week, releasedAt: dateOrNull(releasedAt) };
}

/** @param at milliseconds since 1970, or an ISO time */
function dateOrNull(at: number | string | null): Date | null {
  return at === null ? null : new Date(at);
}
