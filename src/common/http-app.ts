import { STATUS_CODES } from 'node:http';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { Drain } from './drain.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { pathOf, PROBLEM_MEDIA_TYPE, problemOf, type ProblemSource } from './problem.js';
import { serveApiDocs } from './openapi.js';
import { frameworkProblem, problemSourceOf } from './problem-source.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

export const API_PREFIX = 'api';
const BODY_LIMIT_BYTES = 1_048_576;

/** Health probes are answered while draining: `live` says alive, `ready` says 503 itself. */
const HEALTH_PATH = `/${API_PREFIX}/health/`;

const DRAINING: ProblemSource = {
  status: 503,
  code: 'service.draining',
  detail: 'The service is stopping; send the request again, another process will answer it.',
};

/** For an API that serves data: nothing may be framed, sniffed, cached or sent along as a referrer. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** The documentation page brings its own scripts and styles, some of them in line. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

function headersFor(request: FastifyRequest): Record<string, string> {
  const policy = request.url.startsWith(`/${API_PREFIX}/docs`) ? DOCS_POLICY : DATA_POLICY;
  return { ...SECURITY_HEADERS, 'content-security-policy': policy, [REQUEST_ID_HEADER]: request.id };
}

/** What no request could be read from, by Node's code for it; anything else is malformed. */
const STATUS_OF_UNREADABLE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** @param trustedProxies addresses and networks whose `X-Forwarded-For` says where a request came from */
export function createHttpAdapter(trustedProxies: readonly string[] = []): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: requestIdOf,
    // Requests that arrive on a kept-alive connection while closing are answered by our drain, as a problem.
    return503OnClosing: false,
    // The drain has waited for those that asked. One that was opened ahead, as browsers do, counts as busy to Node.
    forceCloseConnections: true,
    // The router's own refusals (a malformed URL) come before any hook and any filter of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply
        .headers({ ...headersFor(request), 'content-type': PROBLEM_MEDIA_TYPE })
        .code(error.statusCode ?? 400)
        .send(problemOf(problemSourceOf(error), { url: request.raw.url ?? '/', id: request.id }));
    },
    // A connection that never finishes its request is let go.
    requestTimeout: 60_000,
    clientErrorHandler: ({ code }, socket) => {
      if (socket.destroyed) return;
      const status = STATUS_OF_UNREADABLE.get(code) ?? 400;
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    },
  });
}

/** Options of the application itself: Nest's body parsers would also take forms, and the API speaks JSON. */
export const HTTP_OPTIONS = { bodyParser: false };

/** What every instance of the application needs before it listens: in production, in tests, for the OpenAPI file. */
export function configureHttp(app: NestFastifyApplication): void {
  app.setGlobalPrefix(API_PREFIX);
  serveApiDocs(app);
  const drain = app.get(Drain);
  const idempotency = app.get(IdempotencyInterceptor);
  const allowed = new AllowedMethods();
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  // Of Fastify's own parsers, the one beside JSON.
  fastify.removeContentTypeParser('text/plain');
  takeEmptyForNone(fastify);
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) allowed.add(name, url);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers(headersFor(request));
    if (drain.draining && !request.url.startsWith(HEALTH_PATH)) {
      return refuse(request, reply.headers({ connection: 'close', 'retry-after': 1 }), DRAINING);
    }
    reply.raw.once('close', drain.enter());
    const methods = request.is404 ? allowed.at(pathOf(request.url)) : [];
    if (methods.length === 0) return undefined;
    return refuse(request, reply.header('allow', methods.join(', ')), frameworkProblem(405));
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    await idempotency.settle(request, reply, payload);
    return payload;
  });
}

/** Many clients name a media type with every request: an empty body of it is no malformed JSON but no body. */
function takeEmptyForNone(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, source: ProblemSource): FastifyReply {
  return reply
    .code(source.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(problemOf(source, { url: request.url, id: request.id }));
}
