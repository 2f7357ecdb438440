import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
}

/** A span as OTLP has it in JSON, with its attributes as they were set. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** As the protocol numbers them: 2 server, 3 client, 5 consumer, 1 else. */
  kind: number;
  attributes: Record<string, unknown>;
  status: { code?: number };
}

interface Batch {
  resourceSpans: {
    resource: { attributes: KeyValue[] };
    scopeSpans: { spans: (Omit<CollectedSpan, 'attributes'> & { attributes: KeyValue[] })[] }[];
  }[];
}

/** What an OpenTelemetry collector does with spans that come by HTTP in JSON, and no more. */
export class SpanCollector {
  readonly spans: CollectedSpan[] = [];
  /** Of each batch. */
  readonly requests: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  /** Of the senders. */
  readonly resources: Record<string, unknown>[] = [];
  /** All that came, word by word. */
  text = '';
  /** True: it takes what comes and never says so. */
  silent = false;
  /** True: it takes nothing, and says so. */
  refusing = false;
  private readonly unanswered: ServerResponse[] = [];
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The collector does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  named(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** Who hang on an answer that never comes. */
  get waiting(): number {
    return this.unanswered.filter(({ closed }) => !closed).length;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push({ path: request.url, headers: request.headers });
    const batch = (await json(request)) as Batch;
    if (this.refusing) {
      response.writeHead(400).end();
      return;
    }
    this.take(batch);
    if (this.silent) this.unanswered.push(response);
    else response.setHeader('content-type', 'application/json').end('{}');
  }

  private take(batch: Batch): void {
    this.text += JSON.stringify(batch);
    for (const { resource, scopeSpans } of batch.resourceSpans) {
      this.resources.push(valuesOf(resource.attributes));
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({ ...span, attributes: valuesOf(span.attributes) });
      }
    }
  }
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
