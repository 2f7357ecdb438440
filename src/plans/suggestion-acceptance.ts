import type { AthletePace } from '../athletes/athlete-pace.entity.js';
import { isLowered, raisedWeek } from '../coaching/adaptation.js';
import { formatDuration } from '../coaching/duration.js';
import type { CalendarDate, PlanChange } from '../coaching/model.js';
import { withChange } from '../coaching/plan-change.js';
import { reanchor } from '../coaching/re-anchor.js';
import type { ProposedSuggestion } from '../coaching/suggestions.js';
import { InvalidError } from '../common/errors.js';
import { onInputs } from './changed-course.js';
import { requireActive } from './plan-access.js';
import type { PlanBasis } from './plan-audit.js';
import { putOnCourse } from './plan-course.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What follows from an accepted suggestion beside the plan itself. */
export interface Acceptance {
  /** The pace that the athlete has from now on. */
  shown: Pick<AthletePace, 'fiveKPace' | 'date' | 'source'> | null;
  /** Weeks that are written and have not begun are to be written anew. */
  rewrites: boolean;
}

/** A suggestion as far as accepting goes. */
export type AcceptedSuggestion = ProposedSuggestion extends infer Each
  ? Each extends ProposedSuggestion
    ? Pick<Each, 'rule' | 'weekNumber' | 'proposal'>
    : never
  : never;

/**
 * Does to a plan what a suggestion proposes, from the first week on that has not begun.
 * @param now.today the athlete's day
 * @param now.isOver whether it is too late to write a week anew
 * @throws InvalidError `plan.not_active`, `suggestion.too_late`
 */
export function acceptSuggestion(
  plan: TrainingPlan,
  suggestion: AcceptedSuggestion,
  { today, isOver }: { today: CalendarDate; isOver: (weekNumber: number) => boolean },
): Acceptance {
  // To have been told is all there is to it.
  if (suggestion.rule === 'activities.silent') return { shown: null, rewrites: false };
  const running = requireActive(plan, 'a suggestion can be accepted for an active plan only');
  const fromWeek = requireWeekAhead(running, isOver);
  switch (suggestion.rule) {
    case 'pace.update': {
      const { fiveKPace } = suggestion.proposal;
      changePlan(plan, running, { fromWeek, fiveKPace });
      return { shown: suggestion.proposal, rewrites: true };
    }
    case 'goal.review': {
      const { goalTimeSeconds } = suggestion.proposal;
      changePlan(plan, running, { fromWeek, goalTimeSeconds });
      Object.assign(plan, { goalTimeSeconds, goalTime: formatDuration(goalTimeSeconds) });
      return { shown: null, rewrites: true };
    }
    case 'load.raise': {
      const { level } = suggestion.proposal;
      raiseLoad(plan, running, { fromWeek: Math.max(fromWeek, suggestion.weekNumber ?? 1), level, today });
      return { shown: null, rewrites: true };
    }
  }
}

function requireWeekAhead({ blueprint }: PlanBasis, isOver: (weekNumber: number) => boolean): number {
  const ahead = blueprint.weeks.find(({ weekNumber }) => !isOver(weekNumber));
  if (ahead) return ahead.weekNumber;
  throw tooLate(
    'The last week of the plan has begun, and a week begun is not rewritten; dismiss the suggestion.',
  );
}

function tooLate(detail: string): InvalidError {
  return new InvalidError('suggestion.too_late', detail);
}

/** Paces and forecast follow at once. */
function changePlan(plan: TrainingPlan, { inputs, blueprint }: PlanBasis, change: PlanChange): void {
  const base = { inputs, blueprint, drawnBlueprint: plan.drawnBlueprint };
  putOnCourse(plan, onInputs(base, withChange(inputs, change)));
}

/** The first building week from one on gets the level, as far as the ordinary rule lets it, and later ones climb from there. */
function raiseLoad(
  plan: TrainingPlan,
  { inputs, blueprint: current }: PlanBasis,
  { fromWeek, level, today }: { fromWeek: number; level: number; today: CalendarDate },
): void {
  const building = current.weeks.find(
    (week) => week.weekNumber >= fromWeek && week.phase !== 'taper' && !week.recovery && !week.part,
  );
  if (!building)
    throw tooLate('From the first taper week on a plan is only ever lowered; dismiss the suggestion.');
  if (isLowered(building)) {
    throw tooLate(
      `Week ${building.weekNumber} has been lowered since for what was run; dismiss the suggestion.`,
    );
  }
  const drawn = plan.drawnBlueprint ?? current;
  const adaptation = raisedWeek(building, { asOf: today, level });
  plan.blueprint = reanchor({ inputs, drawn, current, weekNumber: building.weekNumber, adaptation });
  plan.drawnBlueprint = drawn;
}
