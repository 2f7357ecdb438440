import type * as Sdk from 'openai';
import { batchProgress, batchResults } from './batch-lines.js';
import { boundedFetch } from './bounded-fetch.js';
import { answeredFault, CallFault, isRecord, networkFault } from './call-fault.js';
import { chatParams } from './chat-params.js';
import { ChatReply, nameIn } from './chat-reply.js';
import type {
  BatchItem,
  BatchProgress,
  BatchResult,
  BatchTransport,
  CallOptions,
  ListedModel,
  ModelLister,
} from '../model-batch.js';
import {
  ModelCallError,
  type CallTimeouts,
  type ModelReply,
  type ModelRequest,
  type ModelTransport,
} from '../model-call.js';
import type { ModelProfile } from '../model-profile.js';
import { watched, type Watch } from './watchdog.js';

/** The provider's own address, always given: the SDK would take another from the environment. */
const PROVIDER_URL = 'https://api.openai.com/v1';
const MEGABYTE = 1_048_576;
const MAX_REPLY_BYTES = MEGABYTE;
/** A streamed token takes some 300 bytes; its text has a bound of its own. */
const MAX_STREAM_BYTES = 8 * MEGABYTE;
const MAX_LISTING_BYTES = 4 * MEGABYTE;
const MAX_RESULTS_BYTES = 64 * MEGABYTE;
/** Where a batch carries its tag. */
const TAG = 'gofast_batch';
const BATCHES_PER_PAGE = 100;
const MOST_BATCHES = 1000;
/** How long the token count may follow a reply that is complete. */
const USAGE_GRACE_MS = 5000;

/** The key that a setting of this name holds; null where it is not set. */
export type KeyResolver = (apiKeyEnv: string) => string | null;

/** With the first call, not with the start: it is 236 files, and a service without models never makes one. */
const loadSdk = (): Promise<typeof Sdk> => import('openai');

/** What one call has come to so far. */
interface Exchange {
  readonly reply: ChatReply;
  readonly startedAt: number;
  firstTokenMs: number | null;
  requestId: string | null;
}

/**
 * Speaks Chat Completions, with the Batch API beside them, to any server that does, through the SDK of OpenAI.
 * Its retries, timeouts and helpers stay off: the timeout covers no stream, and `parse()` throws before tokens can
 * be counted. Nothing that a server or a library says gets into the message of an error.
 */
export class OpenAiTransport implements ModelTransport, BatchTransport, ModelLister {
  constructor(private readonly keyOf: KeyResolver) {}

  async call(
    request: ModelRequest,
    { signal, timeouts }: { signal: AbortSignal; timeouts: CallTimeouts },
  ): Promise<ModelReply> {
    const sdk = await loadSdk();
    const startedAt = performance.now();
    const exchange: Exchange = { reply: new ChatReply(), startedAt, firstTokenMs: null, requestId: null };
    const { reply } = exchange;
    const { streaming } = request.profile.capabilities;
    // A server that does not stream may hold its headers back until the reply is written.
    const limits = { headersMs: streaming ? timeouts.headersMs : null, totalMs: timeouts.totalMs };
    try {
      await watched({ signal, limits }, async (watch) => {
        const attempt = { sdk, exchange, watch, timeouts };
        await (streaming ? this.stream(request, attempt) : this.ask(request, attempt));
      }).catch((error: unknown) => {
        const fault = faultOf(error, { sdk, begun: reply.begun });
        // A reply that has said it is done stays whole when the line breaks after it.
        if (!reply.ended || fault.kind === 'cancelled') throw fault;
      });
      return {
        text: reply.wholeText(),
        model: reply.model ?? request.profile.id,
        usage: reply.usage,
        requestId: exchange.requestId,
        latencyMs: Math.round(performance.now() - startedAt),
        firstTokenMs: exchange.firstTokenMs,
      };
    } catch (error) {
      throw failure(faultOf(error, { sdk, begun: reply.begun }), startedAt, reply);
    }
  }

  async listModels(profile: ModelProfile, options: CallOptions): Promise<ListedModel[]> {
    return this.once(profile, { ...options, maxBytes: MAX_LISTING_BYTES }, async (client, settings) => {
      const answer: unknown = await client.get<unknown>('/models', settings);
      const listed: unknown = isRecord(answer) ? answer['data'] : null;
      if (!Array.isArray(listed)) throw new CallFault('bad_envelope', 'the answer is no list of models');
      return listed.flatMap((model: unknown) => (isRecord(model) ? listedModel(model) : []));
    });
  }

  async submit(
    { profile, items, tag }: { profile: ModelProfile; items: readonly BatchItem[]; tag: string },
    options: CallOptions,
  ): Promise<BatchProgress> {
    const lines = items.map(({ id, request }) =>
      JSON.stringify({
        custom_id: id,
        method: 'POST',
        url: '/v1/chat/completions',
        body: chatParams(request),
      }),
    );
    const file = new File([`${lines.join('\n')}\n`], 'requests.jsonl', { type: 'application/jsonl' });
    return this.once(profile, options, async (client, settings) => {
      const uploaded: unknown = await client.files.create({ file, purpose: 'batch' }, settings);
      if (!isRecord(uploaded) || typeof uploaded['id'] !== 'string')
        throw new CallFault('bad_envelope', 'the answer is no file');
      const batch = { input_file_id: uploaded['id'], endpoint: '/v1/chat/completions' } as const;
      const metadata = { [TAG]: tag };
      return batchProgress(
        await client.batches.create({ ...batch, metadata, completion_window: '24h' }, settings),
      );
    });
  }

  async find(
    { profile, tag }: { profile: ModelProfile; tag: string },
    options: CallOptions,
  ): Promise<BatchProgress | null> {
    return this.once(profile, { ...options, maxBytes: MAX_LISTING_BYTES }, async (client, settings) => {
      let looked = 0;
      for await (const batch of client.batches.list({ limit: BATCHES_PER_PAGE }, settings)) {
        if (batch.metadata?.[TAG] === tag) return batchProgress(batch);
        looked += 1;
        if (looked === MOST_BATCHES) break;
      }
      return null;
    });
  }

  async progress(
    { profile, batchId }: { profile: ModelProfile; batchId: string },
    options: CallOptions,
  ): Promise<BatchProgress> {
    return this.once(profile, options, async (client, settings) =>
      batchProgress(await client.batches.retrieve(batchId, settings)),
    );
  }

  async results(
    { profile, resultFiles }: { profile: ModelProfile; resultFiles: readonly string[] },
    options: CallOptions,
  ): Promise<BatchResult[]> {
    return this.once(profile, { ...options, maxBytes: MAX_RESULTS_BYTES }, async (client, settings) => {
      const results: BatchResult[] = [];
      for (const file of resultFiles) {
        const content = await client.files.content(file, settings);
        results.push(...batchResults(await content.text(), profile.id));
      }
      return results;
    });
  }

  async cancel(
    { profile, batchId }: { profile: ModelProfile; batchId: string },
    options: CallOptions,
  ): Promise<BatchProgress> {
    return this.once(profile, options, async (client, settings) =>
      batchProgress(await client.batches.cancel(batchId, settings)),
    );
  }

  private async stream(
    request: ModelRequest,
    { sdk, exchange, watch, timeouts: { idleMs, totalMs } }: Attempt,
  ): Promise<void> {
    const { reply } = exchange;
    const fetch = boundedFetch({ maxBytes: MAX_STREAM_BYTES, onHeaders: () => watch.moved(idleMs) });
    const client = this.client(request.profile, { sdk, fetch, totalMs });
    const params = { ...chatParams(request), stream: true, stream_options: { include_usage: true } } as const;
    const { data: events, response } = await client.chat.completions
      .create(params, { signal: watch.signal })
      .withResponse();
    exchange.requestId = requestIdOf(response.headers);
    // Some answer a stream with one JSON body: the reply as a whole, or an error with status 200.
    if (/\bjson\b/.test(response.headers.get('content-type') ?? ''))
      return reply.addCompletion(await response.text());
    for await (const event of events) {
      reply.addChunk(event);
      if (reply.hasText) exchange.firstTokenMs ??= Math.round(performance.now() - exchange.startedAt);
      watch.moved(reply.ended ? Math.min(idleMs, USAGE_GRACE_MS) : idleMs);
    }
  }

  private async ask(
    request: ModelRequest,
    { sdk, exchange, watch, timeouts: { totalMs } }: Attempt,
  ): Promise<void> {
    const fetch = boundedFetch({ maxBytes: MAX_REPLY_BYTES });
    const client = this.client(request.profile, { sdk, fetch, totalMs });
    const { data, response } = await client.chat.completions
      .create({ ...chatParams(request), stream: false }, { signal: watch.signal })
      .withResponse();
    exchange.requestId = requestIdOf(response.headers);
    exchange.reply.addCompletion(data);
  }

  /** A call beside the chat: one attempt, under the watchdog, with typed failures. */
  private async once<T>(
    profile: ModelProfile,
    options: CallOptions & { maxBytes?: number },
    work: (client: Sdk.OpenAI, settings: { signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const { signal, totalMs, maxBytes = MAX_REPLY_BYTES } = options;
    const sdk = await loadSdk();
    const fetch = boundedFetch({ maxBytes });
    const startedAt = performance.now();
    try {
      return await watched({ signal, limits: { headersMs: null, totalMs } }, (watch) =>
        work(this.client(profile, { sdk, fetch, totalMs }), { signal: watch.signal }),
      );
    } catch (error) {
      throw failure(faultOf(error, { sdk, begun: false }), startedAt);
    }
  }

  /** Every option that the SDK would else take from the environment is given. */
  private client({ apiKeyEnv, baseUrl }: ModelProfile, options: Connection): Sdk.OpenAI {
    const key = apiKeyEnv === null ? null : this.keyOf(apiKeyEnv);
    if (apiKeyEnv !== null && !key) throw new CallFault('auth', `${apiKeyEnv} is not set`);
    return new options.sdk.OpenAI({
      baseURL: baseUrl ?? PROVIDER_URL,
      // The SDK insists on a key; where the server wants none, none is sent.
      apiKey: key ?? 'none',
      ...(key ? {} : { defaultHeaders: { authorization: null } }),
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      // The watchdog is there first; the SDK's own ten minutes would cut a longer limit short.
      timeout: Math.min(Math.ceil(options.totalMs) + 1000, 2 ** 31 - 1),
      logLevel: 'off',
      fetch: options.fetch,
    });
  }
}

interface Connection {
  sdk: typeof Sdk;
  fetch: typeof fetch;
  totalMs: number;
}

interface Attempt {
  sdk: typeof Sdk;
  exchange: Exchange;
  watch: Watch;
  timeouts: CallTimeouts;
}

/** Whatever was thrown, as one fault. `begun`: some of the reply had come. */
function faultOf(error: unknown, { sdk, begun }: { sdk: typeof Sdk; begun: boolean }): CallFault {
  if (error instanceof CallFault) return error;
  if (error instanceof SyntaxError) return new CallFault('bad_envelope', 'the answer is not JSON');
  if (error instanceof sdk.APIConnectionError || error instanceof sdk.APIUserAbortError)
    return networkFault(error, 'connection');
  if (error instanceof sdk.APIError) {
    const { status, error: said, headers } = error as Sdk.APIError;
    return answeredFault({ status, error: said, headers });
  }
  if (error instanceof sdk.OpenAIError)
    return new CallFault('bad_envelope', 'the answer has no body to read');
  // Errors of the network have causes: one without comes from a request that could not even be built.
  if (error instanceof TypeError && error.cause === undefined)
    return new CallFault('bad_request', 'the request could not be built');
  return networkFault(error, begun ? 'stream_cut' : 'connection');
}

function failure(fault: CallFault, startedAt: number, reply?: ChatReply): ModelCallError {
  const { kind, detail, facts } = fault;
  const latencyMs = Math.round(performance.now() - startedAt);
  return new ModelCallError(kind, detail, { ...facts, usage: reply?.usage ?? null, latencyMs });
}

function requestIdOf(headers: Headers): string | null {
  return nameIn(headers.get('x-request-id'));
}

function listedModel(model: Record<string, unknown>): ListedModel[] {
  const { id, shutdown_date: shutdown } = model;
  if (typeof id !== 'string') return [];
  const day = typeof shutdown === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(shutdown) : null;
  return [{ id, shutdownDate: day ? day[0] : null }];
}
