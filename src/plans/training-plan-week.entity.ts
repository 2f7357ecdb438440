import { defineEntity, p } from '@mikro-orm/core';
import type { WeekProvenance } from '../ai/week-author.js';
import { EDIT_KEPT } from '../coaching/day-edit.js';
import type { RuleNote } from '../coaching/model.js';
import { key, miles, timestamps } from '../database/columns.js';
import { TrainingPlanPhase } from './training-plan-phase.entity.js';
import { TrainingPlan } from './training-plan.entity.js';

/** Who wrote a week, how it came about, and by which rules. */
export interface StoredProvenance extends WeekProvenance {
  rulesVersion: string;
  /** 0 for a week as first written; another number for a week written anew. */
  variation: number;
  /** How many accepted changes of paces or goal it was written with; absent for none. */
  changes?: number;
  /** Days of it were changed by a person since it was written; absent where none was. */
  edited?: true;
  /** Written without anybody of the staff at it. Absent where somebody was. */
  unattended?: true;
  /** Who let the athlete see it where a coach was to review it: staff, or nobody in time. Absent until then. */
  releasedBy?: 'staff' | 'auto';
}

/**
 * That the built-in coach wrote it because no model could; that it stands against a rule because a person wanted it so.
 * Few among many: a query finds them by an index that says the same, and these operators let the server know how few.
 */
export const WRITTEN_BY_FALLBACK = `author = 'built-in-coach' and provenance @@ '$.fallbackReason != null && $.fallbackReason != "consent: declined"'`;
export const KEEPS_RULE_BREACH = `notes @> '[{"code": "${EDIT_KEPT}"}]'`;

const TrainingPlanWeekSchema = defineEntity({
  name: 'TrainingPlanWeek',
  tableName: 'training_plan_week',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade'),
    phase: () => p.manyToOne(TrainingPlanPhase).ref().deleteRule('cascade').index(),
    weekNumber: p.smallint().check('week_number between 1 and 52'),
    /** Its Monday. */
    startDate: p.date().check('extract(isodow from start_date) = 1'),
    /** All seven days; without the race; what the week was to hold; what the progression asked for. */
    miles: miles().check('miles >= 0'),
    trainingMiles: miles().check('training_miles >= 0'),
    targetMiles: miles().check('target_miles >= 0'),
    wantedMiles: miles().check('wanted_miles >= 0'),
    stretch: p.decimal('number').precision(7).scale(2).check('stretch >= 1'),
    recovery: p.boolean(),
    part: p.boolean(),
    touched: p.boolean(),
    /** The rules that shaped it. */
    notes: p.json<RuleNote[]>(),
    author: p.text(),
    provenance: p.json<StoredProvenance>(),
    /** When the athlete may see it; null while a coach reviews. */
    releasedAt: p.datetime(3).strictNullable(),
    /** When it was looked at once more before it began, in the light of what was run; null: not yet. */
    lookedAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  indexes: [
    { name: 'training_plan_week_start_index', properties: ['startDate', 'plan'] },
    {
      name: 'training_plan_week_fallback_index',
      properties: ['plan', 'startDate'],
      where: WRITTEN_BY_FALLBACK,
    },
    { name: 'training_plan_week_kept_index', properties: ['plan', 'startDate'], where: KEEPS_RULE_BREACH },
  ],
  // Starts with the plan, and so serves its foreign key.
  uniques: [{ name: 'training_plan_week_number_unique', properties: ['plan', 'weekNumber'] }],
});

/** Monday to Sunday, written in full: a stored week always has its seven days. */
export class TrainingPlanWeek extends TrainingPlanWeekSchema.class {}
TrainingPlanWeekSchema.setClass(TrainingPlanWeek);
