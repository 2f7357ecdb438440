import { layBlueprint } from '../coaching/blueprint.js';
import { totalWeeksBetween } from '../coaching/calendar.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { CalendarDate, PlanInputs } from '../coaching/model.js';
import { ConflictError, InvalidError } from '../common/errors.js';
import { coachWeeks, inFull } from './changed-course.js';
import type { ChangedPlan, CourseChange } from './course-change.js';
import { auditAsWritten } from './plan-audit.js';
import { checkInputs } from './plan-inputs.js';
import { planRefused, type PlanProblem } from './plan-problem.js';
import { withPhasesOf } from './stored-week.js';

/**
 * A plan that has not begun, on another start date: all of it is laid anew, and as many weeks are written as were.
 * @throws InvalidError `plan.begun`, `plan.start_in_past`, `plan.too_short`, `plan.too_long`, `plan.phases_invalid`,
 *   `plan.settings_refused`, `plan.tune_up_refused`; ConflictError `plan.days_locked`
 */
export function movedStart(change: CourseChange, startDate: CalendarDate): ChangedPlan {
  const { base, cascade, seed, ownWorkouts, isComplete, today } = change;
  const { startDate: from } = base.inputs;
  if (from <= today) {
    throw new InvalidError('plan.begun', `The plan began on ${from}; what has begun keeps its start.`, [
      { pointer: '/startDate', detail: 'can be changed only before the plan begins' },
    ]);
  }
  const locked = cascade.weeks.flatMap(({ days }) => days.filter((day) => day.locked));
  if (locked.length > 0) {
    throw new ConflictError(
      'plan.days_locked',
      `All weeks are laid anew on another start date, and staff hold ${locked.map(({ date }) => date).join(', ')}; ` +
        'unlock them first.',
    );
  }
  const inputs = inputsFrom(change, startDate);
  const blueprint = layBlueprint(inputs);
  const numbers = blueprint.weeks.map(({ weekNumber }) => weekNumber);
  const weekNumbers = isComplete ? numbers : numbers.slice(0, Math.max(1, cascade.weeks.length));
  const basis = { inputs, blueprint };
  const empty = withPhasesOf(blueprint, { phases: cascade.phases, weeks: [] });
  const weeks = coachWeeks({ basis, seed, ownWorkouts, cascade: empty, weekNumbers });
  return {
    base: { ...basis, drawnBlueprint: null },
    fromWeek: 1,
    weeks,
    removed: cascade.weeks.map(({ weekNumber }) => weekNumber),
    writtenBefore: [],
    findings: {
      before: auditAsWritten(base, inFull({ basis: base, seed, ownWorkouts, cascade })),
      after: auditAsWritten(basis, inFull({ basis, seed, ownWorkouts, cascade: { ...empty, weeks } })),
    },
  };
}

/** What was changed in its course holds from the start. */
function inputsFrom({ base, wanted, today }: CourseChange, startDate: CalendarDate): PlanInputs {
  const now = inputsOfWeek(base.inputs, Number.POSITIVE_INFINITY);
  const { phases: asked, ...rest } = wanted;
  const next = { ...now, ...rest, startDate };
  const totalWeeks = totalWeeksBetween(startDate, next.raceDate);
  const isAsLong = totalWeeks === totalWeeksBetween(now.startDate, now.raceDate);
  const phases = asked === undefined ? (isAsLong ? now.phases : null) : asked;
  const { inputs, problems } = checkInputs({ ...next, phases }, { today, goalRequired: true });
  if (inputs) return inputs;
  const [first, ...others] = problems;
  throw planRefused([ofStart(first), ...others.map(ofStart)]);
}

/** The races on the way are as they were: it is the start that does not do. */
function ofStart(problem: PlanProblem): PlanProblem {
  return problem.pointer === '/tuneUpRaceIds' ? { ...problem, pointer: '/startDate' } : problem;
}
