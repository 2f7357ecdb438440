import type { EntityManager } from '@mikro-orm/core';
import { drawWorkouts } from '../../coaching/draw.js';
import { inputsOfWeek } from '../../coaching/inputs-of-week.js';
import type { Blueprint, CalendarDate, PlanInputs } from '../../coaching/model.js';
import { programmeOf } from '../../coaching/programme.js';
import { defined } from '../../common/defined.js';
import { checkInputs, knownInputs } from '../plan-inputs.js';
import type { OwnedPlan } from '../plan-access.js';
import { outlinePlan } from '../plan-outline.js';
import { planRefused } from '../plan-problem.js';
import { readCascade } from '../read-cascade.js';
import type { PlanSettings } from '../training-plan.entity.js';
import type { PlanTemplate } from './plan-template.entity.js';

/** What of a plan fits others than its athlete. */
export type PlanShape = Pick<
  PlanTemplate,
  | 'distanceMetres'
  | 'distanceName'
  | 'totalWeeks'
  | 'phases'
  | 'mode'
  | 'settings'
  | 'preferredDays'
  | 'programme'
>;

/**
 * The shape of a plan: no name, no note, no pace and no miles. Of one that is not written in full, the weeks to come are
 * as they would be drawn today.
 * @param today of its athlete
 * @throws InvalidError naming all that a draft lacks to be laid out
 */
export async function shapeOf(em: EntityManager, owned: OwnedPlan, today: CalendarDate): Promise<PlanShape> {
  const { plan, race } = owned;
  const { inputs, blueprint } = laidOut(owned, today);
  if (!race) throw new Error(`Plan ${plan.id} is laid out and has no race`);
  const drawn = plan.drawnBlueprint ?? blueprint;
  const inForce = inputsOfWeek(inputs, drawn.totalWeeks);
  const { programme } = inputs;
  const { weeks } = await readCascade(em, plan.id);
  const adapted = blueprint.weeks.filter(({ adaptation }) => adaptation).map(({ weekNumber }) => weekNumber);
  const draw = drawWorkouts(drawn, String(plan.seed), programme && { programme });
  return {
    distanceMetres: race.distanceMetres,
    distanceName: race.distanceName,
    totalWeeks: drawn.totalWeeks,
    phases: drawn.phases,
    mode: plan.mode,
    settings: settingsOf(plan.settings, inForce),
    preferredDays: [...inForce.preferredDays],
    programme: programmeOf({ blueprint: drawn, weeks, adapted: new Set(adapted), draw }),
  };
}

function laidOut(
  { plan, athlete, race }: OwnedPlan,
  today: CalendarDate,
): { inputs: PlanInputs; blueprint: Blueprint } {
  if (plan.inputs && plan.blueprint) return { inputs: plan.inputs, blueprint: plan.blueprint };
  const { inputs, problems } = checkInputs(knownInputs(plan, athlete, race), { today, goalRequired: false });
  if (!inputs) throw planRefused(problems);
  return { inputs, blueprint: outlinePlan(inputs).blueprint };
}

/** How the plan is written and laid; the most miles a week are its athlete's own. */
function settingsOf({ release, horizonDays }: PlanSettings, { settings }: PlanInputs): PlanSettings {
  const { recoveryEvery, longRunDay } = settings ?? {};
  return defined({ release, horizonDays, recoveryEvery, longRunDay });
}
