import type { FastifyRequest } from 'fastify';

/** Probes: answered while draining too, and so often that they would drown all else that is kept of requests. */
export const HEALTH_PATH = '/api/health/';

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The route a request found, as `/api/races/:id`; null where it found none. Never what stood in its address. */
export function routeOf({ is404, routeOptions }: FastifyRequest): string | null {
  // A browser's question about another origin has a route of its own, which takes every address.
  const { url } = routeOptions;
  return is404 || url === undefined || url === '*' ? null : url;
}

/** The method, of those the API knows; `_OTHER` for all else, as OpenTelemetry's conventions have it. */
export function methodOf({ method }: FastifyRequest): string {
  return METHODS.has(method) ? method : '_OTHER';
}
