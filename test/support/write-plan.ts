import { coachSessions } from '../../src/ai/built-in-coach.js';
import type { AuditedPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { drawWorkouts } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek } from '../../src/coaching/laps.js';
import { PHASE_NAMES } from '../../src/coaching/model.js';
import type { Blueprint, PlanInputs, PlannedWeek } from '../../src/coaching/model.js';
import { weekFrame } from '../../src/coaching/week-frame.js';

export interface WrittenPlan {
  blueprint: Blueprint;
  audited: AuditedPlan;
}

/**
 * A plan by the built-in coach, without database or HTTP. Complete by default; with `weeks`, as many from
 * week 1 as a progressive plan has so far, each told what the stored week before was like.
 */
export function writePlan(
  inputs: PlanInputs,
  {
    seed = 'seed',
    weeks,
    progressive = false,
  }: { seed?: string; weeks?: number; progressive?: boolean } = {},
): WrittenPlan {
  const blueprint = layBlueprint(inputs);
  const draw = drawWorkouts(blueprint, seed);
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const written: PlannedWeek[] = [];
  for (const week of blueprint.weeks.slice(0, weeks ?? blueprint.totalWeeks)) {
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    const stored = progressive ? (written.at(-1) ?? null) : null;
    const brief = weekBrief({ blueprint, frame, draw, injuryRisk: inputs.injuryRisk, stored });
    const laid = layWeek({ frame, sessions: coachSessions(brief) });
    if (!laid.week) throw new Error(`Week ${week.weekNumber} was not laid: ${JSON.stringify(laid.refused)}`);
    written.push(laid.week);
  }
  return { blueprint, audited: { inputs, phases: phaseTotals(blueprint, written), weeks: written } };
}

function phaseTotals(blueprint: Blueprint, weeks: readonly PlannedWeek[]): AuditedPlan['phases'] {
  return PHASE_NAMES.map((name) => ({
    name,
    weekCount: blueprint.phases[name],
    totalMiles:
      weeks
        .filter((week) => week.phase === name)
        .reduce((sum, week) => sum + Math.round(week.miles * 100), 0) / 100,
  }));
}
