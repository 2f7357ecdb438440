import type { ModelProfile } from './model-profile.js';

/** Everything that can go wrong with a call, as one closed list; what follows from each is the executor's to know. */
export const FAILURE_KINDS = [
  'connection',
  'timeout_headers',
  'timeout_idle',
  'timeout_total',
  'overloaded',
  'bad_envelope',
  'stream_cut',
  'rate_limited',
  'quota_exhausted',
  'auth',
  'model_gone',
  'bad_request',
  'truncated',
  'refusal',
  'content_filter',
  'empty',
  'not_json',
  'schema_invalid',
  'rule_broken',
  'deadline',
  'budget',
  'cancelled',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Tokens as the server counted them. Cached ones are inside `input`, reasoning ones inside `output`. */
export interface TokenUsage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** How the shape of the reply is asked for, from the most certain to the least. */
export type ReplyMode = 'strict_schema' | 'json_mode' | 'plain';

/** Flex and batch cost less and may take longer; a batch is how requests are handed in, flex is asked for in each. */
export type ServiceTier = 'default' | 'flex' | 'batch';

/** One request to one model. */
export interface ModelRequest {
  profile: ModelProfile;
  messages: readonly ChatMessage[];
  mode: ReplyMode;
  /** Name and JSON Schema of the reply; sent as such only in `strict_schema` mode. */
  schema: { name: string; schema: Readonly<Record<string, unknown>> };
  maxOutputTokens: number;
  serviceTier: ServiceTier;
}

/** What came back and ended by itself: text that nobody has read yet. */
export interface ModelReply {
  text: string;
  /** As the server reported it. */
  model: string;
  /** Null where the server did not say. */
  usage: TokenUsage | null;
  /** The provider's id of the request, for its support. */
  requestId: string | null;
  latencyMs: number;
  /** To the first piece of text; null where it was not streamed. */
  firstTokenMs: number | null;
}

/** Milliseconds to wait for the headers, between two events of a stream, and for the whole reply. */
export interface CallTimeouts {
  headersMs: number;
  idleMs: number;
  totalMs: number;
}

/** A call that gave no reply to read. Carries what the ledger needs: a failed call may cost money too. */
export class ModelCallError extends Error {
  readonly kind: FailureKind;
  /** How long the server asked to be left alone; null where it did not say. */
  readonly retryAfterMs: number | null;
  readonly usage: TokenUsage | null;
  readonly status: number | null;
  readonly latencyMs: number;

  constructor(
    kind: FailureKind,
    detail: string,
    facts: {
      retryAfterMs?: number | null;
      usage?: TokenUsage | null;
      status?: number | null;
      latencyMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`${kind}: ${detail}`, { cause: facts.cause });
    this.name = 'ModelCallError';
    this.kind = kind;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.usage = facts.usage ?? null;
    this.status = facts.status ?? null;
    this.latencyMs = facts.latencyMs ?? 0;
  }
}

export const MODEL_TRANSPORT = Symbol('MODEL_TRANSPORT');

/** Speaks to model servers: exactly one attempt, no retry of its own, no thought about what the reply means. */
export interface ModelTransport {
  /**
   * One request, one reply that ended by itself.
   * @throws ModelCallError for everything else, whatever the server or the network did; never a raw error.
   */
  call(request: ModelRequest, options: { signal: AbortSignal; timeouts: CallTimeouts }): Promise<ModelReply>;
}
