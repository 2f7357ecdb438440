import type { ChatMessage, ModelRequest } from '../model-call.js';

/** The body of a chat completion, in the dialect of its model; whether it streams is the transport's to say. */
export interface ChatParams {
  model: string;
  messages: ChatMessage[];
  temperature?: number;
  reasoning_effort?: ReasoningEffort;
  max_tokens?: number;
  max_completion_tokens?: number;
  response_format?:
    | {
        type: 'json_schema';
        json_schema: { name: string; strict: true; schema: Record<string, unknown> };
      }
    | { type: 'json_object' };
  service_tier?: 'flex';
}

type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** What a model refuses is left out: a null would be refused too. */
export function chatParams(request: ModelRequest): ChatParams {
  const { profile, messages, mode, schema, maxOutputTokens, serviceTier } = request;
  const { temperature, reasoningEffort, tokenLimit } = profile.dialect;
  return {
    model: profile.id,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(temperature === null ? {} : { temperature }),
    // Configuration may name an effort that is newer than the list.
    ...(reasoningEffort === null ? {} : { reasoning_effort: reasoningEffort as ReasoningEffort }),
    [tokenLimit]: Math.min(maxOutputTokens, profile.limits.output),
    ...(mode === 'strict_schema'
      ? {
          response_format: {
            type: 'json_schema',
            json_schema: { name: schema.name, strict: true, schema: { ...schema.schema } },
          },
        }
      : {}),
    ...(mode === 'json_mode' ? { response_format: { type: 'json_object' } } : {}),
    ...(serviceTier === 'flex' ? { service_tier: 'flex' } : {}),
  };
}
