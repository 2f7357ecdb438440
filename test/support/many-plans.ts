import { execute } from './databases.js';

/**
 * Active plans by SQL alone, each of an athlete of its own with its first week written. One in `dueEvery` has been
 * due since the day before `now`, the second week of it; the others are in a year.
 */
export async function seedPlans(
  databaseUrl: string,
  { count, dueEvery, now, startDate }: { count: number; dueEvery: number; now: Date; startDate: string },
): Promise<void> {
  const at = `timestamptz '${now.toISOString()}'`;
  const key = (kind: string) => `md5('${kind}' || n)::uuid`;
  const all = `from generate_series(1, ${count}) n`;
  await execute(
    databaseUrl,
    `insert into athlete (id, first_name, last_name, email, injury_risk, tracks_activities, created_at, updated_at)
     select ${key('athlete')}, 'A', 'B', n || '@example.com', 'normal', false, ${at}, ${at} ${all};
     insert into training_plan (id, athlete_id, name, status, mode, start_date, race_date, total_weeks, settings, seed,
       inputs, blueprint, warnings, pauses, revision, next_work_at, created_at, updated_at)
     select ${key('plan')}, ${key('athlete')}, 'Plan', 'active', 'progressive', '${startDate}',
       date '${startDate}' + 111, 16, '{}', n, '{}', '{}', '[]', '[]', 1,
       case when n % ${dueEvery} = 0 then ${at} - interval '1 day' else ${at} + interval '1 year' end, ${at}, ${at} ${all};
     insert into training_plan_phase (id, plan_id, name, position, week_count, total_miles)
     select ${key('phase')}, ${key('plan')}, 'base', 1, 16, 20 ${all};
     insert into training_plan_week (id, plan_id, phase_id, week_number, start_date, miles, training_miles,
       target_miles, wanted_miles, stretch, recovery, part, touched, notes, author, provenance, released_at, looked_at,
       created_at, updated_at)
     select ${key('week')}, ${key('plan')}, ${key('phase')}, 1, '${startDate}', 20, 20, 20, 20, 1, false, false, false,
       '[]', 'built-in-coach', '{}', ${at}, ${at}, ${at}, ${at} ${all};
     analyze athlete, training_plan, training_plan_phase, training_plan_week`,
  );
}
