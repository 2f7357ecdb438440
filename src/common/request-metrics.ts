import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram, Registry } from 'prom-client';
import { methodOf, routeOf } from './request-route.js';
import { whenOver } from './response-over.js';

/** From a read that is at hand to a plan that a model writes. Seconds. */
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** As proxies say of a client that left before it was answered. */
const CLIENT_LEFT = 499;

/** Label of requests that found no route: what was asked for instead has no end of values. */
const UNMATCHED = 'unmatched';

/** How long requests take until their last byte is out, by method, route and status: labels of few values. */
@Injectable()
export class RequestMetrics {
  private readonly duration: Histogram;

  constructor(registry: Registry) {
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took, by method, route as the API describes it, and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS_BUCKETS,
      registers: [registry],
    });
  }

  /** Call before any other hook is added: what those refuse is counted too. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const begun = performance.now();
      whenOver(reply.raw, () => this.count(request, reply, (performance.now() - begun) / 1000));
      done();
    });
  }

  private count(request: FastifyRequest, { raw }: FastifyReply, seconds: number): void {
    const labels = {
      method: methodOf(request),
      route: routeOf(request) ?? UNMATCHED,
      status: raw.headersSent ? raw.statusCode : CLIENT_LEFT,
    };
    this.duration.observe(labels, seconds);
  }
}
