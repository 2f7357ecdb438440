import { coachProvenance, coachSessions } from '../ai/built-in-coach.js';
import { WritingPlan } from '../ai/writing-plan.js';
import { layWeek } from '../coaching/laps.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { courseFrom, firstReshaped } from '../coaching/plan-change.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { blueprintAround, keepAround, lockedDays } from './locked-days.js';
import { writtenWith } from './outdated-weeks.js';
import type { PlanBasis } from './plan-audit.js';
import { mergeWeeks, withPhasesOf, type Cascade, type StoredWeek } from './stored-week.js';

/** What a plan goes by, and what it was drawn as before weeks were adapted; null while none was. */
export interface PlanBase extends PlanBasis {
  drawnBlueprint: Blueprint | null;
}

/** A plan on other inputs: laid anew from the first week that they lay otherwise; the very same where none is. */
export function onInputs(base: PlanBase, inputs: PlanInputs): PlanBase {
  if (inputs === base.inputs) return base;
  const first = firstReshaped(base.inputs, inputs);
  if (first === null || first > base.blueprint.totalWeeks) return { ...base, inputs };
  return laidFrom({ ...base, inputs }, first);
}

/** A plan laid anew from a week on, by its inputs as they are by now. */
export function laidFrom({ inputs, blueprint, drawnBlueprint }: PlanBase, weekNumber: number): PlanBase {
  const course = courseFrom(inputs, { drawn: drawnBlueprint ?? blueprint, blueprint }, weekNumber);
  const isAsDrawn = course.drawn === course.blueprint;
  return { inputs, blueprint: course.blueprint, drawnBlueprint: isAsDrawn ? null : course.drawn };
}

/** A plan of which the built-in coach writes weeks, at once and without any model. */
export interface CoachTask {
  basis: PlanBasis;
  seed: number;
  /** Workouts of staff's own that may be drawn for it. */
  ownWorkouts: readonly Workout[];
  /** Weeks that are stored, and stay or are written anew. */
  cascade: Cascade;
  weekNumbers: readonly number[];
}

/** Weeks by the built-in coach, around days that staff hold. Not yet audited; nobody has released them. */
export function coachWeeks({ basis, seed, ownWorkouts, cascade, weekNumbers }: CoachTask): StoredWeek[] {
  // Workouts are drawn for the plan as a whole, however few of its weeks are written.
  if (weekNumbers.length === 0) return [];
  const { inputs } = basis;
  const writing = new WritingPlan({
    inputs,
    blueprint: blueprintAround(basis, cascade, weekNumbers),
    seed,
    ownWorkouts,
    weekNumbers,
    stored: cascade.weeks,
    variation: 0,
    held: lockedDays(cascade, weekNumbers),
  });
  return weekNumbers.map((weekNumber) => {
    const { frame, brief } = writing.week(weekNumber);
    const { week, refused } = layWeek({ frame, sessions: coachSessions(brief) });
    if (!week) throw new Error(`Week ${weekNumber} could not be laid: ${JSON.stringify(refused)}`);
    const { rulesVersion } = basis.blueprint;
    const provenance = {
      ...coachProvenance(),
      rulesVersion,
      variation: 0,
      ...writtenWith(inputs, weekNumber),
    };
    return keepAround({ ...week, provenance, releasedAt: null }, cascade, basis);
  });
}

/** A plan as if the built-in coach had written all that is not written of it. */
export function inFull({ basis, cascade, ...task }: Omit<CoachTask, 'weekNumbers'>): Cascade {
  const written = new Set(cascade.weeks.map(({ weekNumber }) => weekNumber));
  const weekNumbers = basis.blueprint.weeks
    .map(({ weekNumber }) => weekNumber)
    .filter((weekNumber) => !written.has(weekNumber));
  const asLaid = withPhasesOf(basis.blueprint, cascade);
  return mergeWeeks(asLaid, coachWeeks({ ...task, basis, cascade: asLaid, weekNumbers }));
}
