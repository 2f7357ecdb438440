import type { INestApplication } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ANY_ORIGIN } from '../config/origins.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** Headers that programs in a browser may send beside the few that all may. */
const ASKED = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
  REQUEST_ID_HEADER,
];

/** Headers of answers that they may read. */
const TOLD = [
  'Content-Disposition',
  'Deprecation',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  ...['', '-costly', '-sign-in'].flatMap((of) =>
    ['Limit', 'Remaining', 'Reset'].map((what) => `RateLimit-${what}${of}`),
  ),
  'Retry-After',
  'Sunset',
  REQUEST_ID_HEADER,
];

const ALLOWED = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ASKED,
  exposedHeaders: TOLD,
  // Tokens are sent by name; a cookie would be sent by any page.
  credentials: false,
  maxAge: 600,
};

/** Lets pages of these origins use the API from a browser; those of others are told nothing. */
export function allowOrigins(app: INestApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors((request: FastifyRequest, decide: (error: Error | null, options: object) => void): void => {
    const { origin } = request.headers;
    const isAllowed =
      origin !== undefined && (origins.includes(ANY_ORIGIN) || origins.includes(origin)) && isCors(request);
    decide(null, isAllowed ? { ...ALLOWED, origin } : { origin: false });
  });
}

/** An OPTIONS that asks about no other method is no question of a browser's. */
function isCors({ method, headers }: FastifyRequest): boolean {
  return method !== 'OPTIONS' || headers['access-control-request-method'] !== undefined;
}
