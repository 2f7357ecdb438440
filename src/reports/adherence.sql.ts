import { ADAPTATION_RULES } from '../coaching/model.js';
import { PLANNED_DAYS } from './planned-days.sql.js';
import { BY_ROW, keyOf, PARTS, type ReportBy } from './report-rows.sql.js';

const ADAPTED = ADAPTATION_RULES.map((rule) => `'${rule}'`).join(', ');

/**
 * How plans are followed, and how their weeks came about; a row for each key and one for all. Sums in hundredths of a
 * mile stay exact: the columns are `numeric`. Values: those of `PLANNED_DAYS`.
 */
export function adherenceSql(by: ReportBy): string {
  const coach = 'person.coach_id';
  return `
  with ${PLANNED_DAYS}, ${PARTS[by]}, run as (
    select athlete_id, date, sum(miles) as miles
      from activity
     where kind <> 'other' and date between :from and :to
     group by athlete_id, date
  ), judged as (
    select ${keyOf(by, { coach: 'day.coach_id', day: 'day.date' })} as key, day.athlete_id, day.planned, day.is_session,
           coalesce(run.miles, 0) as actual,
           coalesce(run.miles, 0) > 0 or day.is_over and day.is_known and not day.is_off as counts,
           day.is_over and not day.is_known and not day.is_off as is_silent
      from day
      left join run on run.athlete_id = day.athlete_id and run.date = day.date
     where day.planned > 0 or run.miles > 0
  ), follower as (
    select key, athlete_id,
           sum(planned) filter (where counts) as planned, sum(actual) filter (where counts) as actual,
           count(*) filter (where is_session and counts) as sessions,
           count(*) filter (where is_session and counts and 2 * actual < planned) as missed,
           count(*) filter (where is_session and is_silent) as silent
      from judged
     group by grouping sets ((key, athlete_id), (athlete_id))
  ), followed as (
    select key,
           count(*) filter (where sessions > 0) as reporting,
           count(*) filter (where sessions = 0 and silent > 0) as silent,
           sum(planned) as planned, sum(actual) as actual,
           sum(sessions) as sessions, sum(missed) as missed, sum(silent) as silent_sessions
      from follower
     group by key
  ), written as (
    select key, count(*) as weeks,
           count(*) filter (where author = 'built-in-coach') as built_in,
           count(*) filter (where author = 'built-in-coach' and reason <> 'consent: declined') as fallback,
           count(*) filter (where is_adapted) as adapted
      from (select ${keyOf(by, { coach, day: 'week.start_date' })} as key, week.author,
                   week.provenance ->> 'fallbackReason' as reason,
                   exists (select from jsonb_array_elements(week.notes) as note
                            where note ->> 'code' in (${ADAPTED})) as is_adapted
              from plan
              join person on person.id = plan.athlete_id
              join training_plan_week as week on week.plan_id = plan.id and week.start_date between :from and :to
             where plan.status <> 'archived' or plan.paused_on is null or week.start_date < plan.paused_on) as week
     group by ${BY_ROW}
  ), lasting as (
    select key,
           count(distinct id) filter (where status = 'active') as active,
           count(distinct id) filter (where status = 'paused') as paused,
           count(distinct id) filter (where status = 'completed') as completed,
           count(distinct id) filter (where status = 'archived') as archived
      from (select coalesce(part.key, ${keyOf('coach', { coach, day: '' })}) as key, plan.id, plan.status
              from plan
              join person on person.id = plan.athlete_id
              join part on plan.start_date <= part.last and plan.race_date >= part.first) as plan
     group by ${BY_ROW}
  ), slot as (
    select key from part where key is not null
    union select key from followed union select key from written union select key from lasting
    union select null
  )
  select slot.key, staff.name, to_json(figures) as figures
    from slot
    left join followed on followed.key is not distinct from slot.key
    left join written on written.key is not distinct from slot.key
    left join lasting on lasting.key is not distinct from slot.key
    left join staff on staff.id::text = slot.key
   cross join lateral (
    select (coalesce(reporting, 0) + coalesce(silent, 0)) as "athletes",
           coalesce(reporting, 0) as "reportingAthletes", coalesce(silent, 0) as "silentAthletes",
           coalesce(planned, 0) as "plannedMiles", coalesce(actual, 0) as "actualMiles",
           round(actual / nullif(planned, 0), 4) as "milesShare",
           coalesce(sessions, 0) as "plannedSessions", (coalesce(sessions, 0) - coalesce(missed, 0)) as "runSessions",
           coalesce(missed, 0) as "missedSessions", coalesce(silent_sessions, 0) as "silentSessions",
           round((sessions - missed) / nullif(sessions, 0), 4) as "sessionsShare",
           coalesce(weeks, 0) as "weeks", coalesce(built_in, 0) as "builtInWeeks",
           coalesce(fallback, 0) as "fallbackWeeks", coalesce(adapted, 0) as "adaptedWeeks",
           round(built_in::numeric / nullif(weeks, 0), 4) as "builtInShare",
           round(fallback::numeric / nullif(weeks, 0), 4) as "fallbackShare",
           coalesce(active, 0) as "activePlans", coalesce(paused, 0) as "pausedPlans",
           coalesce(completed, 0) as "completedPlans", coalesce(archived, 0) as "archivedPlans"
   ) as figures
   order by slot.key`;
}
