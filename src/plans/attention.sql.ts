import type { AttentionKind } from '../athletes/attention-kinds.js';
import type { CalendarDate } from '../coaching/model.js';
import { EDIT_KEPT } from '../coaching/day-edit.js';
import { REPORT_DAYS } from '../coaching/compliance.js';

/** Days before a race from which on it is near. */
export const RACE_SOON_DAYS = 14;

/** Which day it is in a time zone; `''` stands for the installation's. */
export interface ZoneDay {
  zone: string;
  today: CalendarDate;
}

/** What wants a person, as the query tells it. */
export interface AttentionRow {
  kind: AttentionKind;
  planId: string;
  planName: string;
  athleteId: string;
  firstName: string;
  lastName: string;
  coachId: string | null;
  weekNumber: number | null;
  suggestionId: string | null;
  /** An instant in RFC 3339. */
  since: string;
  /** What the sentence about it is made of. */
  facts: Record<string, unknown>;
  /** Tells it from all others. */
  key: string;
}

/** The time zones that athletes with plans have. */
export const ZONES = `
  select distinct coalesce(athlete.time_zone, '') as zone
    from athlete where exists (select from training_plan as plan where plan.athlete_id = athlete.id)`;

/** Outcomes that are nobody's concern: somebody wanted it so, or another run has done it. */
const NO_FAILURES = `('operation.cancelled', 'plan.changed', 'generation.superseded')`;

/**
 * Everything that wants a person, as the table \`item\`: to be followed by a query on it. Whether a day can be judged
 * and when a week is red is said by \`matchRuns\` and \`complianceOf\`; this is the same over many athletes at once, and
 * a test holds the two together. Values: the zones' days as JSON, then twice each the two coaches it is narrowed to.
 */
export const ATTENTION_ITEMS = `
  with zone as (
    select * from jsonb_to_recordset(?::jsonb) as zone (zone text, today date)
  ), subject as materialized (
    select plan.id as plan_id, plan.name as plan_name, plan.athlete_id, athlete.first_name, athlete.last_name,
           athlete.coach_id, athlete.tracks_activities, plan.start_date, plan.race_date, plan.status, zone.today,
           zone.today - extract(isodow from zone.today)::int - 6 as monday
      from training_plan as plan
      join athlete on athlete.id = plan.athlete_id
      join zone on zone.zone = coalesce(athlete.time_zone, '')
     where plan.status in ('draft', 'active')
       and (?::uuid is null or athlete.coach_id = ?::uuid)
       and (?::uuid is null or athlete.coach_id = ?::uuid)
  ), active as materialized (
    select * from subject where status = 'active'
  ), day as (
    select active.plan_id, active.athlete_id, active.tracks_activities, week.week_number, week.start_date,
           day.date, day.miles as planned,
           (select coalesce(sum(run.miles), 0) from activity as run
             where run.athlete_id = active.athlete_id and run.date = day.date and run.kind <> 'other') as actual
      from active
      join training_plan_week as week on week.plan_id = active.plan_id and week.start_date = active.monday
      join training_plan_day as day on day.week_id = week.id and not day.outside_plan
  ), red as (
    select plan_id, week_number, start_date, sum(planned) as planned, sum(actual) as actual
      from day
     where actual > 0
        or not exists (select from time_off as off
                        where off.athlete_id = day.athlete_id and day.date between off.start_date and off.end_date)
           and (tracks_activities
                or exists (select from activity as report where report.athlete_id = day.athlete_id
                              and report.date between day.date - ${REPORT_DAYS} and day.date)
                or exists (select from activity as report
                            where report.athlete_id = day.athlete_id and report.date < day.date)
                   and exists (select from activity as report
                                where report.athlete_id = day.athlete_id and report.date > day.date))
     group by plan_id, week_number, start_date
    having sum(planned) > 0 and 2 * abs(sum(actual) - sum(planned)) > sum(planned)
  ), quiet as (
    select active.plan_id, active.athlete_id, active.today,
           greatest(active.start_date, (select max(report.date) + 1 from activity as report
                                         where report.athlete_id = active.athlete_id)) as from_date
      from active
  ), found as (
    select 'suggestion' as kind, active.plan_id, suggestion.week_number, suggestion.id as suggestion_id,
           suggestion.created_at as since, jsonb_build_object('text', suggestion.text) as facts
      from active
      join suggestion on suggestion.plan_id = active.plan_id and suggestion.state = 'open'
                     and suggestion.rule <> 'activities.silent'
    union all
    select 'red_week', plan_id, week_number, null, start_date + 7,
           jsonb_build_object('plannedMiles', planned, 'actualMiles', actual)
      from red
    union all
    select 'silent_athlete', quiet.plan_id, null, suggestion.id, quiet.from_date,
           jsonb_build_object('days', quiet.today - quiet.from_date)
      from quiet
      left join suggestion on suggestion.plan_id = quiet.plan_id and suggestion.state = 'open'
                          and suggestion.rule = 'activities.silent'
     where quiet.today - quiet.from_date >= ${REPORT_DAYS}
       and not exists (select from time_off as off
                        where off.athlete_id = quiet.athlete_id and off.end_date >= quiet.today - ${REPORT_DAYS}
                          and off.start_date <= quiet.today)
       and not exists (select from suggestion as decided
                        where decided.plan_id = quiet.plan_id and decided.rule = 'activities.silent'
                          and decided.decided_at >= quiet.from_date)
    union all
    select 'fallback_week', active.plan_id, week.week_number, null, week.updated_at,
           jsonb_build_object('reason', week.provenance ->> 'fallbackReason')
      from active
      join training_plan_week as week on week.plan_id = active.plan_id and week.start_date > active.today - 7
                                     and week.author = 'built-in-coach'
     where week.provenance ->> 'fallbackReason' <> 'consent: declined'
    union all
    select 'rule_kept', active.plan_id, week.week_number, null, week.updated_at,
           jsonb_build_object('text', (select string_agg(note ->> 'text', ' ') from jsonb_array_elements(week.notes) as note
                                        where note ->> 'code' = '${EDIT_KEPT}'))
      from active
      join training_plan_week as week on week.plan_id = active.plan_id and week.start_date > active.today - 7
     where week.notes @> '[{"code": "${EDIT_KEPT}"}]'
    union all
    select 'goal_at_risk', active.plan_id, null, null,
           coalesce((select max((week #>> '{adaptation,asOf}')::date)::timestamptz
                       from jsonb_array_elements(plan.blueprint -> 'weeks') as week
                      where week #> '{adaptation,rules}' @> '["adapt.return_28"]'),
                    (select assigned_at from athlete_training_plan where plan_id = plan.id), plan.created_at),
           jsonb_build_object('realism', plan.realism, 'readiness', plan.readiness,
                              'detail', (select warning ->> 'detail' from jsonb_array_elements(plan.warnings) as warning
                                          where warning ->> 'code' = 'goal.at_risk' limit 1))
      from active
      join training_plan as plan on plan.id = active.plan_id
     where plan.realism = 'unrealistic' or plan.readiness = 'not_ready'
        or plan.warnings @> '[{"code": "goal.at_risk"}]'
    union all
    select 'race_soon', plan_id, null, null, race_date - ${RACE_SOON_DAYS},
           jsonb_build_object('raceDate', race_date, 'days', race_date - today)
      from active where race_date - today between 0 and ${RACE_SOON_DAYS}
    union all
    select 'generation_failed', subject.plan_id, substring(run.scope from '^week:(\\d+)$')::int, null,
           run.finished_at, jsonb_build_object('detail', run.error ->> 'detail')
      from subject
      cross join lateral (select * from generation
                           where generation.plan_id = subject.plan_id and generation.state <> 'pending'
                           order by fence desc limit 1) as run
     where run.state = 'failed' and run.error ->> 'code' not in ${NO_FAILURES}
  ), item as materialized (
    select found.kind, found.plan_id, subject.plan_name, subject.athlete_id, subject.first_name, subject.last_name,
           subject.coach_id, found.week_number, found.suggestion_id, found.since, found.facts,
           concat_ws(' ', found.kind, found.plan_id, found.suggestion_id, found.week_number) as key
      from found
      join subject on subject.plan_id = found.plan_id
  )`;

/** A page of \`item\`, newest first, and how many there are of each kind and coach. */
export const ATTENTION_PAGE = `${ATTENTION_ITEMS}
  select (select coalesce(jsonb_agg(shown order by since desc, key desc), '[]')
            from (select kind, plan_id as "planId", plan_name as "planName", athlete_id as "athleteId",
                         first_name as "firstName", last_name as "lastName", coach_id as "coachId",
                         week_number as "weekNumber", suggestion_id as "suggestionId", since, facts, key
                    from item
                   where (?::text is null or kind = ?::text)
                     and (?::timestamptz is null or (since, key) < (?::timestamptz, ?::text))
                   order by since desc, key desc limit ?) as shown) as items,
         (select coalesce(jsonb_agg(counted order by name, "coachId", kind), '[]')
            from (select item.coach_id as "coachId", staff.name, item.kind, count(*)::int as count
                    from item left join staff on staff.id = item.coach_id
                   group by item.coach_id, staff.name, item.kind) as counted) as counts`;

/** Owners of what wants a person: \`athlete_id\` or \`plan_id\` of \`item\`, of one kind or of all. */
export function attentionOwners(column: 'athlete_id' | 'plan_id'): string {
  return `${ATTENTION_ITEMS} select ${column} from item where ?::text is null or kind = ?::text`;
}
