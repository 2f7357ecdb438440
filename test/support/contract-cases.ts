import { coachSessions } from '../../src/ai/built-in-coach.js';
import type { PromptFacts } from '../../src/ai/reply-contract.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { drawWorkouts } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek } from '../../src/coaching/laps.js';
import type { PlanInputs, PlannedWeek } from '../../src/coaching/model.js';
import type { Session } from '../../src/coaching/sessions.js';
import { weekFrame, type WeekFrame } from '../../src/coaching/week-frame.js';

/** A week as it is asked of a model, with the built-in coach's answer to it. */
export interface ContractCase {
  facts: PromptFacts;
  frame: WeekFrame;
  sessions: Session[];
  week: PlannedWeek;
}

/** A marathon in 16 weeks for an intermediate runner of 30 miles a week and 8:00 per mile over 5K. */
export const MARATHON_INPUTS: PlanInputs = {
  raceDistanceMiles: 26.2188,
  raceDate: '2026-05-24',
  startDate: '2026-02-02',
  goalTimeSeconds: 4 * 3600,
  fiveKPace: 480,
  baseline: 30,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};

/** Every week of a plan as it is asked of a model. */
export function contractCases(change: Partial<PlanInputs> = {}): ContractCase[] {
  const inputs = { ...MARATHON_INPUTS, ...change };
  const blueprint = layBlueprint(inputs);
  const draw = drawWorkouts(blueprint, 'seed');
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  return blueprint.weeks.map((week) => {
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    const brief = weekBrief({ blueprint, frame, draw, injuryRisk: inputs.injuryRisk });
    const sessions = coachSessions(brief);
    const laid = layWeek({ frame, sessions });
    if (!laid.week) throw new Error(`Week ${week.weekNumber} was not laid.`);
    return { facts: { brief, inputs, paces, injuryNotes: null }, frame, sessions, week: laid.week };
  });
}

/** One week of that plan. */
export function contractCase(weekNumber: number, change: Partial<PlanInputs> = {}): ContractCase {
  const found = contractCases(change)[weekNumber - 1];
  if (!found) throw new Error(`The plan has no week ${weekNumber}.`);
  return found;
}
