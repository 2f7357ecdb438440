import { PLANNED_DAYS } from './planned-days.sql.js';
import { keyOf, PARTS, type ReportBy } from './report-rows.sql.js';

/**
 * What was run and what plans asked for; a row for each key and one for all. Which run is a spike is said by
 * `loadReport`; this is the same over all athletes at once. Values: those of `PLANNED_DAYS`.
 */
export function loadSql(by: ReportBy): string {
  const coach = 'person.coach_id';
  return `
  with ${PLANNED_DAYS}, ${PARTS[by]}, paced as (
    select athlete_id, date, miles,
           max(miles) over (partition by athlete_id order by date
                            range between interval '30 days' preceding and interval '1 day' preceding) as longest
      from activity
     where kind <> 'other' and date between :from::date - 30 and :to
  ), fact as (
    select ${keyOf(by, { coach: 'coach_id', day: 'date' })} as key, athlete_id,
           sum(planned) filter (where not is_off) as planned, null::numeric as actual, 0 as runs,
           null::numeric as longest, 0 as spikes, 0 as known_days
      from day
     where planned > 0
     group by 1, 2
     union all
    select ${keyOf(by, { coach, day: 'paced.date' })}, paced.athlete_id, null, sum(paced.miles), count(*), max(paced.miles),
           count(*) filter (where paced.longest > 0 and paced.miles > greatest(1.1 * paced.longest, paced.longest + 1)), 0
      from paced
      join person on person.id = paced.athlete_id
     where paced.date >= :from
     group by 1, 2
     union all
    select coalesce(part.key, ${keyOf('coach', { coach, day: '' })}), person.id, null, null, 0, null, 0,
           upper(told.days) - lower(told.days)
      from person
     cross join part
     cross join lateral (select person.known * daterange(person.since, null)
                                * daterange(part.first, least(part.last, person.today), '[]') as days) as told
     where person.since is not null and part.first <= person.today and not isempty(told.days)
  ), runner as (
    select key, athlete_id, sum(planned) as planned, sum(actual) as actual, sum(runs) as runs, max(longest) as longest,
           sum(spikes) as spikes, sum(known_days) as known_days
      from fact
     group by grouping sets ((key, athlete_id), (athlete_id))
  ), runners as (
    select key, count(*) filter (where planned > 0 or runs > 0) as athletes,
           count(*) filter (where runs > 0) as running,
           count(*) filter (where planned > 0 and runs = 0 and known_days = 0) as silent,
           sum(planned) as planned, sum(actual) as actual, sum(runs) as runs, max(longest) as longest,
           count(*) filter (where spikes > 0) as spiking, sum(spikes) as spikes, sum(known_days) as known_days
      from runner
     group by key
  ), slot as (
    select key from part where key is not null union select key from runners where athletes > 0 union select null
  )
  select slot.key, staff.name, to_json(figures) as figures
    from slot
    left join runners on runners.key is not distinct from slot.key
    left join staff on staff.id::text = slot.key
   cross join lateral (
    select coalesce(athletes, 0) as "athletes", coalesce(running, 0) as "runningAthletes",
           coalesce(silent, 0) as "silentAthletes", coalesce(planned, 0) as "plannedMiles",
           coalesce(actual, 0) as "milesRun", coalesce(runs, 0) as "runs",
           longest as "longestRunMiles", coalesce(spiking, 0) as "athletesWithSpike",
           coalesce(spikes, 0) as "spikes", round(7 * coalesce(actual, 0) / nullif(known_days, 0), 2) as "meanWeeklyMiles"
   ) as figures
   order by slot.key`;
}
