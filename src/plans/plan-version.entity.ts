import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key, refuse } from '../database/columns.js';
import type { PhaseResponse } from './cascade-response.dto.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A cascade as the API showed it. */
export interface PlanSnapshot {
  phases: PhaseResponse[];
}

const PlanVersionSchema = defineEntity({
  name: 'PlanVersion',
  tableName: 'plan_version',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade').index(),
    /** From 1 without gaps. */
    number: p.integer().check('number > 0'),
    /** Why the cascade changed, e.g. `generated`. */
    reason: p.text(),
    /** Who changed it; null for the service itself. No foreign key: a version never changes. */
    actorId: p.uuid().strictNullable(),
    snapshot: p.json<PlanSnapshot>().lazy(),
    ...createdAt,
  },
  uniques: [{ name: 'plan_version_number_unique', properties: ['plan', 'number'] }],
  triggers: [
    {
      name: 'plan_version_immutable',
      timing: 'before',
      events: ['update'],
      forEach: 'row',
      body: refuse('a plan version'),
    },
  ],
});

/** The cascade as it stood after a change. Never updated. */
export class PlanVersion extends PlanVersionSchema.class {}
PlanVersionSchema.setClass(PlanVersion);
