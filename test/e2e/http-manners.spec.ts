import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, ValidateNested } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drain } from '../../src/common/drain.js';
import { ConflictError } from '../../src/common/errors.js';
import { Public } from '../../src/common/public.decorator.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class LapDto {
  @IsInt()
  @Max(9)
  miles!: number;
}

class ProbeDto {
  @IsString()
  name!: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => LapDto)
  laps?: LapDto[];
}

class ProbeQuery {
  @IsOptional()
  @IsString()
  q?: string;
}

@Public()
@Controller('probe')
class ProbeController {
  constructor(private readonly em: EntityManager) {}

  @Post()
  create(@Body() body: ProbeDto): ProbeDto {
    return body;
  }

  @Get()
  find(@Query() query: ProbeQuery): ProbeQuery {
    return query;
  }

  @Get('conflict')
  conflict(): never {
    throw new ConflictError('probe.conflict', 'Someone else was quicker; read it again.');
  }

  @Get('defect')
  defect(): never {
    throw new Error('select password from staff');
  }

  @Get('timeout')
  async timeout(): Promise<void> {
    await this.em.getConnection().execute(`set statement_timeout = 10; select pg_sleep(5)`);
  }
}

describe('HTTP manners', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp({ controllers: [ProbeController] })));
  afterAll(() => test.close());

  const post = (body: string, type = 'application/json') =>
    test.http.post('/api/probe').set('content-type', type).send(body);

  describe('problems', () => {
    it('are RFC 9457 with our code and the request id', async () => {
      const answer = await test.http.get('/api/probe/conflict?email=a@b.example');
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'Someone else was quicker; read it again.',
        instance: '/api/probe/conflict',
        code: 'probe.conflict',
        traceId: answer.headers['x-request-id'],
      });
    });

    it('tell nothing of a defect', async () => {
      const answer = await test.http.get('/api/probe/defect');
      expect(answer.status).toBe(500);
      expect(answer.body.code).toBe('service.unexpected');
      expect(JSON.stringify(answer.body)).not.toMatch(/password|\\n *at /);
    });

    it('say 503 and when to come back for a statement that ran out of time', async () => {
      const answer = await test.http.get('/api/probe/timeout');
      expect(answer.status).toBe(503);
      expect(answer.body.code).toBe('service.busy');
      expect(answer.headers['retry-after']).toBe('1');
    });

    it.each([
      ['an unknown route', 'GET', '/api/nothing', 404, 'route.not_found'],
      ['a route outside the API', 'GET', '/', 404, 'route.not_found'],
      ['a malformed address', 'GET', '/api/%ff', 400, 'request.invalid'],
      ['another method', 'DELETE', '/api/probe', 405, 'route.method_not_allowed'],
    ])('answer %s', async (_name, method, path, status, code) => {
      const answer = await (method === 'GET' ? test.http.get(path) : test.http.delete(path));
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status, code, instance: path });
      expect(answer.status).toBe(status);
    });

    it('name the methods there are beside the one that is not', async () => {
      const answer = await test.http.delete('/api/probe');
      expect(answer.headers['allow']).toBe('GET, HEAD, POST');
    });

    it('do not come of an empty body that is called JSON: there is none', async () => {
      const empty = await post('');
      expect(empty.body).toMatchObject({ status: 400, errors: [{ pointer: '/name' }] });
    });

    it('answer even what is not HTTP, and close', async () => {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(test.url).port), '127.0.0.1', () =>
          socket.end('NONSENSE\r\n\r\n'),
        );
        socket.once('data', (data) => resolve(data.toString()));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    });
  });

  describe('bodies', () => {
    it('come back when they fit', async () => {
      const answer = await post('{"name":"Zoë 🏃","laps":[{"miles":3}]}');
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({ name: 'Zoë 🏃', laps: [{ miles: 3 }] });
    });

    it('get every wrong, missing and unknown field said at once', async () => {
      const answer = await post('{"laps":[{"miles":3},{"miles":99,"pace":1}],"nmae":"x"}');
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('request.invalid');
      const byPointer = new Map(
        answer.body.errors.map((e: { pointer: string; detail: string }) => [e.pointer, e.detail]),
      );
      expect(new Set(byPointer.keys())).toEqual(new Set(['/laps/1/miles', '/laps/1/pace', '/name', '/nmae']));
      expect(byPointer.get('/laps/1/miles')).toContain('9');
      expect(byPointer.get('/nmae')).toBe('is not a known field');
      expect(byPointer.get('/name')).toBe('must be a string');
    });

    it.each([
      ['malformed JSON', '{"name":', 400],
      ['no body', '', 400],
      ['null', 'null', 400],
      ['an array', '[{"name":"x"}]', 400],
      ['a number', '5', 400],
      ['a prototype', '{"name":"x","__proto__":{"admin":true}}', 400],
      ['a constructor', '{"name":"x","constructor":{"prototype":{}}}', 400],
      ['a NUL', '{"name":"a\\u0000b"}', 400],
      ['half a surrogate pair', '{"name":"\\ud83c"}', 400],
      ['a NUL in a key', '{"name":"x","a\\u0000":1}', 400],
      ['absurd nesting', `{"name":"x","laps":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400],
      ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413],
    ])('are refused with a problem: %s', async (_name, body, status) => {
      const answer = await post(body);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body.status).toBe(status);
      expect(answer.status).toBe(status);
    });

    it('must be JSON', async () => {
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
        const answer = await post('name=x', type);
        expect([answer.status, answer.body.code]).toEqual([415, 'request.media_type']);
      }
    });
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['more headers than are read', `GET /api/probe HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s and hangs up', async (_, sent, status) => {
    const socket = connect(Number(new URL(test.url).port), '127.0.0.1');
    socket.write(sent);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} .*Connection: close`, 's'));
  });

  it('refuses unknown and unstorable query parameters', async () => {
    expect((await test.http.get('/api/probe?q=x')).status).toBe(200);
    const unknown = await test.http.get('/api/probe?qq=x');
    expect(unknown.body.errors).toEqual([{ pointer: '/qq', detail: 'is not a known field' }]);
    const unstorable = await test.http.get('/api/probe?q=%00');
    expect([unstorable.status, unstorable.body.errors?.[0]?.pointer]).toEqual([400, '/q']);
  });

  it('takes a sane request id and makes one instead of any other', async () => {
    const sane = await test.http.get('/api/nothing').set('x-request-id', 'abc-123');
    expect([sane.headers['x-request-id'], sane.body.traceId]).toEqual(['abc-123', 'abc-123']);
    const insane = await test.http.get('/api/nothing').set('x-request-id', 'a b<script>');
    expect(insane.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sends security headers with everything', async () => {
    for (const path of ['/api/health/live', '/api/nothing', '/api/%ff']) {
      const { headers } = await test.http.get(path);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('answers a request begun before draining, and not one after', async () => {
    const slow = rawRequest(`${test.url}/api/probe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 12 },
    });
    const answered = new Promise<number>((resolve, reject) => {
      slow.once('error', reject);
      slow.once('response', (response) => resolve(response.statusCode ?? 0));
    });
    slow.write('{"name":');
    await expect.poll(async () => (await test.http.get('/api/health/live')).status).toBe(200);
    const drained = test.app.get(Drain).begin(10_000);
    expect((await test.http.get('/api/probe')).body.code).toBe('service.draining');
    slow.end('"x"}');
    expect(await answered).toBe(201);
    expect(await drained).toBe(0);
  });
});
