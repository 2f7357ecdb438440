import { keyOf, BY_ROW, PARTS, UNKNOWN, type ReportBy } from './report-rows.sql.js';

/**
 * What models took; a row for each key and one for all. A week that was asked for is one of a run, however many calls
 * it took. Calls for plans that are gone, and so for athletes who were erased, are under `UNKNOWN` by coach. Values:
 * `from` and `to`, days in UTC.
 */
export function costSql(by: ReportBy): string {
  const coach = 'athlete.coach_id';
  const asked = keyOf(by, { coach, day: 'asked.month' });
  return `
  with ${PARTS[by]}, asked as (
    select plan_id, request_id, week_number, ${by === 'month' ? `date_trunc('month', ${dayOf('at')})` : 'null::timestamp'} as month,
           count(*) as calls, count(*) filter (where outcome <> 'ok') as failed, bool_or(outcome = 'ok') as is_written,
           sum(input_tokens) as input, sum(cached_tokens) as cached, sum(output_tokens) as output,
           sum(reasoning_tokens) as reasoning, sum(usd) as usd, count(*) filter (where usd is null) as unpriced
      from model_call
     where ${inPeriod('at')}
     group by 1, 2, 3, 4
  ), spent as (
    select key, sum(calls) as calls, sum(failed) as failed, sum(input) as input, sum(cached) as cached,
           sum(output) as output, sum(reasoning) as reasoning, sum(usd) as usd, sum(unpriced) as unpriced,
           count(distinct plan_id) filter (where usd is not null) as plans,
           count(*) filter (where is_written and usd is not null) as weeks
      from (select ${by === 'coach' ? `case when plan.id is null then '${UNKNOWN}' else ${asked} end` : asked} as key, asked.*
              from asked
              left join training_plan as plan on plan.id = asked.plan_id
              left join athlete on athlete.id = plan.athlete_id) as asked
     group by ${BY_ROW}
  ), written as (
    select key, count(*) filter (where author = 'model') as by_models,
           count(*) filter (where author = 'built-in-coach') as built_in,
           count(*) filter (where author = 'template') as templates
      from (select ${keyOf(by, { coach, day: dayOf('week.created_at') })} as key, week.author
              from training_plan_week as week
              join training_plan as plan on plan.id = week.plan_id
              join athlete on athlete.id = plan.athlete_id
             where ${inPeriod('week.created_at')}) as week
     group by ${BY_ROW}
  ), slot as (
    select key from part where key is not null
    union select key from spent union select key from written union select null
  )
  select slot.key, staff.name, to_json(figures) as figures
    from slot
    left join spent on spent.key is not distinct from slot.key
    left join written on written.key is not distinct from slot.key
    left join staff on staff.id::text = slot.key
   cross join lateral (
    select coalesce(calls, 0) as "calls", coalesce(failed, 0) as "failedCalls",
           coalesce(input, 0) as "inputTokens", coalesce(cached, 0) as "cachedTokens",
           coalesce(output, 0) as "outputTokens", coalesce(reasoning, 0) as "reasoningTokens",
           (case when calls > 0 then usd else 0 end) as "usd", coalesce(unpriced, 0) as "unpricedCalls",
           coalesce(plans, 0) as "pricedPlans", round(usd / nullif(plans, 0), 8) as "usdPerPlan",
           coalesce(weeks, 0) as "pricedWeeks", round(usd / nullif(weeks, 0), 8) as "usdPerWeek",
           coalesce(by_models, 0) as "modelWeeks", coalesce(built_in, 0) as "builtInWeeks",
           coalesce(templates, 0) as "templateWeeks"
   ) as figures
   order by slot.key`;
}

function inPeriod(at: string): string {
  return `${at} >= :from::date::timestamp at time zone 'UTC' and ${at} < (:to::date + 1)::timestamp at time zone 'UTC'`;
}

function dayOf(at: string): string {
  return `(${at} at time zone 'UTC')`;
}
