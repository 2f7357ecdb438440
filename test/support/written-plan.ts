import { coachSessions } from '../../src/ai/built-in-coach.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { drawWorkouts } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek, type LaidWeek } from '../../src/coaching/laps.js';
import type { Blueprint, PlanInputs } from '../../src/coaching/model.js';
import { weekFrame, type WeekFrame } from '../../src/coaching/week-frame.js';

/** A week as the built-in coach writes it and as it is laid. */
export interface WrittenFrame {
  frame: WeekFrame;
  laid: LaidWeek;
}

/** Every week of a blueprint by the built-in coach. */
export function writePlan(options: {
  inputs: PlanInputs;
  blueprint: Blueprint;
  seed?: string;
}): WrittenFrame[] {
  const { inputs, blueprint, seed = 'seed' } = options;
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const draw = drawWorkouts(blueprint, seed);
  return blueprint.weeks.map((week) => {
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    const brief = weekBrief({ blueprint, frame, draw, injuryRisk: inputs.injuryRisk });
    return { frame, laid: layWeek({ frame, sessions: coachSessions(brief) }) };
  });
}
