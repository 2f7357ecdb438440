import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drain } from '../../src/common/drain.js';
import { UnavailableError } from '../../src/common/errors.js';
import { Public } from '../../src/common/public.decorator.js';
import { openEvents } from '../support/event-stream.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { BEHIND_PROXY } from '../support/sign-in.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const OURS = 'https://training.example.com';
const OTHERS = 'https://evil.example.com';

@Public()
@Controller('probe')
class ProbeController {
  @Get('unavailable')
  unavailable(): never {
    throw new UnavailableError('probe.unavailable', 'Not now.');
  }
}

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({
    env: { ...BEHIND_PROXY, TODAY, CORS_ORIGINS: `https://other.example.com, ${OURS}` },
    controllers: [ProbeController],
  });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

const ask = (path: string, init: RequestInit = {}) => fetch(`${test.url}${path}`, init);
const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;

/** What comes back for bytes, up to the end of the connection. */
async function send(url: string, ...parts: string[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
  for (const part of parts) {
    socket.write(part);
    if (parts.length > 1) await sleep(60);
  }
  return text(socket);
}

const preflight = (origin: string, path = '/api/races') =>
  ask(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, idempotency-key',
    },
  });

describe('pages of other origins', () => {
  it('are told that they may, when they are ours', async () => {
    const { status, headers } = await preflight(OURS);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(OURS);
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
    expect(headers.get('access-control-allow-headers')).toMatch(/Authorization.*Idempotency-Key.*If-Match/);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  it.each([OTHERS, `${OURS}.evil.example`, `${OURS}:8443`, OURS.replace('https', 'http'), 'null'])(
    'are told nothing, when they are not: %s',
    async (origin) => {
      for (const answer of [
        await preflight(origin),
        await ask('/api/health/live', { headers: { origin } }),
      ]) {
        expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(answer.headers.get('vary')).toContain('Origin');
      }
    },
  );

  it.each([
    ['an answer', '/api/health/live'],
    ['a refusal', '/api/races'],
    ['what is not there', '/api/nothing'],
  ])('may read %s and what its headers say', async (_, path) => {
    const { headers } = await ask(path, { headers: { origin: OURS } });
    expect(headers.get('access-control-allow-origin')).toBe(OURS);
    const exposed = headers.get('access-control-expose-headers')?.toLowerCase().split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining([
        'etag',
        'location',
        'retry-after',
        'x-request-id',
        'ratelimit-remaining',
        'ratelimit-remaining-costly',
        'ratelimit-remaining-sign-in',
      ]),
    );
  });

  it('get answers that vary by them, whatever else these vary by, given once more too', async () => {
    const { id } = await aDraft(test);
    const again = () =>
      ask('/api/training-plan/generate', {
        method: 'POST',
        headers: {
          ...admin.headers,
          origin: OURS,
          'content-type': 'application/json',
          'idempotency-key': id,
        },
        body: JSON.stringify({ trainingPlanId: id }),
      });
    const answers = [await again(), await again()].map(({ status, headers }) => [
      status,
      headers.get('vary'),
      headers.get('access-control-allow-origin'),
    ]);
    expect(answers).toEqual([1, 2].map(() => [200, 'Origin, prefer', OURS]));
  });

  it('cannot be asked about by a plain OPTIONS: that is a method like another', async () => {
    const answer = await ask('/api/races', { method: 'OPTIONS', headers: { origin: OURS } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await ask('/api/nothing', { method: 'OPTIONS' })).status).toBe(404);
  });

  it('are none unless they are named', async () => {
    const { config } = test;
    const closed = await startReplica({
      ...test,
      config: { ...config, http: { ...config.http, corsOrigins: [] } },
    });
    try {
      const { headers } = await fetch(`${closed.url}/api/health/live`, { headers: { origin: OURS } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    } finally {
      await closed.close();
    }
  });
});

describe('security headers', () => {
  const EXPECTED = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };

  it.each<[string, () => Promise<Response>, number]>([
    ['an answer', () => ask('/api/health/live'), 200],
    ['a refusal', () => ask('/api/races'), 401],
    ['what is not there', () => ask('/api/nothing'), 404],
    ['another method', () => ask('/api/races', { method: 'PATCH' }), 405],
    ['a malformed address', () => ask('/api/%ff'), 400],
    ['a preflight', () => preflight(OURS), 204],
    ['another’s preflight', () => preflight(OTHERS), 405],
    ['the document', () => ask('/api/openapi.json'), 200],
    ['the documentation', () => ask('/api/docs'), 200],
    ['a body too large', () => post('x'.repeat(1_100_000)), 413],
  ])('are on %s', async (_, asked, status) => {
    const answer = await asked();
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject(EXPECTED);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src .*frame-ancestors 'none'/);
    expect(answer.headers.get('x-request-id')).not.toBeNull();
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });

  it('are on a stream of events', async () => {
    const made = await ask('/api/training-plan/generate', {
      method: 'POST',
      headers: { ...admin.headers, 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify({ trainingPlanId: (await aDraft(test)).id }),
    });
    expect(made.status).toBe(202);
    const events = await openEvents(`${test.url}${made.headers.get('location')}/events`, {
      ...admin.headers,
      origin: OURS,
    });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(Object.fromEntries(events.headers)).toMatchObject({
      ...EXPECTED,
      'cache-control': expect.stringContaining('no-store'),
      'access-control-allow-origin': OURS,
    });
    await events.rest();
  });

  it.each([
    ['https', 'max-age=31536000'],
    ['http', null],
  ])('ask for https where the client came by it: %s', async (protocol, asked) => {
    const { headers } = await ask('/api/health/live', { headers: { 'x-forwarded-proto': protocol } });
    expect(headers.get('strict-transport-security')).toBe(asked);
  });

  it('are on what is no request at all, with a problem', async () => {
    const answer = await send(test.url, 'NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*x-content-type-options: nosniff.*Connection: close/is);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      status: 400,
      code: 'request.invalid',
    });
  });
});

function post(body: string): Promise<Response> {
  return ask('/api/races', {
    method: 'POST',
    headers: { ...admin.headers, 'content-type': 'application/json' },
    body,
  });
}

describe('requests beyond reason', () => {
  it.each([
    ['deep', `{"name":${'['.repeat(50)}${']'.repeat(50)}}`, /deeper than 20 levels/],
    ['very deep', `{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, /deeper than 20 levels/],
    ['wide', `{"name":[${'1,'.repeat(60_000)}1]}`, /more than 20000 fields/],
    ['many keys', `{${Array.from({ length: 60_000 }, (_, at) => `"k${at}":1`).join(',')}}`, /20000 fields/],
  ])('are refused with what is wrong: %s', async (_, body, detail) => {
    const answer = await post(body);
    const problem = (await answer.json()) as object;
    expect(answer.status).toBe(400);
    expect(problem).toMatchObject({
      code: 'request.invalid',
      errors: [{ pointer: '', detail: expect.stringMatching(detail) }],
    });
  });

  it('are refused for their size', async () => {
    const large = await post(JSON.stringify({ name: 'x'.repeat(1_100_000) }));
    expect([large.status, await codeOf(large)]).toEqual([413, 'request.too_large']);
    const long = await ask(`/api/races?q=${'x'.repeat(5_000)}`, { headers: admin.headers });
    expect([long.status, await codeOf(long)]).toEqual([414, 'request.uri_too_long']);
    expect((await ask(`/api/races?q=${'x'.repeat(50)}`, { headers: admin.headers })).status).not.toBe(414);
    expect(await send(test.url, `GET /api/races HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 .*request\.headers_too_large/s,
    );
  });

  it('are refused for a query with depth', async () => {
    const answer = await ask('/api/races?q[a][b][c]=1', { headers: admin.headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/q[a][b][c]' }] });
  });

  describe('for their time', () => {
    let impatient: TestApp;
    beforeAll(async () => {
      impatient = await startReplica(test, { arrival: { headers: 400, whole: 800, lookEvery: 50 } });
    });
    afterAll(() => impatient.close());

    it.each([
      [
        'headers that come too slowly, however steadily',
        'GET /api/health/live HTTP/1.1\r\nhost: a\r\n',
        Array.from({ length: 14 }, (_, at) => `x-${at}: 1\r\n`),
      ],
      [
        'a body that comes too slowly',
        'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n',
        Array.from({ length: 20 }, () => ' '),
      ],
    ])('with %s', async (_, head, drip) => {
      const answer = await send(impatient.url, head, ...drip);
      expect(answer).toMatch(/^HTTP\/1\.1 408 .*request\.timeout/s);
    });
  });
});

describe('when to come again', () => {
  it('is said with every 503', async () => {
    const answer = await ask('/api/probe/unavailable');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('is said while draining, to pages of other origins too', async () => {
    const replica = await startReplica(test);
    try {
      void replica.app.get(Drain).begin(60_000);
      const answer = await fetch(`${replica.url}/api/races`, { headers: { origin: OURS } });
      expect([answer.status, answer.headers.get('retry-after'), await codeOf(answer)]).toEqual([
        503,
        '1',
        'service.draining',
      ]);
      expect(answer.headers.get('access-control-allow-origin')).toBe(OURS);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const ready = await fetch(`${replica.url}/api/health/ready`);
      expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '1']);
    } finally {
      await replica.close();
    }
  });
});
