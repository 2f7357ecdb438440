import type { PhaseSplit } from '../../coaching/model.js';
import { defaultPhases } from '../../coaching/phases.js';
import type { PromptFacts } from '../reply-contract.js';

/** The phases of the plan that a week is written for. */
export function planPhases({ inputs, brief }: Pick<PromptFacts, 'inputs' | 'brief'>): PhaseSplit {
  return inputs.phases ?? defaultPhases(brief.totalWeeks, brief.distanceClass);
}
