import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFromBrief, TEXT_FAULTS } from './model-answers.js';
import { BatchDesk } from './model-batches.js';
import { faultName, serveFault, type Fault, type TextFaultName } from './model-faults.js';
import { tokensOf, Turn, type CapturedRequest, type ChatBody, type CountedTokens } from './model-turn.js';

/** Which requests are answered badly: the first ones in turn, by choice, or a share of them by a seeded draw. */
export type FaultScript =
  | readonly (Fault | null)[]
  | ((request: CapturedRequest) => Fault | null)
  | { seed: number; share: number; faults: readonly Fault[] };

export interface ModelServerOptions {
  /** Text of a good reply; left out: the built-in coach's sessions for the brief in the prompt. */
  answer?: (request: ChatBody) => string;
  /** Before anything is sent. */
  latencyMs?: number;
  /** What `GET /v1/models` lists. */
  models?: readonly { id: string; shutdown_date?: string | null }[];
  /** Reasoning tokens that every reply is said to have taken. */
  reasoning?: number;
}

/** Settings of a service that has its weeks written by a model server. */
export function modelEnv(url: string): Record<string, string> {
  return { OPENAI_BASE_URL: url, OPENAI_MODEL: 'writer', OPENAI_API_KEY: 'sk-test' };
}

/** A server on loopback that speaks Chat Completions over real HTTP, well or as badly as it is told to. */
export class ModelServer {
  /** Requests for completions since the last {@link clear}. */
  requests: CapturedRequest[] = [];
  /** Most of them at once. */
  maxInFlight = 0;
  latencyMs: number;
  answer: (request: ChatBody) => string;
  /** Sizes that bodies are written in, over and over; null: whole. */
  chunkSizes: readonly number[] | null = null;
  /** Methods and paths asked for beside completions. */
  readonly otherPaths: string[] = [];
  /** Batches handed in; their items are requests like others. */
  readonly batches = new BatchDesk((item) => this.batchLine(item.id, item.body as ChatBody));
  /** Whether an item of a batch comes back at all. */
  returns: (id: string) => boolean = () => true;
  /** Its own failures: a prompt it could not answer. */
  readonly errors: unknown[] = [];
  /** Requests for completions that are being answered. */
  inFlight = 0;
  private server: Server | null = null;
  private port = 0;
  private next: (request: CapturedRequest) => Fault | null = () => null;
  private readonly sockets = new Set<Socket>();
  private readonly prefixes = new Set<string>();

  constructor(private readonly options: ModelServerOptions) {
    this.latencyMs = options.latencyMs ?? 0;
    this.answer = options.answer ?? (({ messages }) => answerFromBrief(messages));
  }

  /** Base URL for clients. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  /** Tokens it told its clients, in sum. */
  get told(): CountedTokens {
    const sum = { input: 0, cached: 0, output: 0, reasoning: 0 };
    for (const { told } of this.requests) {
      sum.input += told?.input ?? 0;
      sum.cached += told?.cached ?? 0;
      sum.output += told?.output ?? 0;
      sum.reasoning += told?.reasoning ?? 0;
    }
    return sum;
  }

  /** From the next request on; an array is used up in turn and followed by good replies. */
  script(script: FaultScript): void {
    if (typeof script === 'function') {
      this.next = script;
    } else if ('seed' in script) {
      const { seed, share, faults } = script;
      const draw = seededNumbers(seed);
      this.next = () => (draw() < share ? (faults[Math.floor(draw() * faults.length)] ?? null) : null);
    } else {
      const left = [...script];
      this.next = () => left.shift() ?? null;
    }
  }

  /** Forgets the requests and answers well again. */
  clear(): void {
    this.requests = [];
    this.maxInFlight = 0;
    this.script([]);
  }

  /** Listens, on the port it had before where it had one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        this.errors.push(error);
        response.destroy();
      });
    });
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Cuts every connection, amid streams too; new ones are refused until {@link start}. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/v1/chat/completions') return this.complete(request, response, body.toString('utf8'));
    this.otherPaths.push(`${request.method ?? ''} ${path}`);
    if (await this.batches.handle(request, response, { path, body })) return;
    if (path !== '/v1/models') {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"unknown path","code":null}}');
      return;
    }
    const data = (this.options.models ?? []).map((model) => ({ object: 'model', created: 1, ...model }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data }));
  }

  private async complete(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    const body = JSON.parse(text) as ChatBody;
    const captured = this.capture(request, body);
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    // A client that hangs up makes writing fail; the exchange is over all the same.
    response.on('error', () => response.destroy());
    response.once('close', () => {
      this.inFlight -= 1;
    });
    const fault = this.next(captured);
    captured.fault = fault && faultName(fault);
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    const turn = this.turn(captured, response);
    await (fault ? serveFault(fault, turn) : turn.reply());
  }

  /** An item of a batch: spoilt where the script has a fault of the text for it, else an error of its own. */
  private batchLine(id: string, body: ChatBody): object | null {
    if (!this.returns(id)) return null;
    const unsent = new IncomingMessage(new Socket());
    const captured = this.capture(unsent, body);
    const fault = this.next(captured);
    captured.fault = fault && faultName(fault);
    const turn = this.turn(captured, new ServerResponse(unsent));
    const spoil =
      typeof fault === 'string' && fault in TEXT_FAULTS ? TEXT_FAULTS[fault as TextFaultName] : null;
    if (fault && !spoil) {
      const failed = { status_code: 500, body: { error: { message: 'failed', type: 'server_error' } } };
      return { id: `batch_req_${id}`, custom_id: id, response: failed, error: null };
    }
    const { text } = turn.options;
    const changes = { text: spoil ? spoil(text) : text };
    turn.told(changes);
    const completion: unknown = JSON.parse(turn.bytes(changes).toString('utf8'));
    const response = { status_code: 200, request_id: `req_${captured.index}`, body: completion };
    return { id: `batch_req_${id}`, custom_id: id, response, error: null };
  }

  private capture({ headers }: IncomingMessage, body: ChatBody): CapturedRequest {
    const captured: CapturedRequest = { index: this.requests.length, headers, body, fault: null, told: null };
    this.requests.push(captured);
    return captured;
  }

  private turn(captured: CapturedRequest, response: ServerResponse): Turn {
    return new Turn(captured, response, {
      text: this.answer(captured.body),
      cached: this.cachedTokens(captured.body),
      reasoning: this.options.reasoning ?? 0,
      chunkSizes: this.chunkSizes,
    });
  }

  /** Whole 128s of a first message seen before, from 1,024 tokens on, as the provider caches prompts. */
  private cachedTokens({ messages }: ChatBody): number {
    const prefix = messages[0]?.content ?? '';
    const tokens = tokensOf(prefix);
    const seen = this.prefixes.has(prefix);
    this.prefixes.add(prefix);
    return seen && tokens >= 1024 ? tokens - (tokens % 128) : 0;
  }
}

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = new ModelServer(options);
  await server.start();
  return server;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A small generator of numbers from 0 to 1 that gives the same ones for the same seed. */
export function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
