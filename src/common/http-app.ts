import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  errorCodes,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { Drain } from './drain.js';
import { PROBLEM_MEDIA_TYPE, problemOf, type ProblemSource } from './problem.js';
import { problemSourceOf } from './problem-source.js';
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
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function createHttpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: requestIdOf,
    // Requests that arrive on a kept-alive connection while closing are answered by our drain, as a problem.
    return503OnClosing: false,
    // The router's own refusals (a malformed URL) come before any hook and any filter of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply
        .headers({ ...SECURITY_HEADERS, [REQUEST_ID_HEADER]: request.id, 'content-type': PROBLEM_MEDIA_TYPE })
        .code(error.statusCode ?? 400)
        .send(problemOf(problemSourceOf(error), { url: request.raw.url ?? '/', id: request.id }));
    },
    // A connection that never finishes its request is let go.
    requestTimeout: 60_000,
    clientErrorHandler: (_error, socket) => {
      if (socket.destroyed) return;
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
  });
}

/** What every instance of the application needs before it listens: in production, in tests, for the OpenAPI file. */
export function configureHttp(app: NestFastifyApplication): void {
  app.setGlobalPrefix(API_PREFIX);
  const drain = app.get(Drain);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers({ ...SECURITY_HEADERS, [REQUEST_ID_HEADER]: request.id });
    if (drain.draining && !request.url.startsWith(HEALTH_PATH)) return refuse(request, reply);
    const leave = drain.enter();
    reply.raw.once('close', leave);
    return undefined;
  });
  // Fastify would also read plain text, and Nest forms.
  fastify.addHook('preParsing', async (request) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !JSON_MEDIA_TYPE.test(type))
      throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type);
  });
}

const JSON_MEDIA_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i;

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(DRAINING.status)
    .headers({ connection: 'close', 'retry-after': 1, 'content-type': PROBLEM_MEDIA_TYPE })
    .send(problemOf(DRAINING, request));
}
