import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HEALTH_PATH, methodOf, routeOf } from './request-route.js';
import { ERROR_TYPE, tracer } from './spans.js';
import { whenOver } from './response-over.js';

/** Requests with their span, until they reach what answers them. */
const contexts = new WeakMap<FastifyRequest, Context>();

/**
 * Makes each request a span, in the trace that its `traceparent` names, and what is done for it a part of that. Probes are
 * left out, as they are in the log. A span has the route, the method, the status and the request's id, and nothing that was
 * sent: addresses hold ids and the secrets of calendars.
 */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = routeOf(request);
    if (!route?.startsWith(HEALTH_PATH)) begin(request, reply, route);
    done();
  });
  // Not before: while a body is read, its connection's context is the one that holds.
  fastify.addHook('preValidation', (request, _, done) => {
    const within = contexts.get(request);
    if (within) context.with(within, done);
    else done();
  });
}

function begin(request: FastifyRequest, reply: FastifyReply, route: string | null): void {
  const method = methodOf(request);
  const attributes = {
    'http.request.method': method,
    'gofast.request.id': request.id,
    ...(route === null ? {} : { 'http.route': route }),
  };
  const from = propagation.extract(context.active(), request.headers);
  const name = route === null ? method : `${method} ${route}`;
  const span = tracer().startSpan(name, { kind: SpanKind.SERVER, attributes }, from);
  contexts.set(request, trace.setSpan(from, span));
  whenOver(reply.raw, () => end(span, reply));
}

function end(span: Span, { raw: { headersSent, statusCode } }: FastifyReply): void {
  if (headersSent) span.setAttribute('http.response.status_code', statusCode);
  else span.setAttribute(ERROR_TYPE, 'client_left');
  if (headersSent && statusCode >= 500) {
    span.setAttribute(ERROR_TYPE, String(statusCode));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
