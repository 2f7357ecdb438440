import type { WritingTask } from '../ai/week-writer.js';
import { writingSubject } from './generation.service.js';
import type { Run } from './generation-runs.service.js';
import type { RunningPlan } from './running-plan.js';
import type { WeekDecision } from './week-planner.js';

/** What is written of a plan that nobody asks for: all that an author's brief follows from. */
export function unattendedTask(
  run: Pick<Run, 'id' | 'planId'>,
  { running, decision }: { running: RunningPlan; decision: WeekDecision },
) {
  const { plan, cascade, athlete } = running;
  const { inputs, blueprint, weekNumbers, ownWorkouts = [] } = decision;
  return {
    inputs,
    blueprint,
    weekNumbers,
    seed: plan.seed,
    ownWorkouts,
    stored: cascade.weeks,
    variation: variationOf(running, decision),
    model: null,
    subject: writingSubject(run, athlete),
  } satisfies Partial<WritingTask>;
}

/** A week written anew keeps its choice of workouts, as far as its days are what they were. */
export function variationOf({ cascade }: RunningPlan, { weekNumbers: [first] }: WeekDecision): number {
  const stored = cascade.weeks.find(({ weekNumber }) => weekNumber === first);
  return stored?.provenance.variation ?? 0;
}
