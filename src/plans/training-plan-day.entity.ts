import { defineEntity, p } from '@mikro-orm/core';
import { DAY_TYPES, type AlternativeSession, type DayNumber, type Lap } from '../coaching/model.js';
import { key, miles } from '../database/columns.js';
import { TrainingPlanPhase } from './training-plan-phase.entity.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import { TrainingPlan } from './training-plan.entity.js';

/** Runs have laps, rest days have none. */
const SHAPE =
  `(workout_type = 'rest') = (miles = 0) and ` +
  `(workout_type = 'rest') = (jsonb_array_length(warmup) + jsonb_array_length(workout) + jsonb_array_length(cooldown) = 0)`;

const TrainingPlanDaySchema = defineEntity({
  name: 'TrainingPlanDay',
  tableName: 'training_plan_day',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade'),
    phase: () => p.manyToOne(TrainingPlanPhase).ref().deleteRule('cascade').index(),
    week: () => p.manyToOne(TrainingPlanWeek).ref().deleteRule('cascade'),
    date: p.date(),
    /** ISO weekday, 1 Monday … 7 Sunday. */
    dayNumber: p.smallint().$type<DayNumber>(),
    workoutType: p.enum(DAY_TYPES),
    /** Sum of its laps; on race day the race. */
    miles: miles(),
    warmup: p.json<Lap[]>().check(`jsonb_typeof(warmup) = 'array'`),
    workout: p.json<Lap[]>().check(`jsonb_typeof(workout) = 'array'`),
    cooldown: p.json<Lap[]>().check(`jsonb_typeof(cooldown) = 'array'`),
    notes: p.text(),
    alternative: p.json<AlternativeSession>().strictNullable(),
    /** Id in the workout library, where one stands behind the day. */
    workoutId: p.text().strictNullable(),
    locked: p.boolean().onCreate(() => false),
    /** A day of week 1 before the start date. */
    outsidePlan: p.boolean().onCreate(() => false),
  },
  // They start with the week and with the plan, and so serve these foreign keys.
  uniques: [
    { name: 'training_plan_day_number_unique', properties: ['week', 'dayNumber'] },
    { name: 'training_plan_day_date_unique', properties: ['plan', 'date'] },
  ],
  checks: [
    { name: 'training_plan_day_number_check', expression: 'day_number = extract(isodow from date)' },
    { name: 'training_plan_day_shape_check', expression: SHAPE },
  ],
});

/** One calendar day of a written week. */
export class TrainingPlanDay extends TrainingPlanDaySchema.class {}
TrainingPlanDaySchema.setClass(TrainingPlanDay);
