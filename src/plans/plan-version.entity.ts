import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key, refuse } from '../database/columns.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import type { PhaseResponse } from './cascade-response.dto.js';
import { TrainingPlan } from './training-plan.entity.js';

/** A cascade as the API showed it. */
export interface PlanSnapshot {
  phases: PhaseResponse[];
}

/** What a plan's own row says that its weeks go by. */
export type VersionColumns = Pick<
  TrainingPlan,
  | 'goalTime'
  | 'goalTimeSeconds'
  | 'goalPace5K'
  | 'goalRacePace'
  | 'predictedRacePace'
  | 'fiveKPace'
  | 'preferredDays'
  | 'currentWeeklyMileage'
  | 'phases'
  | 'realism'
  | 'readiness'
  | 'warnings'
>;

/** What stands behind a cascade and no answer shows: with it the plan can go back to where it was. */
export interface VersionBasis {
  inputs: PlanInputs;
  blueprint: Blueprint;
  drawnBlueprint: Blueprint | null;
  columns: VersionColumns;
  /** By week number, as the snapshot has them. */
  weeks: { weekNumber: number; wantedMiles: number; workoutIds: (string | null)[] }[];
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
    /** Null for versions from before it was kept: they can be read and compared, but not gone back to. */
    basis: p.json<VersionBasis>().lazy().nullable(),
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
