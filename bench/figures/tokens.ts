import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { encodeLaps, encodeSessions } from '../../src/ai/contracts/encode-week.js';
import { planPhases } from '../../src/ai/contracts/plan-phases.js';
import { contractCases } from '../../test/support/contract-cases.js';
import { figure, type Figure } from '../figure.js';

/** Tokens of a model's replies for a 16-week plan, in OpenAI's o200k encoding. */
export async function measureTokens(): Promise<Figure[]> {
  const count = { sessions: 0, laps: 0 };
  for (const { brief, ...week } of contractCases().map((each) => ({ ...each, brief: each.facts.brief }))) {
    const laps = encodeLaps(week.week, { brief, phases: planPhases(week.facts) });
    count.sessions += encode(JSON.stringify(encodeSessions(week.sessions))).length;
    count.laps += encode(JSON.stringify(laps)).length;
  }
  return [
    figure({
      name: 'Replies for a 16-week plan in the sessions contract',
      value: count.sessions,
      unit: 'tokens',
      baseline: { name: 'in the laps contract', value: count.laps },
      wanted: { of: 'ratio', atMost: 1 / 3 },
    }),
  ];
}
