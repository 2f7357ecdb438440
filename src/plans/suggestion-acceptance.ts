import type { AthletePace } from '../athletes/athlete-pace.entity.js';
import { formatDuration } from '../coaching/duration.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Blueprint, CalendarDate, PlanChange, PlanInputs } from '../coaching/model.js';
import { InvalidError } from '../common/errors.js';
import { forecastColumns } from './draft-values.js';
import { assessPlan, forecastOf } from './plan-outline.js';
import type { Suggestion } from './suggestion.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What follows from an accepted suggestion beside the plan itself. */
export interface Acceptance {
  /** The pace that the athlete has from now on. */
  shown: Pick<AthletePace, 'fiveKPace' | 'date' | 'source'> | null;
  /** Weeks that are written and have not begun are to be written anew. */
  rewrites: boolean;
}

/**
 * Does to a plan what a suggestion proposes, from the first week on that has not begun.
 * @param today the athlete's day
 * @throws InvalidError `plan.not_active`, `suggestion.too_late`
 */
export function acceptSuggestion(
  plan: TrainingPlan,
  { rule, proposal }: Pick<Suggestion, 'rule' | 'proposal'>,
  today: CalendarDate,
): Acceptance {
  // To have been told is all there is to it.
  if (rule === 'activities.silent') return { shown: null, rewrites: false };
  const running = requireRunning(plan);
  const fromWeek = requireWeekAhead(plan, running.blueprint, today);
  const { fiveKPace, date = today, source, goalTimeSeconds } = proposal;
  switch (rule) {
    case 'pace.update': {
      if (fiveKPace === undefined || source === undefined) throw new Error(`${rule} without a pace`);
      changePlan(plan, running, { fromWeek, fiveKPace });
      return { shown: { fiveKPace, date, source }, rewrites: true };
    }
    case 'goal.review': {
      if (goalTimeSeconds === undefined) throw new Error(`${rule} without a goal`);
      changePlan(plan, running, { fromWeek, goalTimeSeconds });
      Object.assign(plan, { goalTimeSeconds, goalTime: formatDuration(goalTimeSeconds) });
      return { shown: null, rewrites: true };
    }
    case 'load.raise':
      return { shown: null, rewrites: true };
  }
}

interface Running {
  inputs: PlanInputs;
  blueprint: Blueprint;
}

function requireRunning({ id, status, inputs, blueprint }: TrainingPlan): Running {
  if (status !== 'active') {
    throw new InvalidError(
      'plan.not_active',
      `The plan is ${status}; a suggestion can be accepted for an active plan only.`,
    );
  }
  if (!inputs || !blueprint) throw new Error(`Plan ${id} is active without inputs or blueprint`);
  return { inputs, blueprint };
}

function requireWeekAhead(plan: TrainingPlan, { weeks }: Blueprint, today: CalendarDate): number {
  const ahead = weeks.find(({ weekNumber, startDate }) => {
    const begins = weekNumber === 1 ? (plan.startDate ?? startDate) : startDate;
    return begins > today;
  });
  if (ahead) return ahead.weekNumber;
  throw new InvalidError(
    'suggestion.too_late',
    'The last week of the plan has begun, and a week begun is not rewritten; dismiss the suggestion.',
  );
}

/** Paces and forecast follow at once; what staff were warned of in the course of the plan stays. */
function changePlan(plan: TrainingPlan, { inputs, blueprint }: Running, change: PlanChange): void {
  const changed = { ...inputs, changes: [...(inputs.changes ?? []), change] };
  const before = assessPlan(inputsOfWeek(inputs, blueprint.totalWeeks), blueprint);
  const outline = assessPlan(inputsOfWeek(changed, blueprint.totalWeeks), blueprint);
  const known = new Set(before.warnings.map(({ code }) => code));
  const added = plan.warnings.filter(({ code }) => !known.has(code));
  const { totalWeeks: _, ...columns } = forecastColumns(forecastOf(outline));
  Object.assign(plan, { ...columns, warnings: [...columns.warnings, ...added], inputs: changed });
}
