import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { headersFor } from './answer-headers.js';
import { allowOrigins } from './cors.js';
import { readSheets } from './csv-body.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Drain } from './drain.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { oversizeOf } from './json-size.js';
import { pathOf, PROBLEM_MEDIA_TYPE, problemOf, type ProblemSource } from './problem.js';
import { serveApiDocs } from './openapi.js';
import { frameworkProblem, problemSourceOf } from './problem-source.js';
import { requestInvalid } from './errors.js';
import { requestIdOf } from './request-id.js';
import { RequestMetrics } from './request-metrics.js';
import { HEALTH_PATH, routeOf } from './request-route.js';
import { traceRequests } from './request-spans.js';
import { answerUnreadable } from './unreadable-request.js';
import { whenOver } from './response-over.js';

export const API_PREFIX = 'api';
const BODY_LIMIT_BYTES = 1_048_576;

const DOCS_PATH = `/${API_PREFIX}/docs`;

const DRAINING: ProblemSource = {
  status: 503,
  code: 'service.draining',
  detail: 'The service is stopping; send the request again, another process will answer it.',
};

/** Longer addresses are none of ours: ids, a cursor and a search. */
const MOST_OF_AN_ADDRESS = 4_000;

/** Milliseconds that a request may take to arrive: whoever sends it byte by byte holds a connection. */
export interface ArrivalTimes {
  readonly headers: number;
  /** With its body. */
  readonly whole: number;
  /** How often it is looked whether one took longer. */
  readonly lookEvery: number;
}

const ARRIVAL: ArrivalTimes = { headers: 15_000, whole: 60_000, lookEvery: 5_000 };

/** @param trustedProxies addresses and networks whose `X-Forwarded-For` says where a request came from */
export function createHttpAdapter(
  trustedProxies: readonly string[] = [],
  arrival: ArrivalTimes = ARRIVAL,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
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
        .headers({ ...headersFor(request, DOCS_PATH), 'content-type': PROBLEM_MEDIA_TYPE })
        .code(error.statusCode ?? 400)
        .send(problemOf(problemSourceOf(error), { url: request.raw.url ?? '/', id: request.id }));
    },
    // A connection that never finishes its request is let go.
    requestTimeout: arrival.whole,
    http: { headersTimeout: arrival.headers, connectionsCheckingInterval: arrival.lookEvery },
    clientErrorHandler: answerUnreadable,
  });
  // Before all others, the one that answers a browser's question about another origin among them.
  adapter.setOnRequestHook((request, reply, done) => {
    void reply.headers(headersFor(request, DOCS_PATH));
    done();
  });
  return adapter;
}

/** Options of the application itself: Nest's body parsers would also take forms, and the API speaks JSON. */
export const HTTP_OPTIONS = { bodyParser: false };

/** What every instance of the application needs before it listens: in production, in tests, for the OpenAPI file. */
export function configureHttp(app: NestFastifyApplication): void {
  app.setGlobalPrefix(API_PREFIX);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  app.get(RequestMetrics).watch(fastify);
  traceRequests(fastify);
  serveApiDocs(app);
  allowOrigins(app, app.get<AppConfig>(APP_CONFIG).http.corsOrigins);
  const drain = app.get(Drain);
  const idempotency = app.get(IdempotencyInterceptor);
  const allowed = new AllowedMethods();
  // Of Fastify's own parsers, the one beside JSON.
  fastify.removeContentTypeParser('text/plain');
  readJson(fastify);
  readSheets(fastify);
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) allowed.add(name, url);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    // `live` says alive, `ready` says 503 itself.
    if (drain.draining && !request.url.startsWith(HEALTH_PATH)) {
      return refuse(request, reply.headers({ connection: 'close', 'retry-after': 1 }), DRAINING);
    }
    whenOver(reply.raw, drain.enter());
    if (request.url.length > MOST_OF_AN_ADDRESS) return refuse(request, reply, frameworkProblem(414));
    const methods = routeOf(request) === null ? allowed.at(pathOf(request.url)) : [];
    if (methods.length === 0) return undefined;
    return refuse(request, reply.header('allow', methods.join(', ')), frameworkProblem(405));
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    await idempotency.settle(request, reply, payload);
    return payload;
  });
}

/**
 * Many clients name a media type with every request: an empty body of it is no malformed JSON but no body. And what is
 * deep or wide beyond reason is refused before anything walks through it.
 */
function readJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null);
    void parse(request, body, (error, json: unknown) => {
      const oversize = error ? null : oversizeOf(json);
      done(oversize === null ? error : requestInvalid([{ pointer: '', detail: oversize }]), json);
    });
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, source: ProblemSource): FastifyReply {
  return reply
    .code(source.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(problemOf(source, { url: request.url, id: request.id }));
}
