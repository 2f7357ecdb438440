import { REPORT_DAYS } from '../coaching/compliance.js';

/** The time zones that athletes have; `''` stands for the installation's. */
export const ZONES = `select distinct coalesce(time_zone, '') as zone from athlete`;

/**
 * The days that plans asked for, up to each athlete's today, as the table `day`: to be followed by what is done with
 * them. What `matchRuns`, `withPauses` and the load of one athlete say is said here over all at once, and a test holds
 * them together. Values: `from`, `to`, and `zones` with the day it is in each, as JSON.
 *
 * `person.known` are the days on which no report means no run: from the first report to some days after the last, or all
 * days of somebody who reports whatever they run. `person.since` is their first report, else the start of their plans.
 * Of a plan that was put away count the days before. Where two plans have a day, the later one has it.
 */
export const PLANNED_DAYS = `
  zone as (
    select * from jsonb_to_recordset(:zones::jsonb) as zone (zone text, today date)
  ), heard as (
    select athlete.id, athlete.coach_id, athlete.tracks_activities, zone.today,
           (select min(date) from activity where athlete_id = athlete.id) as first_report,
           (select max(date) from activity where athlete_id = athlete.id) as last_report,
           (select min(start_date) from training_plan where athlete_id = athlete.id and status <> 'draft') as first_plan
      from athlete
      join zone on zone.zone = coalesce(athlete.time_zone, '')
  ), person as materialized (
    select id, coach_id, today, coalesce(first_report, first_plan) as since,
           case when tracks_activities then daterange(null, null)
                when first_report is null then 'empty'
                else daterange(first_report, last_report + ${REPORT_DAYS}, '[]') end as known
      from heard
  ), plan as materialized (
    select id, athlete_id, status, start_date, race_date, pauses, paused_on
      from training_plan
     where start_date <= :to and race_date >= :from::date - 6
       and coalesce(archived_from, status) in ('active', 'paused', 'completed')
  ), off as materialized (
    select plan_id, range_agg(days) as days
      from (select plan.id as plan_id, daterange(off.start_date, off.end_date, '[]') as days
              from plan
              join time_off as off on off.athlete_id = plan.athlete_id
             where off.start_date <= :to and off.end_date >= :from
             union all
            select plan.id, daterange(pause."startDate", pause."endDate", '[]')
              from plan
             cross join jsonb_to_recordset(plan.pauses) as pause ("startDate" date, "endDate" date)
             union all
            select id, daterange(paused_on, null) from plan where paused_on is not null) as away
     group by plan_id
  ), dated as (
    select distinct on (plan.athlete_id, day.date)
           plan.id as plan_id, plan.athlete_id, person.coach_id, day.date, day.miles as planned,
           day.miles > 0 and day.workout_type <> 'race' as is_session,
           day.date < person.today as is_over, day.date <@ person.known as is_known
      from plan
      join person on person.id = plan.athlete_id
      join training_plan_day as day on day.plan_id = plan.id and not day.outside_plan
                                   and day.date between :from and least(:to, person.today)
     where plan.status <> 'archived' or plan.paused_on is null or day.date < plan.paused_on
     order by plan.athlete_id, day.date, plan.status = 'archived', plan.start_date desc, plan.id
  ), day as materialized (
    select dated.*, coalesce(dated.date <@ off.days, false) as is_off
      from dated
      left join off on off.plan_id = dated.plan_id
  )`;
