import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** A delivery as it came in, and whether its signature was good. */
export interface Received {
  id: string;
  headers: IncomingMessage['headers'];
  method: string;
  path: string;
  body: string;
  /** What the library made of it; null where the signature is wrong. */
  verified: { type: string; timestamp: string; data: Record<string, unknown> } | null;
}

/** How a delivery is answered: a status, or by hand. */
export type Answer = number | ((response: ServerResponse) => void);

/** A receiver on loopback, as anybody would write one: with `standardwebhooks` and nothing of ours. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Whose signatures are good; set once the webhook is there. */
  secret = '';
  /** Says how the n-th delivery, from 0, is answered; `204` unless told otherwise. */
  answer: (received: Received, count: number) => Answer = () => 204;
  /** Most deliveries at once. */
  maxInFlight = 0;
  private inFlight = 0;
  private server: Server | null = null;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks?from=test`;
  }

  /** Ids in the order they came in. */
  get ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  /** Listens, on the port it had if it was gone. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    response.once('close', () => (this.inFlight -= 1));
    const body = await text(request);
    const { headers, method = '', url: path = '' } = request;
    const id = String(headers['webhook-id']);
    const received = { id, headers, method, path, body, verified: this.verify(body, headers) };
    const answer = this.answer(received, this.received.length);
    this.received.push(received);
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer).end();
  }

  /** What the library makes of a delivery; null where the signature is wrong. */
  verify(body: string, headers: IncomingMessage['headers']): Received['verified'] {
    try {
      return new Webhook(this.secret).verify(body, headers as Record<string, string>) as Received['verified'];
    } catch {
      return null;
    }
  }
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const receiver = new WebhookReceiver();
  await receiver.start();
  return receiver;
}
