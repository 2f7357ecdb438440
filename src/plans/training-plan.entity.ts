import { defineEntity, p } from '@mikro-orm/core';
import { Athlete } from '../athletes/athlete.entity.js';
import type {
  Blueprint,
  CalendarDate,
  DayNumber,
  LayoutSettings,
  PhaseSplit,
  PlanInputs,
  PlanWarning,
  Programme,
} from '../coaching/model.js';
import type { Realism } from '../coaching/goal.js';
import type { Readiness } from '../coaching/readiness.js';
import { key, timestamps } from '../database/columns.js';

export const PLAN_STATUSES = ['draft', 'active', 'paused', 'completed', 'archived'] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

export const PLAN_MODES = ['progressive', 'complete'] as const;
export type PlanMode = (typeof PLAN_MODES)[number];

/** Whether a written week is for the athlete's eyes at once, or when a coach has looked at it. */
export const RELEASES = ['auto', 'coach'] as const;
export type Release = (typeof RELEASES)[number];

/** Choices of staff about one plan: how it is written and shown, and those it is laid by. */
export interface PlanSettings extends LayoutSettings {
  /** Left out: `auto`. */
  release?: Release;
  /** Days before its Monday on which a week is written; left out: as the installation has it. */
  horizonDays?: number;
}

/** Days on which no week of a plan was written, both ends counted: for what comes after, like a time off. */
export interface PlanPause {
  startDate: CalendarDate;
  endDate: CalendarDate;
}

/**
 * One active or paused plan per athlete on any day. A range of one uuid stands for equality, which GiST
 * otherwise has only by an extension that not every server lets us install.
 */
const NO_OVERLAP =
  `do $$ begin create type uuid_range as range (subtype = uuid); ` +
  `exception when duplicate_object then null; end $$; ` +
  `alter table training_plan add constraint training_plan_overlap_exclude exclude using gist ` +
  `(uuid_range(athlete_id, athlete_id, '[]') with &&, daterange(start_date, race_date, '[]') with &&) ` +
  `where (status in ('active', 'paused'));`;

/** That the goal is unrealistic, the plan does not lead to it, or weeks without running have put it at risk. */
export const GOAL_AT_RISK = `(realism = 'unrealistic' or readiness = 'not_ready' or warnings @> '[{"code": "goal.at_risk"}]')`;

const TrainingPlanSchema = defineEntity({
  name: 'TrainingPlan',
  tableName: 'training_plan',
  properties: {
    ...key,
    athlete: () => p.manyToOne(Athlete).ref().deleteRule('no action').index(),
    name: p.text(),
    status: p.enum(PLAN_STATUSES).onCreate(() => 'draft'),
    /** Where an archived plan goes when it is restored. */
    archivedFrom: p.enum(PLAN_STATUSES).strictNullable(),
    /** The athlete's day on which the running pause began, or an active plan was archived. */
    pausedOn: p.date().strictNullable(),
    /** Pauses that are over. */
    pauses: p.json<PlanPause[]>().onCreate(() => []),
    mode: p.enum(PLAN_MODES).onCreate(() => 'progressive'),
    /** As entered, and what it means over the race: not known while a draft has no race. */
    goalTime: p.text().strictNullable(),
    goalTimeSeconds: p.integer().strictNullable().check('goal_time_seconds > 0'),
    /** Paces in seconds per mile; null until they can be known. */
    goalPace5K: p.double().$type<number>().strictNullable().fieldName('goal_pace_5k'),
    goalRacePace: p.double().$type<number>().strictNullable(),
    predictedRacePace: p.double().$type<number>().strictNullable(),
    /** The athlete's 5K pace the plan was made with. */
    fiveKPace: p.integer().fieldName('five_k_pace').strictNullable(),
    startDate: p.date().strictNullable(),
    /** The main race's day, kept here from activation on: what makes plans overlap and end. */
    raceDate: p.date().strictNullable(),
    totalWeeks: p.integer().strictNullable().check('total_weeks between 4 and 52'),
    /** Set where they differ from the athlete's own; null: as the athlete has it. */
    preferredDays: p
      .json<DayNumber[]>()
      .strictNullable()
      .check(
        `jsonb_typeof(preferred_days) = 'array' and jsonb_array_length(preferred_days) between 2 and 7 and preferred_days <@ '[1,2,3,4,5,6,7]'`,
      ),
    currentWeeklyMileage: p
      .decimal('number')
      .precision(5)
      .scale(2)
      .strictNullable()
      .check('current_weekly_mileage between 0 and 150'),
    /** A split chosen by staff; null: the default one. */
    phases: p.json<PhaseSplit>().strictNullable(),
    settings: p.json<PlanSettings>().onCreate(() => ({})),
    /** The workouts of the template it was made from; null for none. */
    programme: p.json<Programme>().strictNullable(),
    /** What the built-in coach varies by. */
    seed: p.bigint('number'),
    /** What the plan was made from and what code decided, as of generation: later weeks follow these. */
    inputs: p.json<PlanInputs>().strictNullable(),
    blueprint: p.json<Blueprint>().strictNullable(),
    /** The blueprint as it was before any week was adapted; null while none was. */
    drawnBlueprint: p.json<Blueprint>().strictNullable(),
    /** When the scheduled job has to do with the plan again: a week to write, to look at once more, or the end. */
    nextWorkAt: p.datetime(3).strictNullable(),
    realism: p.text().$type<Realism>().strictNullable(),
    readiness: p.text().$type<Readiness>().strictNullable(),
    warnings: p.json<PlanWarning[]>().onCreate(() => []),
    /** Counts every change to the plan or anything under it: the ETag. */
    revision: p.integer().onCreate(() => 1),
    ...timestamps,
  },
  indexes: [
    { name: 'training_plan_status_index', properties: ['status', 'id'] },
    { name: 'training_plan_start_date_index', properties: ['startDate'] },
    {
      name: 'training_plan_at_risk_index',
      properties: ['id'],
      where: `status = 'active' and ${GOAL_AT_RISK}`,
    },
    {
      name: 'training_plan_unfinished_index',
      properties: ['raceDate'],
      where: `status in ('active', 'paused')`,
    },
    {
      name: 'training_plan_due_index',
      properties: ['nextWorkAt', 'id'],
      where: `status in ('active', 'paused')`,
    },
    { name: 'training_plan_overlap_exclude', expression: NO_OVERLAP },
  ],
  checks: [
    {
      name: 'training_plan_archived_check',
      expression: `(status = 'archived') = (archived_from is not null)`,
    },
    {
      name: 'training_plan_paused_check',
      expression: `archived_from is not distinct from 'active' or (coalesce(archived_from, status) = 'paused') = (paused_on is not null)`,
    },
    {
      name: 'training_plan_goal_time_check',
      expression: 'goal_time_seconds is null or goal_time is not null',
    },
    {
      name: 'training_plan_generated_check',
      expression:
        `status not in ('active', 'paused', 'completed') or (start_date is not null and race_date is not null ` +
        `and start_date <= race_date and total_weeks is not null and inputs is not null and blueprint is not null)`,
    },
  ],
});

/** The root of a plan's cascade. Any change below it bumps `revision`, under a lock on this row. */
export class TrainingPlan extends TrainingPlanSchema.class {}
TrainingPlanSchema.setClass(TrainingPlan);

/** What the weeks of a plan are laid by: most of its row, and nothing that a list shows. */
export const NOT_LISTED = ['blueprint', 'drawnBlueprint', 'programme'] as const;

/** A plan as lists read it. */
export type ListedPlan = Pick<
  TrainingPlan,
  Exclude<keyof TrainingPlan & string, (typeof NOT_LISTED)[number]>
>;
