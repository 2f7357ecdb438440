import { Logger } from '@nestjs/common';
import { DefectError, InvalidError } from '../common/errors.js';
import type { RunningPlan } from './running-plan.js';
import type { WeekDecision } from './week-planner.js';

const logger = new Logger('DecidedWeeks');

/** What was decided for a plan, and its weeks to write where that cannot be: none leaves it as it is. */
interface Decided {
  running: RunningPlan;
  decision: WeekDecision;
  asItStood: readonly number[];
}

/**
 * Has weeks written as they were decided on. No athlete is left without a week because a way to adapt it, or a workout
 * of staff's own, breaks a rule, or cannot be laid around the days that staff hold: it is then written as the plan
 * stood, from the built-in library.
 * @param write stores nothing when it throws
 */
export async function writeDecided<T>(
  { running, decision, asItStood: weekNumbers }: Decided,
  write: (decision: WeekDecision) => Promise<T>,
): Promise<T> {
  try {
    return await write(decision);
  } catch (error) {
    const { inputs, blueprint, alter } = decision.asItStood ?? { ...running, alter: undefined };
    const isPlain = decision.blueprint === blueprint && !decision.ownWorkouts?.length;
    if (!isOfAdapting(error) || isPlain) throw error;
    logger.error({ err: error, planId: running.plan.id, weekNumbers }, 'a week could not be adapted');
    const { reason } = decision;
    return write({ weekNumbers, inputs, blueprint, reason, ...(alter && { alter }) });
  }
}

function isOfAdapting(error: unknown): boolean {
  return error instanceof DefectError || (error instanceof InvalidError && error.code === 'week.held_days');
}
