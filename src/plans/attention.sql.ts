import type { AttentionFilter, AttentionKind } from '../athletes/attention-kinds.js';
import { kindsOf, SUBJECTS } from './attention-kinds.sql.js';

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

/** The time zones that athletes have, found in their index one after the other. */
export const ZONES = `
  with recursive zone as (
    select min(time_zone) as name from athlete
    union all
    select (select min(time_zone) from athlete where time_zone > zone.name) from zone where zone.name is not null
  ) select name from zone where name is not null`;

/** What wants a person in one of these ways, as the table `found`, of the plans that the first query selects as `subject`. */
function foundIn(subjects: string, kinds: readonly string[]): string {
  return `with subject as materialized (${subjects}), found as (${kinds.join('\n    union all')}
  )`;
}

/**
 * A page of what wants a person, newest first, and how many there are of each kind and coach. Values: those of
 * `SUBJECTS`; twice each the two coaches it is narrowed to, and the kind of the items; where to go on, and the limit.
 */
export const ATTENTION_PAGE = `
  ${foundIn(
    `${SUBJECTS}
       and (?::uuid is null or athlete.coach_id = ?::uuid)
       and (?::uuid is null or athlete.coach_id = ?::uuid)`,
    Object.values(kindsOf('subject')),
  )}, item as materialized (
    select found.kind, found.plan_id, subject.plan_name, subject.athlete_id, subject.first_name, subject.last_name,
           subject.coach_id, found.week_number, found.suggestion_id, found.since, found.facts,
           concat_ws(' ', found.kind, found.plan_id, found.suggestion_id, found.week_number) as key
      from found
      join subject on subject.plan_id = found.plan_id
  )
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

/** Each of these is found by an index of its own, however few there are; of the others is found out plan by plan. */
const INDEXED: ReadonlySet<AttentionFilter> = new Set<AttentionKind>([
  'race_soon',
  'goal_at_risk',
  'suggestion',
  'generation_failed',
  'fallback_week',
  'rule_kept',
]);

/**
 * A condition on a row of plans or of athletes, that it wants a person in any way or in one. Values: those of `SUBJECTS`.
 * What has no index of its own is asked of one row after the other, in the order of the list, to the end of a page and
 * no further.
 */
export function wantsPerson(
  filter: AttentionFilter,
  { row, of }: { row: string; of: 'plan' | 'athlete' },
): string {
  if (filter !== 'true' && INDEXED.has(filter)) {
    const found = kindsOf(`(${SUBJECTS}) as subject`)[filter];
    return `${row}.id in (select found.${of}_id from (${found}) as found)`;
  }
  const ofKind = kindsOf('subject');
  const own = of === 'plan' ? 'plan.id' : 'plan.athlete_id';
  const found = foundIn(
    `${SUBJECTS} and ${own} = ${row}.id`,
    filter === 'true' ? Object.values(ofKind) : [ofKind[filter]],
  );
  return `exists (${found} select from found)`;
}
