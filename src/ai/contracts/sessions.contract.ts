import type { PromptFacts, ReplyContract } from '../reply-contract.js';
import { GUIDANCE } from './coach-guidance.js';
import { briefData, factsText, promptMessages } from './prompt-text.js';
import { promptVersion } from './prompt-version.js';
import { decodeReply } from './reply-decoder.js';
import { SESSIONS_INSTRUCTIONS } from './sessions-prompt.js';
import { EXAMPLE_BRIEF } from './worked-example.js';
import { SESSIONS_SCHEMA } from './wire-schemas.js';

/** Tokens of the longest day that makes sense: a dozen blocks, notes at twice what is asked, printed with blanks. */
const TOKENS_PER_DAY = 450;
const TOKENS_AROUND = 100;

/** The compact contract: blocks in named zones. Its prompt holds no pace and no date, so that like athletes share replies. */
export const sessionsContract: ReplyContract = {
  id: 'sessions',
  promptVersion: promptVersion(
    SESSIONS_INSTRUCTIONS,
    factsText(EXAMPLE_BRIEF, briefData(EXAMPLE_BRIEF), 'quoted'),
    JSON.stringify(GUIDANCE),
    SESSIONS_SCHEMA,
  ),
  schema: SESSIONS_SCHEMA,
  prompt({ brief, injuryNotes }, { schemaInPrompt }) {
    return promptMessages({
      instructions: SESSIONS_INSTRUCTIONS,
      facts: factsText(brief, briefData(brief), injuryNotes),
      schema: schemaInPrompt ? SESSIONS_SCHEMA : null,
    });
  },
  maxOutputTokens({ brief }: PromptFacts) {
    const running = brief.days.filter(({ type }) => type !== 'rest' && type !== 'race');
    return TOKENS_AROUND + TOKENS_PER_DAY * running.length;
  },
  decode: decodeReply,
};
