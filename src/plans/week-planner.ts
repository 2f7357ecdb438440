import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import type { RunningPlan } from './running-plan.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What is to be written of a plan that nobody looks at. */
export interface WeekDecision {
  /** In their order, all or none; those that are stored are written anew. Empty: nothing changes. */
  weekNumbers: readonly number[];
  /** What the weeks are written by, and judged by. */
  inputs: PlanInputs;
  blueprint: Blueprint;
  /** Of the version, e.g. `week.scheduled`. */
  reason: string;
  /** What changes in the plan's own row with the weeks; called in their transaction, the row locked. */
  alter?: (plan: TrainingPlan) => void;
  /** What else is stored with them, or alone where no week is written; called last in the same transaction. */
  record?: (em: EntityManager) => void | Promise<void>;
}

/** Decides what becomes of the week whose turn it is, in the light of what there is to know. */
@Injectable()
export class WeekPlanner {
  /**
   * Called with no transaction open; reads what it needs and changes nothing.
   * @param running the plan with its weeks as they are stored
   * @param weekNumber the week whose turn it is: not written yet, or written and to be looked at once more
   */
  async decide(running: RunningPlan, weekNumber: number): Promise<WeekDecision> {
    const { inputs, blueprint, cascade } = running;
    const isWritten = cascade.weeks.some((week) => week.weekNumber === weekNumber);
    return { weekNumbers: isWritten ? [] : [weekNumber], inputs, blueprint, reason: 'week.scheduled' };
  }
}
