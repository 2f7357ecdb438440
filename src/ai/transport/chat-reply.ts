import { answeredFault, CallFault, isRecord } from './call-fault.js';
import type { TokenUsage } from '../model-call.js';

/** More than any week, or any plan, takes. */
const MAX_TEXT = 1_048_576;
const MAX_NAME = 200;
/** Tokens; no model takes or gives so many at once, and the ledger could not hold much more. */
const MAX_TOKENS = 100_000_000;

/** A chat completion while it comes in, whole or in pieces: nothing in it is taken for granted. */
export class ChatReply {
  private text = '';
  private refused = false;
  private finishReason: string | null = null;
  private pieces = 0;
  /** As the server reported it. */
  model: string | null = null;
  /** Null until the server has said. */
  usage: TokenUsage | null = null;

  /** It said that it is done: whatever breaks after that, the text is whole. */
  get ended(): boolean {
    return this.finishReason !== null;
  }

  /** Some of it came. */
  get begun(): boolean {
    return this.pieces > 0;
  }

  get hasText(): boolean {
    return this.text !== '';
  }

  /** @throws CallFault when this is not a completion, with the kind that an error object in its place names */
  addCompletion(body: unknown): void {
    this.add(parsed(body), 'message');
  }

  /** @throws CallFault as {@link addCompletion}, or when the text outgrows its bound */
  addChunk(chunk: unknown): void {
    this.add(chunk, 'delta');
  }

  /**
   * The text of a reply that ended by itself.
   * @throws CallFault for one that is cut, refused, filtered, empty, or no text
   */
  wholeText(): string {
    if (this.finishReason === null) {
      if (this.begun) throw new CallFault('stream_cut', 'the reply stopped without a finish reason');
      throw new CallFault('bad_envelope', 'the answer holds no completion');
    }
    if (this.refused) throw new CallFault('refusal', 'the model refused');
    if (this.finishReason === 'content_filter')
      throw new CallFault('content_filter', 'the reply was filtered');
    if (this.finishReason === 'length') throw new CallFault('truncated', 'the reply met its limit of tokens');
    if (this.finishReason !== 'stop')
      throw new CallFault('bad_envelope', 'the reply finished for another reason than its end');
    if (this.text.trim() === '') throw new CallFault('empty', 'the reply holds no text');
    return this.text;
  }

  private add(body: unknown, part: 'message' | 'delta'): void {
    if (!isRecord(body)) throw new CallFault('bad_envelope', 'the answer is no completion');
    const { error, choices } = body;
    this.usage = readUsage(body['usage']) ?? this.usage;
    if (error !== undefined && error !== null)
      throw answeredFault({ status: undefined, error, headers: undefined });
    this.model = nameIn(body['model']) ?? this.model;
    const list: unknown[] = Array.isArray(choices) ? choices : [];
    const choice = list.find((each) => isRecord(each) && (each['index'] ?? 0) === 0);
    if (isRecord(choice)) this.addChoice(choice, part);
    // Pieces of a stream may have none: the first of Azure, the last with the usage.
    else if (part === 'message') throw new CallFault('bad_envelope', 'the answer has no choice');
  }

  private addChoice(choice: Record<string, unknown>, part: 'message' | 'delta'): void {
    this.pieces += 1;
    const message = choice[part];
    if (isRecord(message)) {
      const { content, refusal } = message;
      if (typeof content === 'string') this.text += content;
      if (typeof refusal === 'string' && refusal !== '') this.refused = true;
      if (this.text.length > MAX_TEXT)
        throw new CallFault('bad_envelope', `the reply is longer than ${MAX_TEXT} characters`);
    } else if (part === 'message') {
      throw new CallFault('bad_envelope', 'the choice has no message');
    }
    const reason = choice['finish_reason'];
    if (typeof reason === 'string' && reason !== '') this.finishReason = reason;
    else if (part === 'message')
      throw new CallFault('bad_envelope', 'the choice does not say why it finished');
  }
}

/** JSON under a wrong content type comes as text. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    throw new CallFault('bad_envelope', 'the answer is not JSON');
  }
}

/** What a server calls something, fit to be stored and shown; null where that is no name. */
export function nameIn(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  // The database refuses NUL and half characters; the others would only hide something.
  return value.slice(0, MAX_NAME).replace(/\p{C}/gu, '') || null;
}

/** Tokens as counted by the server; null where what it says is none. */
export function readUsage(usage: unknown): TokenUsage | null {
  if (!isRecord(usage)) return null;
  const input = count(usage['prompt_tokens']);
  const output = count(usage['completion_tokens']);
  if (input === null || output === null) return null;
  const cached = detail(usage['prompt_tokens_details'], 'cached_tokens');
  const reasoning = detail(usage['completion_tokens_details'], 'reasoning_tokens');
  return { input, cached: Math.min(cached, input), output, reasoning: Math.min(reasoning, output) };
}

function detail(details: unknown, name: string): number {
  return (isRecord(details) ? count(details[name]) : null) ?? 0;
}

function count(value: unknown): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS;
  return isCount ? value : null;
}
