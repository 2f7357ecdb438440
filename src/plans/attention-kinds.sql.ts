import type { AttentionKind } from '../athletes/attention-kinds.js';
import { REPORT_DAYS } from '../coaching/compliance.js';
import { EDIT_KEPT } from '../coaching/day-edit.js';
import { KEEPS_RULE_BREACH, WRITTEN_BY_FALLBACK } from './training-plan-week.entity.js';
import { GOAL_AT_RISK } from './training-plan.entity.js';

/** Days before a race from which on it is near. */
const RACE_SOON_DAYS = 14;

/** Outcomes that are nobody's concern: somebody wanted it so, or another run has done it. */
const NO_FAILURES = `('operation.cancelled', 'plan.changed', 'generation.superseded')`;

/**
 * Plans that may want a person, as a query to go on with `and …`. Values: which day it is in each time zone, as a JSON
 * object; the first and the last of these days: what can be looked up in an index before the athlete is known.
 */
export const SUBJECTS = `
    select plan.id as plan_id, plan.name as plan_name, plan.athlete_id, athlete.first_name, athlete.last_name,
           athlete.coach_id, athlete.tracks_activities, plan.start_date, plan.race_date, plan.status,
           clock.today, clock.today - extract(isodow from clock.today)::int - 6 as monday, days.first_day, days.last_day
      from (select ?::jsonb as of_zone, ?::date as first_day, ?::date as last_day) as days
     cross join training_plan as plan
      join athlete on athlete.id = plan.athlete_id
     cross join lateral (select (days.of_zone ->> coalesce(athlete.time_zone, ''))::date as today) as clock
     where plan.status in ('draft', 'active')`;

/**
 * What wants a person in each way, cheapest first: to be found out for all of the plans in `subject`, an item of FROM
 * by that name, or for one. Whether a day can be judged and when a week is red is said by `matchRuns` and
 * `complianceOf`; this is the same over many athletes at once, and a test holds the two together.
 */
export function kindsOf(subject: string): Record<AttentionKind, string> {
  return {
    race_soon: `
    select 'race_soon' as kind, plan_id, athlete_id, null::int as week_number, null::uuid as suggestion_id,
           (race_date - ${RACE_SOON_DAYS})::timestamptz as since,
           jsonb_build_object('raceDate', race_date, 'days', race_date - today) as facts
      from ${subject}
     where status = 'active' and race_date between first_day and last_day + ${RACE_SOON_DAYS}
       and race_date - today between 0 and ${RACE_SOON_DAYS}`,
    goal_at_risk: `
    select 'goal_at_risk' as kind, subject.plan_id, subject.athlete_id, null::int as week_number, null::uuid as suggestion_id,
           coalesce((select max((week #>> '{adaptation,asOf}')::date)::timestamptz
                       from jsonb_array_elements(risky.blueprint -> 'weeks') as week
                      where week #> '{adaptation,rules}' @> '["adapt.return_28"]'),
                    (select assigned_at from athlete_training_plan where plan_id = risky.id), risky.created_at) as since,
           jsonb_build_object('realism', risky.realism, 'readiness', risky.readiness,
                              'detail', (select warning ->> 'detail' from jsonb_array_elements(risky.warnings) as warning
                                          where warning ->> 'code' = 'goal.at_risk' limit 1)) as facts
      from ${subject}
      join training_plan as risky on risky.id = subject.plan_id and risky.status = 'active'
     where ${GOAL_AT_RISK}`,
    suggestion: `
    select 'suggestion' as kind, subject.plan_id, subject.athlete_id, suggestion.week_number, suggestion.id as suggestion_id,
           suggestion.created_at as since, jsonb_build_object('text', suggestion.text) as facts
      from ${subject}
      join suggestion on suggestion.plan_id = subject.plan_id and suggestion.state = 'open'
                     and suggestion.rule <> 'activities.silent'
     where subject.status = 'active'`,
    generation_failed: `
    select 'generation_failed' as kind, subject.plan_id, subject.athlete_id, substring(run.scope from '^week:(\\d+)$')::int as week_number,
           null::uuid as suggestion_id, run.finished_at as since,
           jsonb_build_object('detail', run.error ->> 'detail') as facts
      from ${subject}
      join generation as run on run.plan_id = subject.plan_id and run.state = 'failed'
     where run.error ->> 'code' not in ${NO_FAILURES}
       and run.id = (select last.id from generation as last
                      where last.plan_id = run.plan_id and last.state <> 'pending' order by last.fence desc limit 1)`,
    fallback_week: `
    select 'fallback_week' as kind, subject.plan_id, subject.athlete_id, week.week_number, null::uuid as suggestion_id,
           week.updated_at as since, jsonb_build_object('reason', week.provenance ->> 'fallbackReason') as facts
      from ${subject}
      join training_plan_week as week on week.plan_id = subject.plan_id and week.start_date > subject.today - 7
                                     and week.start_date > subject.first_day - 7
     where subject.status = 'active' and ${WRITTEN_BY_FALLBACK}`,
    rule_kept: `
    select 'rule_kept' as kind, subject.plan_id, subject.athlete_id, week.week_number, null::uuid as suggestion_id, week.updated_at as since,
           jsonb_build_object('text', (select string_agg(note ->> 'text', ' ') from jsonb_array_elements(week.notes) as note
                                        where note ->> 'code' = '${EDIT_KEPT}')) as facts
      from ${subject}
      join training_plan_week as week on week.plan_id = subject.plan_id and week.start_date > subject.today - 7
                                     and week.start_date > subject.first_day - 7
     where subject.status = 'active' and ${KEEPS_RULE_BREACH}`,
    silent_athlete: `
    select 'silent_athlete' as kind, quiet.plan_id, quiet.athlete_id, null::int as week_number, suggestion.id as suggestion_id,
           quiet.from_date::timestamptz as since, jsonb_build_object('days', quiet.today - quiet.from_date) as facts
      from (select subject.*,
                   greatest(start_date, (select max(report.date) + 1 from activity as report
                                          where report.athlete_id = subject.athlete_id)) as from_date
              from ${subject} where status = 'active' and start_date <= today - ${REPORT_DAYS}) as quiet
      left join suggestion on suggestion.plan_id = quiet.plan_id and suggestion.state = 'open'
                          and suggestion.rule = 'activities.silent'
     where quiet.today - quiet.from_date >= ${REPORT_DAYS}
       and not exists (select from time_off as off
                        where off.athlete_id = quiet.athlete_id and off.end_date >= quiet.today - ${REPORT_DAYS}
                          and off.start_date <= quiet.today)
       and not exists (select from suggestion as decided
                        where decided.plan_id = quiet.plan_id and decided.rule = 'activities.silent'
                          and decided.decided_at >= quiet.from_date)`,
    red_week: `
    select 'red_week' as kind, day.plan_id, day.athlete_id, day.week_number, null::uuid as suggestion_id,
           (day.start_date + 7)::timestamptz as since,
           jsonb_build_object('plannedMiles', sum(planned), 'actualMiles', sum(actual)) as facts
      from (select subject.plan_id, subject.athlete_id, subject.tracks_activities, week.week_number, week.start_date,
                   day.date, day.miles as planned, coalesce(run.miles, 0) as actual
              from ${subject}
              join training_plan_week as week on week.plan_id = subject.plan_id and week.start_date = subject.monday
                                             and week.start_date between (select min(monday) from ${subject}) and (select max(monday) from ${subject})
              join training_plan_day as day on day.week_id = week.id and not day.outside_plan
              left join lateral (select run.date, sum(run.miles) as miles from activity as run
                                  where run.athlete_id = subject.athlete_id and run.kind <> 'other'
                                    and run.date between subject.monday and subject.monday + 6
                                  group by run.date) as run on run.date = day.date
             where subject.status = 'active') as day
     where actual > 0
        or planned > 0
           and not exists (select from time_off as off
                            where off.athlete_id = day.athlete_id and day.date between off.start_date and off.end_date)
           and (tracks_activities
                or exists (select from activity as report where report.athlete_id = day.athlete_id
                              and report.date between day.date - ${REPORT_DAYS} and day.date)
                or exists (select from activity as report
                            where report.athlete_id = day.athlete_id and report.date < day.date)
                   and exists (select from activity as report
                                where report.athlete_id = day.athlete_id and report.date > day.date))
     group by day.plan_id, day.athlete_id, day.week_number, day.start_date
    having sum(planned) > 0 and 2 * abs(sum(actual) - sum(planned)) > sum(planned)`,
  };
}
