import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

export interface ChatBody {
  model: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  [parameter: string]: unknown;
}

/** Tokens as the server counts them: cached inside input, reasoning inside output. */
export interface CountedTokens {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

/** A request for a chat completion as it came in, and what became of it. */
export interface CapturedRequest {
  index: number;
  headers: IncomingHttpHeaders;
  body: ChatBody;
  /** What it was answered with instead of a good reply. */
  fault: string | null;
  /** Null when the server never got to tell them. */
  told: CountedTokens | null;
}

export interface ReplyParts {
  text: string | null;
  refusal: string | null;
  finish: string | null;
  usage: boolean;
  done: boolean;
  /** Written as one more event before the last. */
  event: string | null;
}

const PIECE = 48;

/** One exchange of the test server: the request, and ways to answer it. */
export class Turn {
  constructor(
    readonly request: CapturedRequest,
    readonly response: ServerResponse,
    readonly options: {
      text: string;
      cached: number;
      reasoning: number;
      /** Sizes that the body is written in, over and over; null: whole. */
      chunkSizes: readonly number[] | null;
    },
  ) {}

  get streams(): boolean {
    return this.request.body.stream === true;
  }

  get closed(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** A complete answer, with these parts changed. */
  async reply(changes: Partial<ReplyParts> = {}): Promise<void> {
    const parts = this.parts(changes);
    if (parts.usage) this.told(parts);
    await this.sendBytes(this.bytes(parts));
  }

  /** Notes that the client gets to read how many tokens this took. */
  told(changes: Partial<ReplyParts> = {}): void {
    this.request.told = this.count(this.parts(changes));
  }

  /** The bytes of such an answer: one JSON object, or events. */
  bytes(changes: Partial<ReplyParts> = {}): Buffer {
    const parts = this.parts(changes);
    return Buffer.from(this.streams ? this.events(parts).join('') : JSON.stringify(this.completion(parts)));
  }

  async sendBytes(bytes: Buffer, headers: Record<string, string> = {}): Promise<void> {
    this.response.writeHead(200, { 'content-type': this.contentType, ...this.requestId, ...headers });
    await this.writeBytes(bytes);
    this.response.end();
  }

  async writeBytes(bytes: Buffer): Promise<void> {
    const sizes = this.options.chunkSizes;
    if (!sizes) {
      this.response.write(bytes);
      return;
    }
    for (let at = 0, turn = 0; at < bytes.length && !this.closed; turn += 1) {
      const size = sizes[turn % sizes.length] ?? bytes.length;
      this.response.write(bytes.subarray(at, at + size));
      at += size;
      await sleep(0);
    }
  }

  json(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.response.writeHead(status, { 'content-type': 'application/json', ...this.requestId, ...headers });
    this.response.end(JSON.stringify(body));
  }

  /** An error as the provider words it, quoting prompt and key as some do. */
  error(
    status: number,
    facts: { code?: string; type?: string } = {},
    headers: Record<string, string> = {},
  ): void {
    const { code = null, type = 'invalid_request_error' } = facts;
    const quoted = `${this.request.headers.authorization ?? ''} ${this.request.body.messages.at(-1)?.content ?? ''}`;
    this.json(status, { error: { message: `No: ${quoted}`, type, code, param: null } }, headers);
  }

  async untilClosed(): Promise<void> {
    if (!this.closed) await once(this.response, 'close');
  }

  get contentType(): string {
    return this.streams ? 'text/event-stream' : 'application/json';
  }

  private get requestId(): Record<string, string> {
    return { 'x-request-id': `req_${this.request.index}` };
  }

  private parts(changes: Partial<ReplyParts>): ReplyParts {
    const usage = !this.streams || this.request.body.stream_options?.include_usage === true;
    const { text } = this.options;
    return { text, refusal: null, finish: 'stop', done: true, event: null, usage, ...changes };
  }

  private count({ text, refusal }: ReplyParts): CountedTokens {
    const { cached, reasoning } = this.options;
    const input = this.request.body.messages.reduce((sum, { content }) => sum + tokensOf(content), 0);
    const output = countTokens(text ?? refusal ?? '') + reasoning;
    return { input, cached: Math.min(cached, input), output, reasoning };
  }

  private usage(parts: ReplyParts): object {
    const { input, cached, output, reasoning } = this.count(parts);
    return {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: reasoning },
    };
  }

  private completion(parts: ReplyParts): object {
    const { text: content, refusal, finish } = parts;
    const message = { role: 'assistant', content, refusal };
    return {
      ...this.envelope('chat.completion'),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      ...(parts.usage ? { usage: this.usage(parts) } : {}),
    };
  }

  private events(parts: ReplyParts): string[] {
    const { text, refusal, finish } = parts;
    const delta = (part: object, finish_reason: string | null = null): string =>
      this.event({ choices: [{ index: 0, delta: part, logprobs: null, finish_reason }], usage: null });
    const pieces = text?.match(new RegExp(`[^]{1,${PIECE}}`, 'gu')) ?? [];
    return [
      delta({ role: 'assistant', content: text === null ? null : '', refusal: null }),
      ...pieces.map((content) => delta({ content })),
      ...(refusal === null ? [] : [delta({ refusal })]),
      ...(parts.event === null ? [] : [parts.event]),
      ...(finish === null ? [] : [delta({}, finish)]),
      ...(parts.usage ? [this.event({ choices: [], usage: this.usage(parts) })] : []),
      ...(parts.done ? ['data: [DONE]\n\n'] : []),
    ];
  }

  private event(body: object): string {
    return `data: ${JSON.stringify({ ...this.envelope('chat.completion.chunk'), ...body })}\n\n`;
  }

  private envelope(object: string): object {
    const { index, body } = this.request;
    return { id: `chatcmpl-${index}`, object, created: 1_790_000_000, model: `${body.model}-2026-09-22` };
  }
}

const known = new Map<string, number>();

/** Remembered: the static part of a prompt comes a thousand times. */
export function tokensOf(text: string): number {
  const tokens = known.get(text) ?? countTokens(text);
  known.set(text, tokens);
  return tokens;
}
