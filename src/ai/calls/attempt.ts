import type { ChatMessage, ModelRequest, ReplyMode, ServiceTier } from '../model-call.js';
import type { ModelProfile } from '../model-profile.js';
import type { ReplyContract } from '../reply-contract.js';
import type { Target } from '../routing/router.js';
import type { SoundReply, SpoiledReply, TargetFailure, WeekQuestion } from '../week-question.js';

/** One request to one target for one week. */
export interface Attempt {
  question: WeekQuestion;
  target: Target;
  contract: ReplyContract;
  messages: readonly ChatMessage[];
  maxOutputTokens: number;
  reAsk: boolean;
  serviceTier: ServiceTier;
}

export type AttemptResult =
  | { failure: null; reply: SoundReply }
  | {
      failure: TargetFailure;
      retryAfterMs: number | null;
      /** What was wrong with the reply, in words a model can act on; at most ten. */
      findings: string[];
      /** The reply, where there was one to read. */
      text: string | null;
      spoiled: SpoiledReply | null;
    };

/** The first request to a target for a week. */
export function firstAttempt({
  target,
  contract,
  question,
}: Pick<Attempt, 'target' | 'contract' | 'question'>): Attempt {
  const { profile } = target;
  const schemaInPrompt = replyMode(profile) !== 'strict_schema';
  return {
    question,
    target,
    contract,
    messages: contract.prompt(question.facts, { schemaInPrompt }),
    maxOutputTokens: Math.min(contract.maxOutputTokens(question.facts), profile.limits.output),
    reAsk: false,
    serviceTier: question.context.unattended && profile.capabilities.flex ? 'flex' : 'default',
  };
}

/** The request an attempt makes. */
export function modelRequest({
  target,
  contract,
  messages,
  maxOutputTokens,
  serviceTier,
}: Omit<Attempt, 'question' | 'reAsk'>): ModelRequest {
  return {
    profile: target.profile,
    messages,
    mode: replyMode(target.profile),
    schema: contract.schema,
    maxOutputTokens,
    serviceTier,
  };
}

/** The surest way in which a model can be held to the shape of its reply. */
function replyMode({ capabilities }: ModelProfile): ReplyMode {
  if (capabilities.strictSchema) return 'strict_schema';
  return capabilities.jsonMode ? 'json_mode' : 'plain';
}

/** How an attempt that brought nothing to use ended. */
export function failedAttempt(
  failure: TargetFailure,
  facts: Partial<Omit<Extract<AttemptResult, { text: string | null }>, 'failure'>> = {},
): AttemptResult {
  return { failure, retryAfterMs: null, findings: [], text: null, spoiled: null, ...facts };
}
