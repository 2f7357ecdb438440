import type { PromptFacts, ReplyContract } from '../reply-contract.js';
import { GUIDANCE } from './coach-guidance.js';
import { LAPS_INSTRUCTIONS, lapsData } from './laps-prompt.js';
import { planPhases } from './plan-phases.js';
import { factsText, promptMessages } from './prompt-text.js';
import { promptVersion } from './prompt-version.js';
import { decodeReply } from './reply-decoder.js';
import { EXAMPLE_FACTS } from './worked-example.js';
import { LAPS_SCHEMA } from './wire-schemas.js';

const TOKENS_PER_LAP = 40;
/** Of a day around its laps, notes at twice what is asked included. */
const TOKENS_PER_DAY = 150;
const TOKENS_AROUND = 250;
/** Warmup, cooldown and the rests of miles. */
const LAPS_BESIDE_MILES = 6;
/** Repetitions and recoveries of a quality day, beyond its easy miles. */
const LAPS_OF_WORK = 40;

/** The long contract: every day in laps with paces. For models tuned on it and servers without enforced schemas. */
export const lapsContract: ReplyContract = {
  id: 'laps',
  promptVersion: promptVersion(
    LAPS_INSTRUCTIONS,
    lapsFacts({ ...EXAMPLE_FACTS, injuryNotes: 'quoted' }),
    JSON.stringify(GUIDANCE),
    LAPS_SCHEMA,
  ),
  schema: LAPS_SCHEMA,
  prompt(facts, { schemaInPrompt }) {
    return promptMessages({
      instructions: LAPS_INSTRUCTIONS,
      facts: lapsFacts(facts),
      schema: schemaInPrompt ? LAPS_SCHEMA : null,
    });
  },
  maxOutputTokens({ brief }) {
    const laps = brief.days.map(({ type, miles, work }) => {
      if (type === 'rest' || type === 'race') return 1;
      return Math.ceil(miles) + LAPS_BESIDE_MILES + (work ? LAPS_OF_WORK : 0);
    });
    const total = laps.reduce((sum, each) => sum + each, 0);
    return TOKENS_AROUND + brief.days.length * TOKENS_PER_DAY + total * TOKENS_PER_LAP;
  },
  decode: decodeReply,
};

function lapsFacts(facts: PromptFacts): string {
  return factsText(facts.brief, lapsData(facts, planPhases(facts)), facts.injuryNotes);
}
