import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One line of a batch's results, or null for an item that does not come back. */
export type BatchLine = (item: { id: string; body: unknown }) => object | null;

interface Batch {
  id: string;
  status: 'validating' | 'in_progress' | 'completed' | 'expired' | 'cancelled' | 'failed';
  inputFile: string;
  outputFile: string | null;
  total: number;
  completed: number;
  metadata: unknown;
}

/** Files and batches of the test server: a batch ends when the test says so. */
export class BatchDesk {
  private readonly files = new Map<string, string>();
  private readonly batches = new Map<string, Batch>();
  /** What becomes of the lines of results before they are stored. */
  spoil: (lines: string[]) => string[] = (lines) => lines;
  /** Takes the next batch handed in, and hangs up instead of saying so. */
  hangUpOnce = false;
  /** How long what is done already is not yet told, drawn for each request. */
  latencyMs: () => number = () => 0;

  constructor(private readonly lineOf: BatchLine) {}

  /** How many batches were taken. */
  get taken(): number {
    return this.batches.size;
  }

  /** Of those. */
  get ids(): string[] {
    return [...this.batches.keys()];
  }

  /** What the batches stand at. */
  get states(): string[] {
    return [...this.batches.values()].map(({ status }) => status);
  }

  /** The batches that are not over, the oldest first. */
  get open(): string[] {
    const open = [...this.batches.values()].filter(({ status }) => /validating|in_progress/.test(status));
    return open.map(({ id }) => id);
  }

  /** The ids of a batch's requests. */
  itemsOf(id: string): string[] {
    return this.requestsOf(this.batches.get(id)).map((request) => request.id);
  }

  /** Ends all batches without answering anything. */
  end(status: 'failed' | 'expired'): void {
    for (const batch of this.batches.values()) batch.status = status;
  }

  /**
   * Answers every item of all batches handed in, or of those given; those without a line are missing, and the batch
   * expired.
   */
  finish(ids: readonly string[] = [...this.batches.keys()]): void {
    for (const batch of this.batches.values()) {
      if (!ids.includes(batch.id) || batch.outputFile || batch.status === 'failed') continue;
      const lines = this.requestsOf(batch).flatMap((request) => this.lineOf(request) ?? []);
      batch.outputFile = `file-out-${batch.id}`;
      batch.completed = lines.length;
      batch.status = lines.length === batch.total ? 'completed' : 'expired';
      // Results come in any order.
      const jsonl = lines.toReversed().map((line) => JSON.stringify(line));
      this.files.set(batch.outputFile, `${this.spoil(jsonl).join('\n')}\n`);
    }
  }

  /** True when the path was one of its own. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    { path, body }: { path: string; body: Buffer },
  ): Promise<boolean> {
    const answer = await this.answer(`${request.method ?? ''} ${path}`, {
      body,
      contentType: request.headers['content-type'] ?? '',
    });
    if (answer === null) return false;
    if (this.hangUpOnce && request.method === 'POST' && path === '/v1/batches') {
      this.hangUpOnce = false;
      response.destroy();
      return true;
    }
    const latencyMs = this.latencyMs();
    if (latencyMs > 0) await sleep(latencyMs);
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    const contentType = typeof answer === 'string' ? 'application/octet-stream' : 'application/json';
    response.writeHead(200, { 'content-type': contentType });
    response.end(text);
    return true;
  }

  private async answer(
    route: string,
    { body, contentType }: { body: Buffer; contentType: string },
  ): Promise<object | string | null> {
    if (route === 'POST /v1/files') return this.upload(body, contentType);
    if (route === 'GET /v1/batches') {
      const data = [...this.batches.values()].toReversed().map(described);
      return { object: 'list', data, has_more: false };
    }
    if (route === 'POST /v1/batches') return this.create(JSON.parse(body.toString('utf8')) as object);
    const [, file] = /^GET \/v1\/files\/([^/]+)\/content$/.exec(route) ?? [];
    if (file) return this.files.get(file) ?? null;
    const [, id, cancel] = /^(?:GET|POST) \/v1\/batches\/([^/]+)(\/cancel)?$/.exec(route) ?? [];
    const batch = this.batches.get(id ?? '');
    if (!batch) return null;
    if (cancel) batch.status = 'cancelled';
    else if (batch.status === 'validating') batch.status = 'in_progress';
    return described(batch);
  }

  private async upload(body: Buffer, contentType: string): Promise<object> {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('There is no file in the upload');
    const id = `file-in-${this.files.size}`;
    this.files.set(id, await file.text());
    return { id, object: 'file', purpose: form.get('purpose'), filename: file.name, bytes: file.size };
  }

  private requestsOf(batch: Batch | undefined): { id: string; body: unknown }[] {
    const lines = (this.files.get(batch?.inputFile ?? '') ?? '').trim().split('\n');
    return lines.map((line) => {
      const { custom_id: id, body } = JSON.parse(line) as { custom_id: string; body: unknown };
      return { id, body };
    });
  }

  private create(body: object): object {
    const { input_file_id: inputFile, metadata } = body as { input_file_id: string; metadata: unknown };
    const total = (this.files.get(inputFile) ?? '').trim().split('\n').length;
    const id = `batch-${this.batches.size}`;
    const batch: Batch = {
      id,
      status: 'validating',
      inputFile,
      outputFile: null,
      total,
      completed: 0,
      metadata,
    };
    this.batches.set(id, batch);
    return described(batch);
  }
}

function described({ id, status, inputFile, outputFile, total, completed, metadata }: Batch): object {
  return {
    id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    status,
    input_file_id: inputFile,
    output_file_id: outputFile,
    error_file_id: null,
    metadata,
    request_counts: { total, completed, failed: 0 },
  };
}
