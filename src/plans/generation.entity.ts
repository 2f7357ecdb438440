import { defineEntity, p } from '@mikro-orm/core';
import type { KeptWeek } from '../ai/week-writer.js';
import { key, timestamps } from '../database/columns.js';
import { TrainingPlan } from './training-plan.entity.js';

export const GENERATION_STATES = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Why a run failed, as a problem's `code` and `detail`. */
export interface GenerationError {
  code: string;
  detail: string;
}

const GenerationSchema = defineEntity({
  name: 'Generation',
  tableName: 'generation',
  properties: {
    ...key,
    /** Null once the person it was for was erased: then it only counts. */
    plan: () => p.manyToOne(TrainingPlan).ref().strictNullable().deleteRule('cascade').index(),
    /** What is written: `plan`, `phase:build` or `week:7`. */
    scope: p.text(),
    state: p.enum(GENERATION_STATES),
    attempt: p.integer().onCreate(() => 1),
    /** Until when the worker that holds it may be trusted to live; null when nobody does. */
    leaseUntil: p.datetime(3).strictNullable(),
    /** Rises with every claim of any run of the plan; only the newest may save. */
    fence: p.integer().check('fence > 0'),
    /** Written by models and paid for, until they are stored: the next try takes them up. */
    weeksDecoded: p.json<KeptWeek[]>().onCreate(() => []),
    costUsd: p
      .decimal('number')
      .precision(12)
      .scale(6)
      .onCreate(() => 0),
    error: p.json<GenerationError>().strictNullable(),
    actorId: p.uuid().strictNullable(),
    finishedAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  indexes: [
    { name: 'generation_failed_index', properties: ['id'], where: `state = 'failed'` },
    { name: 'generation_failed_plan_index', properties: ['plan'], where: `state = 'failed'` },
  ],
  uniques: [
    {
      name: 'generation_open_unique',
      properties: ['plan', 'scope'],
      where: `state in ('pending', 'running')`,
    },
  ],
  checks: [
    {
      name: 'generation_finished_check',
      expression: `(state in ('pending', 'running')) = (finished_at is null)`,
    },
  ],
});

/** One run that writes weeks: that it is under way, or why it failed, is said here and not in the plan's status. */
export class Generation extends GenerationSchema.class {}
GenerationSchema.setClass(Generation);
