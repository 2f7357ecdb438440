import { coachSessions } from '../../src/ai/built-in-coach.js';
import type { AuditedPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { drawWorkouts } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek, type LaidWeek } from '../../src/coaching/laps.js';
import type { Blueprint, PlanInputs } from '../../src/coaching/model.js';
import { phaseTotals } from '../../src/coaching/phases.js';
import { weekFrame, type WeekFrame } from '../../src/coaching/week-frame.js';
import type { Workout } from '../../src/coaching/workouts/workout.js';
import type { StoredWeek } from '../../src/plans/stored-week.js';

export interface WrittenPlan {
  blueprint: Blueprint;
  audited: AuditedPlan;
}

/** A week as the built-in coach writes it and as it is laid. */
export interface WrittenFrame {
  frame: WeekFrame;
  laid: LaidWeek;
}

/** How much of a plan is written, and whether each week is told what the stored week before was like. */
interface WritingOptions {
  seed?: string;
  weeks?: number;
  progressive?: boolean;
  /** Workouts of staff's own. */
  own?: readonly Workout[];
}

/** Weeks of a blueprint by the built-in coach, without database or HTTP. All of them by default. */
export function writeFrames({
  inputs,
  blueprint,
  seed = 'seed',
  weeks = blueprint.totalWeeks,
  progressive = false,
  own = [],
}: WritingOptions & { inputs: PlanInputs; blueprint: Blueprint }): WrittenFrame[] {
  const { programme = [] } = inputs;
  const draw = drawWorkouts(blueprint, seed, { own, programme });
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const written: WrittenFrame[] = [];
  for (const week of blueprint.weeks.slice(0, weeks)) {
    const frame = weekFrame({
      week,
      blueprint,
      paces,
      raceDistanceMiles: inputs.raceDistanceMiles,
      tuneUps: inputs.tuneUps,
    });
    const stored = progressive ? (written.at(-1)?.laid.week ?? null) : null;
    const brief = weekBrief({ blueprint, frame, draw, injuryRisk: inputs.injuryRisk, stored, own });
    written.push({ frame, laid: layWeek({ frame, sessions: coachSessions(brief) }) });
  }
  return written;
}

/** A plan as it would be stored, or as much of it as a progressive plan has so far; every week must be laid. */
export function writePlan(inputs: PlanInputs, options: WritingOptions = {}): WrittenPlan {
  const blueprint = layBlueprint(inputs);
  const weeks = writeFrames({ inputs, blueprint, ...options }).map(({ frame, laid }) => {
    if (laid.week) return laid.week;
    throw new Error(`Week ${frame.week.weekNumber} was not laid: ${JSON.stringify(laid.refused)}`);
  });
  return { blueprint, audited: { inputs, phases: phaseTotals(blueprint.phases, weeks), weeks } };
}

/** The weeks of a written plan as they are stored, whoever wrote them. */
export function storedWeeks({ audited: { weeks } }: WrittenPlan): StoredWeek[] {
  const provenance = {} as StoredWeek['provenance'];
  return weeks.map((week) => ({ ...week, provenance, releasedAt: null }));
}
