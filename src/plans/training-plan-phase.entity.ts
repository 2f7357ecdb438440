import { defineEntity, p } from '@mikro-orm/core';
import { PHASE_NAMES } from '../coaching/model.js';
import { key, miles } from '../database/columns.js';
import { TrainingPlan } from './training-plan.entity.js';

const TrainingPlanPhaseSchema = defineEntity({
  name: 'TrainingPlanPhase',
  tableName: 'training_plan_phase',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade').index(),
    name: p.enum(PHASE_NAMES),
    /** 1 base … 4 taper. */
    position: p.smallint().check('position between 1 and 4'),
    weekCount: p.smallint().check('week_count > 0'),
    /** Of the weeks stored. */
    totalMiles: miles().check('total_miles >= 0'),
  },
  uniques: [{ name: 'training_plan_phase_name_unique', properties: ['plan', 'name'] }],
});

/** Base, build, peak or taper of one plan. */
export class TrainingPlanPhase extends TrainingPlanPhaseSchema.class {}
TrainingPlanPhaseSchema.setClass(TrainingPlanPhase);
