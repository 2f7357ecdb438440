import { defineEntity, p } from '@mikro-orm/core';
import { Staff } from '../auth/staff.entity.js';
import { EXPERIENCES, type DistanceClass, type Experience, type PhaseName } from '../coaching/model.js';
import {
  WORKOUT_DAY_TYPES,
  WORKOUT_FAMILIES,
  type Structure,
  type Workout,
} from '../coaching/workouts/workout.js';
import { key, timestamps } from '../database/columns.js';

const WorkoutTemplateSchema = defineEntity({
  name: 'WorkoutTemplate',
  tableName: 'workout_template',
  properties: {
    ...key,
    name: p.text(),
    dayType: p.enum(WORKOUT_DAY_TYPES),
    family: p.enum(WORKOUT_FAMILIES),
    phases: p.json<PhaseName[]>(),
    classes: p.json<DistanceClass[]>(),
    levels: p.json<Experience[]>().check(`levels <@ '${JSON.stringify(EXPERIENCES)}'`),
    minMiles: p.decimal('number').precision(5).scale(2).check('min_miles > 0'),
    purpose: p.text(),
    feel: p.text(),
    /** Id of a built-in workout; null: rest. */
    easier: p.text().strictNullable(),
    structure: p.json<Structure>(),
    /** Drawn for every plan; else for those of the athletes of whoever made it. */
    shared: p.boolean(),
    createdBy: () => p.manyToOne(Staff).ref().strictNullable().deleteRule('set null').index(),
    /** Since when it is drawn no more; days that have it still find it. */
    retiredAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  uniques: [
    {
      name: 'workout_template_name_unique',
      expression:
        'create unique index workout_template_name_unique on workout_template (lower(name)) where retired_at is null',
    },
  ],
});

/** A workout of staff's own, beside the built-in ones. */
export class WorkoutTemplate extends WorkoutTemplateSchema.class {}
WorkoutTemplateSchema.setClass(WorkoutTemplate);

/** The row as the coaching rules know a workout. */
export function toWorkout(row: WorkoutTemplate): Workout {
  const { id, name, dayType, family, phases, classes, levels, minMiles } = row;
  const { purpose, feel, easier, structure } = row;
  const suits = { phases, classes, levels, minMiles };
  return { id, name, dayType, family, ...suits, purpose, feel, easier, structure };
}
