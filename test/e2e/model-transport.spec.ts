import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelCallError, type FailureKind, type ModelReply } from '../../src/ai/model-call.js';
import { OpenAiTransport } from '../../src/ai/transport/openai.transport.js';
import { TEXT_FAULTS } from '../support/model-answers.js';
import {
  SLOW_FAULT_NAMES,
  TEXT_FAULT_NAMES,
  WIRE_FAULT_NAMES,
  type WireFaultName,
} from '../support/model-faults.js';
import { KEY, PROMPT, profileAt, requestOf, SESSIONS_TEXT } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';

const TIMEOUTS = { headersMs: 5000, idleMs: 5000, totalMs: 10_000 };
/** For faults that last as long as they are let. */
const SHORT = { headersMs: 500, idleMs: 500, totalMs: 1200 };
/** What a loaded machine may add. */
const SLACK_MS = 15_000;
const REPLY = 'reply';

/** What comes of each fault when it streams, and when it does not, where that differs. */
const OUTCOMES: Readonly<
  Record<WireFaultName, FailureKind | typeof REPLY | [FailureKind | 'reply', FailureKind | 'reply']>
> = {
  empty: 'empty',
  white_space: 'empty',
  null: 'empty',
  refusal: 'refusal',
  content_filter: 'content_filter',
  truncated: 'truncated',
  tool_calls: 'bad_envelope',
  html_200: 'bad_envelope',
  error_object_200: 'overloaded',
  quota_object_200: 'quota_exhausted',
  unknown_object_200: 'bad_envelope',
  empty_body: 'bad_envelope',
  broken_json: 'bad_envelope',
  no_choices: 'bad_envelope',
  null_event: 'bad_envelope',
  wrong_content_type: REPLY,
  json_for_stream: REPLY,
  status_400: 'bad_request',
  context_overflow: 'bad_request',
  status_401: 'auth',
  status_403: 'auth',
  status_404: 'model_gone',
  status_408: 'overloaded',
  status_409: 'overloaded',
  status_410: 'model_gone',
  status_429: 'rate_limited',
  status_429_seconds: 'rate_limited',
  status_429_minutes: 'rate_limited',
  status_429_date: 'rate_limited',
  status_429_ms: 'rate_limited',
  quota: 'quota_exhausted',
  status_500: 'overloaded',
  status_502: 'overloaded',
  status_503: 'overloaded',
  status_529: 'overloaded',
  redirect: 'bad_envelope',
  reset_before: 'connection',
  reset_amid: ['stream_cut', 'connection'],
  clean_eof: ['stream_cut', 'bad_envelope'],
  eof_amid_event: 'bad_envelope',
  stall_headers: ['timeout_headers', 'timeout_total'],
  stall: ['timeout_idle', 'timeout_total'],
  keep_alive: ['timeout_idle', 'timeout_total'],
  heartbeats: 'timeout_total',
  bad_gzip: 'bad_envelope',
  invalid_utf8: REPLY,
  split_utf8: REPLY,
  huge: 'bad_envelope',
  malformed_sse: ['bad_envelope', REPLY],
  error_event: 'overloaded',
  no_done: REPLY,
  done_left_open: REPLY,
  reset_after_finish: REPLY,
  stall_after_finish: REPLY,
  usage_missing: REPLY,
  usage_absurd: REPLY,
  name_of_no_text: REPLY,
  error_named_constructor: 'overloaded',
};
const SHORT_FOR: ReadonlySet<WireFaultName> = new Set(SLOW_FAULT_NAMES);

let server: ModelServer;
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => {
  rejections.push(reason);
};
const transport = new OpenAiTransport((name) => (name === 'TEST_KEY' ? KEY : null));

function call(
  options: { streaming?: boolean; signal?: AbortSignal; timeouts?: typeof TIMEOUTS } = {},
): Promise<ModelReply> {
  const { streaming = true, signal = new AbortController().signal, timeouts = TIMEOUTS } = options;
  return transport.call(requestOf(profileAt(server.url, { streaming })), { signal, timeouts });
}

async function failureOf(promise: Promise<unknown>): Promise<ModelCallError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ModelCallError) return error;
  throw new Error(`No ModelCallError but ${String(error)}`);
}

async function outcomeOf(promise: Promise<ModelReply>): Promise<string> {
  return promise.then(
    () => REPLY,
    (error: unknown) => (error instanceof ModelCallError ? error.kind : `raw ${String(error)}`),
  );
}

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  server = await startModelServer({ answer: () => SESSIONS_TEXT, reasoning: 7 });
});

beforeEach(() => server.clear());

afterAll(async () => {
  await server.stop();
  process.off('unhandledRejection', onRejection);
});

describe.each([
  ['streamed', true],
  ['at once', false],
])('a call answered %s', (_, streaming) => {
  it('gives the text, what it cost and who wrote it', async () => {
    const reply = await call({ streaming });
    expect(reply).toMatchObject({
      text: SESSIONS_TEXT,
      model: 'test-model-2026-09-22',
      usage: server.told,
      requestId: 'req_0',
    });
    expect(reply.usage?.reasoning).toBe(7);
    expect(reply.firstTokenMs === null).toBe(!streaming);
    expect(reply.latencyMs).toBeGreaterThanOrEqual(reply.firstTokenMs ?? 0);
  });

  it.each(WIRE_FAULT_NAMES)('meets %s in time, with the right end', async (fault) => {
    server.script([fault]);
    const startedAt = performance.now();
    const outcome = OUTCOMES[fault];
    const wanted = typeof outcome === 'string' ? outcome : outcome[streaming ? 0 : 1];
    expect(await outcomeOf(call({ streaming, timeouts: SHORT_FOR.has(fault) ? SHORT : TIMEOUTS }))).toBe(
      wanted,
    );
    expect(performance.now() - startedAt).toBeLessThan(SHORT.totalMs + SLACK_MS);
    expect(server.requests).toHaveLength(1);
  });

  it.each(TEXT_FAULT_NAMES)('hands on what a model wrote as it is: %s', async (fault) => {
    server.script([fault]);
    const reply = await call({ streaming });
    expect(reply.text).toBe(TEXT_FAULTS[fault](SESSIONS_TEXT));
    expect(reply.usage).toEqual(server.told);
  });

  it.each(['empty', 'refusal', 'content_filter', 'truncated', 'tool_calls'] as const)(
    'counts the tokens of a reply that is %s',
    async (fault) => {
      server.script([fault]);
      const { usage } = await failureOf(call({ streaming }));
      expect(usage).toEqual(server.told);
      expect(usage?.input).toBeGreaterThan(0);
    },
  );

  it('takes a reply whose tokens were not counted', async () => {
    server.script(['usage_missing']);
    expect(await call({ streaming })).toMatchObject({ text: SESSIONS_TEXT, usage: null });
  });

  // A plain reply is complete before it stalls: its connection is kept for the next one.
  const hanging = SLOW_FAULT_NAMES.filter((fault) => streaming || fault !== 'stall_after_finish');
  it.each([...hanging, 'reset_amid'] as const)('leaves no socket open after %s', async (fault) => {
    await server.stop();
    await server.start();
    server.script([fault]);
    await outcomeOf(call({ streaming, timeouts: SHORT }));
    await expect.poll(() => server.openSockets, { timeout: SLACK_MS }).toBe(0);
  });

  it('ends at once when the caller gives up, before and amid the reply', async () => {
    for (const fault of ['stall_headers', 'stall'] as const) {
      server.script([fault]);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      const startedAt = performance.now();
      const timeouts = { headersMs: 60_000, idleMs: 60_000, totalMs: 60_000 };
      const error = await failureOf(call({ streaming, signal: controller.signal, timeouts }));
      expect(error.kind).toBe('cancelled');
      expect(performance.now() - startedAt).toBeLessThan(SLACK_MS);
    }
    expect((await failureOf(call({ streaming, signal: AbortSignal.abort() }))).kind).toBe('cancelled');
    expect(server.requests).toHaveLength(2);
  });

  it('says neither prompt nor key, whatever the server says of them', async () => {
    for (const fault of ['status_400', 'status_401', 'status_500', 'html_200', 'reset_before'] as const) {
      server.script([fault]);
      const error = await failureOf(call({ streaming }));
      const said = `${error.message} ${JSON.stringify(error)} ${error.stack ?? ''} ${String(error.cause)}`;
      expect(said).not.toContain(KEY);
      expect(said).not.toContain(PROMPT);
    }
  });
});

describe('what a server asks for', () => {
  it.each([
    ['status_429', null, null],
    ['status_429_seconds', 1000, 1000],
    ['status_429_minutes', 120_000, 120_000],
    ['status_429_ms', 150, 150],
    // A date has whole seconds.
    ['status_429_date', 1, 2000],
  ] as const)('reads the wait of %s', async (fault, least, most) => {
    server.script([fault]);
    const { retryAfterMs, status } = await failureOf(call());
    expect(status).toBe(429);
    if (least === null) expect(retryAfterMs).toBeNull();
    else {
      expect(retryAfterMs).toBeGreaterThanOrEqual(least);
      expect(retryAfterMs).toBeLessThanOrEqual(most);
    }
  });
});

describe('a server that is not there', () => {
  it('refuses the connection, and is used again when it is back', async () => {
    await server.stop();
    expect((await failureOf(call())).kind).toBe('connection');
    await server.start();
    expect((await call()).text).toBe(SESSIONS_TEXT);
  });

  it('is cut off amid a stream', async () => {
    server.script(['stall']);
    const cut = failureOf(call({ timeouts: { headersMs: 5000, idleMs: 5000, totalMs: 5000 } }));
    await expect.poll(() => server.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.stop();
    expect((await cut).kind).toBe('stream_cut');
    await server.start();
  });
});

describe('the request', () => {
  it('speaks the dialect of its model', async () => {
    const signal = new AbortController().signal;
    const profile = profileAt(server.url, { streaming: false });
    const luna = {
      ...profile,
      dialect: { temperature: null, reasoningEffort: 'none', tokenLimit: 'max_completion_tokens' as const },
    };
    const options = { signal, timeouts: TIMEOUTS };
    await transport.call(requestOf(profile), options);
    await transport.call({ ...requestOf(luna), mode: 'json_mode', serviceTier: 'flex' }, options);
    await transport.call({ ...requestOf(luna), mode: 'plain', maxOutputTokens: 1e9 }, options);
    const [strict, json, plain] = server.requests.map(({ body }) => ({ ...body, messages: undefined }));
    expect(strict).toEqual({
      model: 'test-model',
      stream: false,
      temperature: 0.7,
      max_tokens: 500,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'week', strict: true, schema: { type: 'object' } },
      },
    });
    expect(json).toEqual({
      model: 'test-model',
      stream: false,
      reasoning_effort: 'none',
      max_completion_tokens: 500,
      response_format: { type: 'json_object' },
      service_tier: 'flex',
    });
    expect(plain).toEqual({
      model: 'test-model',
      stream: false,
      reasoning_effort: 'none',
      max_completion_tokens: 16_384,
    });
  });

  it('asks for the tokens of a stream', async () => {
    await call();
    expect(server.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('carries the key of its own profile, or none, and nobody’s organization', async () => {
    const signal = new AbortController().signal;
    const profile = profileAt(server.url, { streaming: true });
    await call();
    await transport.call(requestOf({ ...profile, apiKeyEnv: null }), { signal, timeouts: TIMEOUTS });
    const [keyed, open] = server.requests.map(({ headers }) => headers);
    expect(keyed?.authorization).toBe(`Bearer ${KEY}`);
    expect(open?.authorization).toBeUndefined();
    expect(keyed).not.toHaveProperty('openai-organization');
    expect(keyed).not.toHaveProperty('openai-project');
  });

  it('is not made without the key that its profile names', async () => {
    const profile = { ...profileAt(server.url, { streaming: true }), apiKeyEnv: 'OTHER_KEY' };
    const options = { signal: new AbortController().signal, timeouts: TIMEOUTS };
    const error = await failureOf(transport.call(requestOf(profile), options));
    expect(error).toMatchObject({ kind: 'auth', status: null });
    expect(error.message).toContain('OTHER_KEY');
    expect(server.requests).toEqual([]);
  });
});

describe('the bytes of a stream', () => {
  afterEach(() => {
    server.chunkSizes = null;
  });

  it('give the same reply however they are cut up', async () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4000 })), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        sizes.filter((list) => Math.max(...list) > 20),
        async (list) => {
          server.chunkSizes = list;
          const reply = await call({ timeouts: { headersMs: 5000, idleMs: 5000, totalMs: 20_000 } });
          expect(reply.text).toBe(SESSIONS_TEXT);
          expect(reply.usage).toEqual(server.requests.at(-1)?.told);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('after all that', () => {
  it('no rejection went unhandled, and the server understood every request', () => {
    expect(rejections).toEqual([]);
    expect(server.errors).toEqual([]);
  });
});
