import { defineEntity, p } from '@mikro-orm/core';
import { key } from '../database/columns.js';
import { Race } from '../races/race.entity.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A: the race the plan leads to. B: a tune-up on the way. */
export const RACE_PRIORITIES = ['A', 'B'] as const;

const RaceTrainingPlanSchema = defineEntity({
  name: 'RaceTrainingPlan',
  tableName: 'race_training_plan',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade').index(),
    race: () => p.manyToOne(Race).ref().deleteRule('no action').index(),
    priority: p.enum(RACE_PRIORITIES),
  },
  uniques: [
    { name: 'race_training_plan_pair_unique', properties: ['plan', 'race'] },
    { name: 'race_training_plan_main_unique', properties: ['plan'], where: `priority = 'A'` },
  ],
});

/** A race that a plan leads to or passes. */
export class RaceTrainingPlan extends RaceTrainingPlanSchema.class {}
RaceTrainingPlanSchema.setClass(RaceTrainingPlan);
