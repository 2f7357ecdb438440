import type { Pool } from 'pg';
import { ADAPTATION_RULES, type AdaptationRule } from '../coaching/model.js';
import {
  SUGGESTION_RULES,
  SUGGESTION_STATES,
  type SuggestionRule,
  type SuggestionState,
} from '../plans/suggestion.entity.js';
import { PLAN_STATUSES, type PlanStatus } from '../plans/training-plan.entity.js';
import type { Findings } from './simulate-findings.js';
import { PERSONAS, type Persona } from './simulate-lives.js';
import type { Participant } from './simulate-people.js';

/** How many of everything there were in a season. */
export interface Tally {
  plans: number;
  plansByStatus: Record<PlanStatus, number>;
  runners: Record<Persona, number>;
  /** Activities on record, and times off. */
  activities: number;
  timesOff: number;
  weeksWritten: number;
  /** Turns of the workers: weeks written, looked at before they began, or looked at after late entries. */
  turns: number;
  /** Written weeks looked at once more before they began. */
  weeksLookedAt: number;
  /** Of the written weeks as they are now, those that leave the drawn plan, and for which rule. */
  weeksAdapted: number;
  adaptations: Record<AdaptationRule, number>;
  spikesPrevented: number;
  suggestions: Record<SuggestionRule, Record<SuggestionState, number>>;
  versions: number;
  /** By what was done. */
  versionsByReason: Record<string, number>;
  weeksLate: number;
  blockingFindings: number;
}

/** Counts what the tables hold when the season is over, by nothing but SQL. */
export async function tallyOf(
  database: Pool,
  participants: readonly Participant[],
  findings: Findings,
): Promise<Tally> {
  const count = async (sql: string): Promise<number> => {
    const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from ${sql}`);
    return rows[0]?.count ?? 0;
  };
  const by = async (sql: string): Promise<Map<string, number>> => {
    const { rows } = await database.query<{ what: string; count: number }>(sql);
    return new Map(rows.map(({ what, count: times }) => [what, times]));
  };
  const statuses = await by(`select status as what, count(*)::int from training_plan group by 1`);
  const rules = await by(
    `select note ->> 'code' as what, count(distinct week.id)::int as count
     from training_plan_week week, jsonb_array_elements(notes) note
     where note ->> 'code' like 'adapt.%' group by 1`,
  );
  const suggestions = await by(
    `select rule || '/' || state as what, count(*)::int as count from suggestion group by 1`,
  );
  const reasons = await by(
    `select reason as what, count(*)::int as count from plan_version group by 1 order by 1`,
  );
  const adaptations = recordOf(ADAPTATION_RULES, (rule) => rules.get(rule) ?? 0);
  return {
    plans: participants.length,
    plansByStatus: recordOf(PLAN_STATUSES, (status) => statuses.get(status) ?? 0),
    runners: recordOf(
      PERSONAS,
      (persona) => participants.filter(({ runner }) => runner.persona === persona).length,
    ),
    activities: await count('activity'),
    timesOff: await count('time_off'),
    weeksWritten: await count('training_plan_week'),
    turns: await count(`generation where scope like 'week:%'`),
    weeksLookedAt: await count('training_plan_week where looked_at is not null'),
    weeksAdapted: await count(
      `training_plan_week where jsonb_path_exists(notes, '$[*].code ? (@ starts with "adapt.")')`,
    ),
    adaptations,
    spikesPrevented: adaptations['adapt.spike'],
    suggestions: recordOf(SUGGESTION_RULES, (rule) =>
      recordOf(SUGGESTION_STATES, (state) => suggestions.get(`${rule}/${state}`) ?? 0),
    ),
    versions: [...reasons.values()].reduce((sum, times) => sum + times, 0),
    versionsByReason: Object.fromEntries(reasons),
    weeksLate: findings.count('week_late'),
    blockingFindings: findings.count('blocking'),
  };
}

export function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;
}
