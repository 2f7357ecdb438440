import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppConfig } from '../../src/config/app-config.js';
import type { AddressResolver } from '../../src/webhooks/address-resolver.js';
import { STANDARD_TIMING } from '../../src/webhooks/delivery-timing.js';
import { newSecret } from '../../src/webhooks/webhook-secret.js';
import { WebhookSender } from '../../src/webhooks/webhook-sender.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let receiver: WebhookReceiver;
/** What names lead to: one list for every lookup, the last for all that follow. */
let answers: string[][];
let lookups: string[];
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  receiver.secret = newSecret();
  answers = [];
  lookups = [];
});
afterEach(() => receiver.stop());

const resolver: AddressResolver = {
  resolve: (name) => {
    lookups.push(name);
    return Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? []);
  },
};

function send(
  url: string,
  {
    allowPrivate = true,
    timeoutMs = 10_000,
    stop = new AbortController().signal,
    resolve = resolver,
  }: { allowPrivate?: boolean; timeoutMs?: number; stop?: AbortSignal; resolve?: AddressResolver } = {},
) {
  const config = { webhooks: { allowPrivate } } as AppConfig;
  const sender = new WebhookSender(config, resolve, { ...STANDARD_TIMING, timeoutMs });
  const payload = JSON.stringify({ type: 'x', timestamp: new Date().toISOString(), data: { name: 'Zoë ✓' } });
  return sender.send({ url, secret: receiver.secret, messageId: 'msg_1', payload }, stop);
}

/** The receiver, under a name. */
const named = (host: string) => receiver.url.replace('127.0.0.1', host);

describe('a message', () => {
  it('is signed so that the library verifies it, to the byte', async () => {
    expect(await send(receiver.url)).toMatchObject({ outcome: 'delivered', status: 204, error: null });
    const [received] = receiver.received;
    expect(received).toMatchObject({ id: 'msg_1', method: 'POST', verified: { data: { name: 'Zoë ✓' } } });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(received?.body ?? '')),
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
    const signed = receiver.received[0];
    receiver.secret = newSecret();
    // Signed with the secret of before: what is verified above is not just anything.
    expect(receiver.verify(signed?.body ?? '', signed?.headers ?? {})).toBeNull();
  });

  it.each([
    [200, 'delivered'],
    [201, 'delivered'],
    [299, 'delivered'],
    [300, 'failed'],
    [400, 'failed'],
    [404, 'failed'],
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ])('answered %i is %s', async (status, outcome) => {
    receiver.answer = () => status;
    expect(await send(receiver.url)).toMatchObject({ outcome, status });
  });

  it.each([301, 302, 303, 307, 308])('is not sent on by %i', async (status) => {
    receiver.answer = () => (response) => response.writeHead(status, { location: '/elsewhere' }).end();
    const result = await send(receiver.url);
    expect(result).toMatchObject({ outcome: 'failed', status });
    expect(result.error).toContain('redirects are not followed');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks?from=test']);
  });

  it.each([
    ['120', 120_000],
    ['soon', null],
    [undefined, null],
  ])('answered 503 and Retry-After %s waits for %s ms', async (header, retryAfterMs) => {
    receiver.answer = () => (response) =>
      response.writeHead(503, header === undefined ? {} : { 'retry-after': header }).end();
    expect(await send(receiver.url)).toMatchObject({ outcome: 'failed', retryAfterMs });
  });
});

describe('a receiver', () => {
  it('that takes its time without end is left', async () => {
    receiver.answer = () => () => {};
    const result = await send(receiver.url, { timeoutMs: 200 });
    expect(result).toMatchObject({ outcome: 'failed', status: null, error: 'no answer within 0.2 s' });
    expect(result.durationMs).toBeGreaterThanOrEqual(199);
  });

  it('that never ends its answer has given it', async () => {
    receiver.answer = () => (response) => void response.writeHead(200).write('x');
    expect(await send(receiver.url, { timeoutMs: 200 })).toMatchObject({ outcome: 'delivered', status: 200 });
  });

  it('that answers without end is read for some kilobytes', async () => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    receiver.answer = () => (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        do written += chunk.length;
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write).on('close', closed.resolve).on('error', closed.resolve);
      write();
    };
    expect(await send(receiver.url)).toMatchObject({ outcome: 'delivered' });
    await closed.promise;
    // What the system's buffers took, and no more.
    expect(written).toBeLessThan(32 * 1_048_576);
  });

  it('that is not there is told by the code alone', async () => {
    await receiver.stop();
    const { outcome, error } = await send(receiver.url);
    expect([outcome, error]).toEqual(['failed', 'the connection failed (ECONNREFUSED)']);
  });

  it('that breaks the connection, or answers with anything else than HTTP, has failed', async () => {
    for (const reply of ['', 'hello\r\n\r\n', 'HTTP/1.1 200 OK\r\nx: ' + 'y'.repeat(70_000) + '\r\n\r\n']) {
      const { server, url } = await rawServer((socket) => socket.once('data', () => socket.end(reply)));
      expect(await send(url)).toMatchObject({ outcome: 'failed', status: null });
      server.close();
    }
  });

  it('that upgrades to something else has failed', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
    const { server, url } = await rawServer((socket) => socket.once('data', () => socket.write(switching)));
    expect(await send(url, { timeoutMs: 2_000 })).toMatchObject({ outcome: 'failed' });
    server.close();
  });
});

describe('a name', () => {
  it('is looked up once, and what was found is connected to, under the name', async () => {
    answers = [['127.0.0.1'], ['203.0.113.1']];
    const url = named('receiver.example.com');
    expect(await send(url)).toMatchObject({ outcome: 'delivered' });
    expect(lookups).toEqual(['receiver.example.com']);
    expect(receiver.received[0]?.headers.host).toBe(new URL(url).host);
  });

  it('with several addresses is tried at each', async () => {
    answers = [['::1', '127.0.0.1']];
    expect(await send(named('receiver.example.com'))).toMatchObject({ outcome: 'delivered' });
  });

  it('is said in the TLS handshake', async () => {
    const hello = Promise.withResolvers<Buffer>();
    const { server, url } = await rawServer((socket) =>
      socket.once('data', (data: Buffer) => {
        hello.resolve(data);
        socket.destroy();
      }),
    );
    answers = [['127.0.0.1']];
    const secure = url.replace('http://127.0.0.1', 'https://receiver.example.com.');
    expect(await send(secure)).toMatchObject({ outcome: 'failed' });
    expect((await hello.promise).includes('receiver.example.com')).toBe(true);
    expect((await hello.promise).includes('receiver.example.com.')).toBe(false);
    server.close();
  });

  it.each([
    ['one', ['127.0.0.1']],
    ['one of several', ['93.184.216.34', '10.0.0.1']],
    ['one in IPv6', ['fd00::1']],
    ['one mapped into IPv6', ['::ffff:127.0.0.1']],
    ['one behind NAT64', ['64:ff9b::7f00:1']],
    ['one of a link', ['fe80::1%lo']],
    ['what is no address', ['localhost']],
  ])('that leads to a private address is refused: %s', async (_, found) => {
    answers = [found];
    const { outcome, error } = await send('https://receiver.example.com/', { allowPrivate: false });
    expect([outcome, error]).toEqual(['failed', 'the host has an address that is not public']);
  });

  it('that was public when it was last looked at is looked at again', async () => {
    // Nothing listens at a public address here: whether it is refused shows in the words.
    answers = [[], ['127.0.0.1']];
    const { port } = new URL(receiver.url);
    const url = `https://receiver.example.com:${port}/`;
    expect((await send(url, { allowPrivate: false })).error).toBe('the host name has no address');
    expect((await send(url, { allowPrivate: false })).error).toBe(
      'the host has an address that is not public',
    );
    expect(receiver.received).toEqual([]);
  });

  it('that is found too late is not waited for', async () => {
    const never: AddressResolver = { resolve: () => new Promise(() => {}) };
    const result = await send(named('receiver.example.com'), { timeoutMs: 100, resolve: never });
    expect(result).toMatchObject({ outcome: 'failed', error: 'no answer within 0.1 s' });
  });
});

it('what was accepted before is looked at by the rules of today', async () => {
  for (const url of [receiver.url, 'https://127.0.0.1/', 'https://[::ffff:7f00:1]/', 'https://localhost/']) {
    const { outcome, error } = await send(url, { allowPrivate: false });
    expect([url, outcome, error]).toEqual([
      url,
      'failed',
      expect.stringContaining('the URL is not accepted: it must be an https URL'),
    ]);
  }
  expect(lookups).toEqual([]);
  expect(receiver.received).toEqual([]);
});

it('a try that we had to stop says so', async () => {
  receiver.answer = () => () => {};
  const stop = new AbortController();
  const sending = send(receiver.url, { stop: stop.signal });
  await expect.poll(() => receiver.received.length).toBe(1);
  stop.abort();
  expect(await sending).toMatchObject({ outcome: 'interrupted', status: null });
});

async function rawServer(serve: (socket: Socket) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
