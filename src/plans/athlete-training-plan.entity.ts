import { defineEntity, p } from '@mikro-orm/core';
import { Athlete } from '../athletes/athlete.entity.js';
import { key } from '../database/columns.js';
import { TrainingPlan } from './training-plan.entity.js';

const AthleteTrainingPlanSchema = defineEntity({
  name: 'AthleteTrainingPlan',
  tableName: 'athlete_training_plan',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade').index(),
    athlete: () => p.manyToOne(Athlete).ref().deleteRule('no action').index(),
    assignedAt: p.datetime(3),
  },
  uniques: [{ name: 'athlete_training_plan_pair_unique', properties: ['plan', 'athlete'] }],
});

/** That an athlete trains by a plan: made when it is activated. */
export class AthleteTrainingPlan extends AthleteTrainingPlanSchema.class {}
AthleteTrainingPlanSchema.setClass(AthleteTrainingPlan);
