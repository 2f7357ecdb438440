import { v7 } from 'uuid';
import type { WritingTask } from '../../src/ai/week-writer.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import type { PlanInputs } from '../../src/coaching/model.js';
import { inputsOf } from './plan-inputs.js';

/** Twelve weeks to a half marathon. */
const INPUTS: PlanInputs = inputsOf({
  raceDistanceMiles: 13.1094,
  totalWeeks: 12,
  startDay: 1,
  raceDay: 7,
  fiveKPace: 480,
  baseline: 25,
  preferredDays: [1, 2, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  goalShare: 1.12,
});

let made = 0;

/** The second week of a plan of its own, whose brief no other has, unattended unless told otherwise. */
export function aWeekTask(changes: Partial<WritingTask> = {}): WritingTask {
  made += 1;
  const inputs = { ...INPUTS, baseline: 25 + made / 100 };
  return {
    inputs,
    blueprint: layBlueprint(inputs),
    seed: made,
    weekNumbers: [2],
    stored: [],
    variation: 0,
    subject: { runId: v7(), planId: v7(), athleteId: v7(), aiConsent: null, injuryNotes: null },
    model: null,
    kept: [],
    keep: async () => undefined,
    unattended: { deadlineMs: 8000 },
    signal: new AbortController().signal,
    ...changes,
  };
}
