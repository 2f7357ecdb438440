import { request as httpRequest, Agent } from 'node:http';
import * as fc from 'fast-check';
import { AnswerChecks, type ApiAnswer } from './answers.js';
import { ApiDocument, nameOf, type Operation } from './api-document.js';
import { MEANT_BY } from './broken-values.js';
import type { Address, Objects } from './references.js';
import { Requests, type ApiRequest } from './requests.js';
import { HIDDEN_NAME, startApiScene, type ApiScene } from './scene.js';

/** How it went. */
export interface Tally {
  readonly sent: number;
  /** One text for each answer that was not as the document has it, with what was sent. */
  readonly faults: readonly string[];
  /** How often each operation answered with each status. */
  readonly statuses: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Operations that never once did what they are for. */
  readonly neverWorked: readonly string[];
}

/** From here on there is time for everything. */
const MANY = 1_000;
/** Tokens last longer than this many requests take. */
const RENEW_EVERY = 500;
const TIMEOUT_MS = 60_000;

/**
 * Sends requests drawn from `openapi.json`, valid and broken, and holds the answers against it: first every operation
 * as it should be asked, until it works, then any by anybody.
 * @param seed what chance is drawn from; ids and times differ from run to run
 */
export async function tryRequests({ count, seed }: { count: number; seed: number }): Promise<Tally> {
  const isLong = count >= MANY;
  const scene = await startApiScene(isLong ? 8 : 2);
  const trial = new Trial(scene, isLong ? 60 : 20);
  try {
    await trial.everyOperation(seed);
    await trial.anything(count, seed);
    return trial.tally();
  } finally {
    trial.end();
    await scene.test.close();
  }
}

class Trial {
  private readonly document = new ApiDocument();
  private readonly requests = new Requests(this.document);
  private readonly checks = new AnswerChecks(this.document);
  private readonly templates = new Set(this.document.operations.map(({ path }) => path));
  private readonly statuses = new Map<string, Map<number, number>>();
  private readonly faults: string[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private sent = 0;

  /** @param tries how often an operation is asked as it should be, until it works */
  constructor(
    private readonly scene: ApiScene,
    private readonly tries: number,
  ) {}

  /** By those who may do the most; what others hang on is made before and deleted after them. */
  async everyOperation(seed: number): Promise<void> {
    const order = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'];
    const rank = ({ method, path }: Operation) =>
      order.indexOf(method) + (method === 'DELETE' ? 1 / path.length : 0);
    const operations = this.document.operations.toSorted((a, b) => rank(a) - rank(b));
    const isLast = ({ method }: Operation) => method === 'DELETE';
    const others = operations.filter((operation) => !isLast(operation));
    for (const operation of others) await this.untilItWorks(operation, seed);
    // What one needs another may have made since.
    for (const operation of others.filter((other) => !this.works(other))) {
      await this.untilItWorks(operation, seed + 1);
    }
    for (const operation of operations.filter(isLast)) await this.untilItWorks(operation, seed);
  }

  private works(operation: Operation): boolean {
    return Math.min(...(this.statuses.get(nameOf(operation))?.keys() ?? [])) < 300;
  }

  private async untilItWorks(operation: Operation, seed: number): Promise<void> {
    const valid = this.requests.valid(operation, ['admin', 'member']);
    for (const request of fc.sample(valid, { numRuns: this.tries, seed })) {
      if ((await this.try(request)) < 300) return;
    }
  }

  async anything(count: number, seed: number): Promise<void> {
    for (let chunk = 1; this.sent < count; chunk += 1) {
      const numRuns = Math.min(RENEW_EVERY, count - this.sent);
      for (const request of fc.sample(this.requests.any(), { numRuns, seed: seed + chunk })) {
        await this.try(request);
      }
      await this.scene.renew();
    }
  }

  tally(): Tally {
    const neverWorked = this.document.operations.filter((operation) => !this.works(operation)).map(nameOf);
    return { sent: this.sent, faults: this.faults, statuses: this.statuses, neverWorked };
  }

  end(): void {
    this.agent.destroy();
  }

  private async try(request: ApiRequest): Promise<number> {
    const { operation } = request;
    const wire = wireOf(request, this.scene);
    const answer = await this.send(wire);
    this.sent += 1;
    const counts = this.statuses.get(nameOf(operation)) ?? new Map<number, number>();
    this.statuses.set(nameOf(operation), counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1));
    const faults = this.checks.faults(operation, answer, wire.path);
    if (!wire.seesHidden && answer.text.includes(HIDDEN_NAME)) faults.push('tells of somebody else');
    if (answer.status < 300) {
      if (!this.accepts(request, wire)) faults.push('accepts a body that the document does not allow');
      if (!this.checks.allowsQuery(operation, wire.query)) {
        faults.push('accepts a query that the document does not allow');
      }
      this.learn(operation, wire, answer);
    }
    if (faults.length > 0) this.faults.push(describe(request, wire, answer, faults));
    return answer.status;
  }

  private accepts({ operation, body }: ApiRequest, { json }: Wire): boolean {
    const isText = body !== null && 'text' in body;
    if (isText && operation.body === null) return true;
    const meant = isText ? MEANT_BY.get(body.text) : { json };
    return meant !== undefined && this.checks.allowsBody(operation, meant.json);
  }

  /** What there is to ask for from now on. */
  private learn({ method, path }: Operation, { address }: Wire, answer: ApiAnswer): void {
    const { objects } = this.scene;
    if (method === 'DELETE') objects.remove(path, address);
    const body: unknown = answer.text.startsWith('{') ? JSON.parse(answer.text) : {};
    const { id, items, nextCursor, refreshToken, token } = body as Record<string, unknown>;
    const child = [...this.templates].find(
      (template) => template.startsWith(`${path}/{`) && !template.slice(path.length + 2).includes('{'),
    );
    const listed = Array.isArray(items) ? items : method === 'POST' ? [{ id }] : [];
    const template = child && /^[^{]*(?:\{[^}]*\}[^{]*)*\{(\w+)\}/.exec(child);
    for (const item of template ? (listed as { id?: unknown }[]) : []) {
      const [upTo, name = ''] = template ?? [];
      if (typeof item.id === 'string' && upTo) objects.add(upTo, { ...address, [name]: item.id });
    }
    const operation = /^\/api\/operations\/([\w-]+)$/.exec(String(answer.headers['location']))?.[1];
    if (operation) objects.add('/api/operations/{id}', { id: operation });
    if (typeof nextCursor === 'string') objects.addValue('cursor', nextCursor);
    if (typeof refreshToken === 'string') objects.addValue('refreshToken', refreshToken);
    if (path.endsWith('/password-reset') && typeof token === 'string') objects.addValue('resetToken', token);
  }

  private send({ method, path, search, headers, payload }: Wire): Promise<ApiAnswer> {
    const { hostname, port } = new URL(this.scene.test.url);
    const options = { agent: this.agent, hostname, port, method, path: path + search, headers };
    return new Promise((resolve, reject) => {
      const sending = httpRequest({ ...options, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sending.on('timeout', () => sending.destroy(new Error(`${method} ${path}: no answer`)));
      sending.on('error', reject);
      sending.end(payload ?? undefined);
    });
  }
}

/** A request as it goes out. */
interface Wire {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly search: string;
  readonly headers: Record<string, string>;
  readonly payload: string | null;
  /** The body before it was text; undefined without one. */
  readonly json: unknown;
  readonly address: Address;
  readonly seesHidden: boolean;
}

function wireOf(request: ApiRequest, scene: ApiScene): Wire {
  const { objects } = scene;
  const { operation, actor, body, mediaType } = request;
  const { headers, seesHidden } = scene.credentials(actor);
  const address = addressOf(request, { objects, seesHidden });
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(address[name] ?? ''),
  );
  const query = request.query.map(([name, value]) => [name, objects.resolve(value, seesHidden)] as const);
  const pairs = query.map((pair) => pair.map(encodeURIComponent).join('='));
  const json = body && 'json' in body ? objects.resolveDeep(body.json, seesHidden) : undefined;
  const payload = body === null ? null : 'text' in body ? body.text : (JSON.stringify(json) ?? null);
  return {
    method: operation.method,
    path,
    query,
    search: pairs.length > 0 ? `?${pairs.join('&')}` : '',
    headers: {
      ...headers,
      ...request.headers,
      ...(mediaType !== null && { 'content-type': mediaType }),
      ...(payload !== null && { 'content-length': String(Buffer.byteLength(payload)) }),
    },
    payload,
    json,
    address,
    seesHidden,
  };
}

/** The target of the longest part of the path that there are objects at, and what was drawn for the rest. */
function addressOf(
  { operation: { path }, target, params }: ApiRequest,
  { objects, seesHidden }: { objects: Objects; seesHidden: boolean },
): Address {
  const prefixes = [...path.matchAll(/\{\w+\}/g)].map(({ index, 0: name }) =>
    path.slice(0, index + name.length),
  );
  for (const prefix of prefixes.toReversed()) {
    const found = objects.address(prefix, target, seesHidden);
    if (found) return { ...absent(path), ...found, ...params };
  }
  return { ...absent(path), ...params };
}

function absent(path: string): Address {
  const nobody = '00000000-0000-7000-8000-000000000000';
  return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, nobody]));
}

function describe(
  { actor }: ApiRequest,
  { method, path, search, headers, payload }: Wire,
  { status, text }: ApiAnswer,
  faults: readonly string[],
): string {
  const { authorization: _, ...shown } = headers;
  const sent = `${actor}: ${method} ${path}${search} ${JSON.stringify(shown)} ${(payload ?? '').slice(0, 600)}`;
  return `${sent}\n→ ${status} ${text.slice(0, 600)}\n  ${faults.slice(0, 5).join('\n  ')}`;
}
