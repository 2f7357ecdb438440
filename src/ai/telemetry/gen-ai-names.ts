/**
 * Every name under which calls to models are seen from outside. Those that start with `gen_ai` are OpenTelemetry's
 * semantic conventions for generative AI, in development and moved twice so far, hence written down here rather than
 * imported; the others are ours. Cached tokens are inside input, reasoning inside output, in these as in ours.
 */
export const OPERATION_CHAT = 'chat';

/** Names of spans. */
export const SPAN = {
  /** All weeks that one request asks for. */
  weeks: 'write_weeks',
  week: 'write_week',
  /** One attempt; the convention has the model after the operation: `chat gpt-4o-mini`. */
  chat: (model: string) => `${OPERATION_CHAT} ${model}`,
} as const;

/** The protocol spoken, whoever serves it: `server.address` tells them apart. */
export const PROVIDER_OPENAI = 'openai';

/** Attributes of spans. */
export const ATTRIBUTE = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  maxTokens: 'gen_ai.request.max_tokens',
  temperature: 'gen_ai.request.temperature',
  stream: 'gen_ai.request.stream',
  outputType: 'gen_ai.output.type',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  status: 'http.response.status_code',
  errorType: 'error.type',
  costUsd: 'gofast.cost.usd',
  contract: 'gofast.contract',
  promptVersion: 'gofast.prompt.version',
  reAsk: 'gofast.re_ask',
  generationId: 'gofast.generation.id',
  planId: 'gofast.plan.id',
  weekCount: 'gofast.week.count',
  weekNumber: 'gofast.week.number',
  weekAuthor: 'gofast.week.author',
  fallbackReason: 'gofast.week.fallback_reason',
} as const;

/** Names of metrics, as Prometheus writes those of the conventions: units and `_total` at the end. */
export const METRIC = {
  duration: 'gen_ai_client_operation_duration_seconds',
  timeToFirstChunk: 'gen_ai_client_operation_time_to_first_chunk_seconds',
  inputTokens: 'gen_ai_client_inference_usage_input_tokens_total',
  cachedTokens: 'gen_ai_client_inference_usage_cache_read_input_tokens_total',
  outputTokens: 'gen_ai_client_inference_usage_output_tokens_total',
  reasoningTokens: 'gen_ai_client_inference_usage_reasoning_output_tokens_total',
  attempts: 'gofast_model_attempts_total',
  costUsd: 'gofast_model_cost_usd_total',
  unpriced: 'gofast_model_unpriced_attempts_total',
  budgetRefusals: 'gofast_model_budget_refusals_total',
  alerts: 'gofast_model_alerts_total',
  breaker: 'gofast_model_breaker_state',
  daysLeft: 'gofast_model_days_left',
  cacheLookups: 'gofast_reply_cache_lookups_total',
  weeks: 'gofast_weeks_written_total',
  fallbacks: 'gofast_week_fallbacks_total',
} as const;

/** Labels of metrics. Their values are few: ids of the catalogue and closed lists, never what a server or a person says. */
export const LABEL = {
  operation: 'gen_ai_operation_name',
  provider: 'gen_ai_provider_name',
  model: 'gen_ai_request_model',
  errorType: 'error_type',
  outcome: 'outcome',
  kind: 'kind',
  state: 'state',
  result: 'result',
  author: 'author',
  reason: 'reason',
} as const;
