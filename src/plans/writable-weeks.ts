import type { CalendarDate, PhaseName } from '../coaching/model.js';
import { ConflictError, InvalidError } from '../common/errors.js';
import { hasBegun } from './outdated-weeks.js';
import type { RunningPlan } from './running-plan.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** A plan and the day it is for its athlete. */
export interface WritablePlan extends RunningPlan {
  today: CalendarDate;
}

/** Weeks are written of active plans. @throws InvalidError `plan.not_active` */
export function requireActive({ status }: Pick<TrainingPlan, 'status'>): void {
  if (status === 'active') return;
  throw new InvalidError(
    'plan.not_active',
    status === 'draft'
      ? 'The plan is a draft; POST /api/training-plan/generate makes its phases and first week.'
      : `The plan is ${status}; weeks are written for active plans only.`,
  );
}

/** Numbers of the weeks that can be written anew, in their order. */
export function weeksAhead(
  { plan, inputs, blueprint, cascade, today }: WritablePlan,
  phase: PhaseName | null,
): number[] {
  const written = new Set(cascade.weeks.map(({ weekNumber }) => weekNumber));
  const isWanted = (weekNumber: number) =>
    written.has(weekNumber) || (plan.mode === 'complete' && written.has(weekNumber - 1));
  const ahead: number[] = [];
  for (const week of blueprint.weeks) {
    const { weekNumber } = week;
    if (hasBegun(week, { inputs, today }) || !isWanted(weekNumber)) continue;
    written.add(weekNumber);
    if (phase === null || week.phase === phase) ahead.push(weekNumber);
  }
  return ahead;
}

/**
 * A week can be written when it is the next, or when it is written, has not begun and is to be written anew.
 * @throws InvalidError `week.out_of_range`, `week.begun`, `week.previous_missing`; ConflictError `week.exists`
 */
export function requireWritable(
  { plan, blueprint, cascade, today }: WritablePlan,
  weekNumber: number,
  regenerate: boolean,
): void {
  const planned = blueprint.weeks.find((week) => week.weekNumber === weekNumber);
  if (!planned) {
    throw new InvalidError('week.out_of_range', `The plan has weeks 1 to ${blueprint.totalWeeks}.`);
  }
  const isWritten = (number: number) => cascade.weeks.some((week) => week.weekNumber === number);
  if (isWritten(weekNumber) && !regenerate) {
    throw new ConflictError(
      'week.exists',
      `Week ${weekNumber} is written already; "regenerate": true writes it anew.`,
    );
  }
  const begins = weekNumber === 1 && plan.startDate ? plan.startDate : planned.startDate;
  if (isWritten(weekNumber) && begins <= today) {
    throw new InvalidError(
      'week.begun',
      `Week ${weekNumber} began on ${begins}; a week begun is not rewritten.`,
    );
  }
  if (weekNumber > 1 && !isWritten(weekNumber - 1)) {
    const next = blueprint.weeks.find((week) => !isWritten(week.weekNumber))?.weekNumber ?? 1;
    throw new InvalidError(
      'week.previous_missing',
      `Weeks are written in order; the next one is week ${next}.`,
    );
  }
}
