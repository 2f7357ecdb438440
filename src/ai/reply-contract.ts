import type { WeekBrief } from '../coaching/brief.js';
import type { PlanPaces } from '../coaching/goal.js';
import type { PlanInputs } from '../coaching/model.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';
import type { ChatMessage } from './model-call.js';

export const CONTRACT_IDS = ['sessions', 'laps'] as const;
export type ContractId = (typeof CONTRACT_IDS)[number];

/** What a prompt may know. Free text of people is in here only where configuration and consent allow. */
export interface PromptFacts {
  brief: WeekBrief;
  /** For the `laps` contract, whose prompt carries paces; the `sessions` prompt has zones alone. */
  inputs: PlanInputs;
  paces: PlanPaces;
  /** Quoted as data, length-bounded; null where it may not be sent. */
  injuryNotes: string | null;
}

/** What a reply turned out to hold. */
export type DecodedReply =
  | {
      ok: true;
      /** One for each running day the reply had something usable for. */
      sessions: Session[];
      /** What had to be mended on the way: fences, strings for numbers, notes cut. */
      mended: SessionFinding[];
      /** Running days the reply had nothing usable for, and why: worth asking again before others write them. */
      unread: SessionFinding[];
    }
  | {
      ok: false;
      kind: 'not_json' | 'schema_invalid';
      /** At most ten, in words a model can act on. */
      findings: string[];
    };

/** One versioned way to ask for a week and to understand the answer: owns its prompt, its schema and its decoder. */
export interface ReplyContract {
  readonly id: ContractId;
  /** Changes whenever a byte of the prompt or the schema does. */
  readonly promptVersion: string;
  /** The wire schema, the same for every plan so that it stays cached. */
  readonly schema: { name: string; schema: Readonly<Record<string, unknown>> };
  /** Static text first, the athlete's facts last. With `inPrompt` the schema stands in the prompt. */
  prompt(facts: PromptFacts, options: { schemaInPrompt: boolean }): ChatMessage[];
  /** Output tokens to allow for this week. */
  maxOutputTokens(facts: PromptFacts): number;
  /** Reads a reply of either contract, whichever was asked for. Never throws for what a model wrote. */
  decode(text: string, facts: PromptFacts): DecodedReply;
}
