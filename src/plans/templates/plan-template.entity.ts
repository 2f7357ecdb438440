import { defineEntity, p } from '@mikro-orm/core';
import type { DayNumber, PhaseSplit, Programme } from '../../coaching/model.js';
import { key, timestamps } from '../../database/columns.js';
import { PLAN_MODES, type PlanSettings } from '../training-plan.entity.js';

const PlanTemplateSchema = defineEntity({
  name: 'PlanTemplate',
  tableName: 'plan_template',
  properties: {
    ...key,
    name: p.text(),
    description: p.text().strictNullable(),
    /** Of the race that the plan led to. */
    distanceMetres: p.double().$type<number>().check('distance_metres > 0'),
    distanceName: p.text(),
    totalWeeks: p.integer().check('total_weeks between 4 and 52'),
    phases: p.json<PhaseSplit>(),
    mode: p.enum(PLAN_MODES),
    /** Without a cap on miles, which is its athlete's. */
    settings: p.json<PlanSettings>(),
    /** A suggestion: an athlete's own days come first. */
    preferredDays: p.json<DayNumber[]>(),
    programme: p.json<Programme>(),
    /** An account, which may be gone since. */
    createdBy: p.uuid().index(),
    ...timestamps,
  },
});

/** A plan saved for reuse: its shape and its workouts, and nothing of whom it was made for. */
export class PlanTemplate extends PlanTemplateSchema.class {}
PlanTemplateSchema.setClass(PlanTemplate);
