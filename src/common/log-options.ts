import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { AppConfig } from '../config/app-config.js';
import { pathOf } from './problem.js';
import { requestIdOf } from './request-id.js';

/** Keys whose values never reach a log, wherever an object is logged. */
const SECRET_KEYS = ['password', 'authorization', 'accessToken', 'refreshToken', 'secret', 'token', 'cookie'];

/** Calendars ask without credentials but for the secret in their address. */
const SECRET_IN_PATH = /(?<=^\/api\/calendar\/).+?(?=(?:\.ics)?\/*$)/;

/** Structured logs: one line per request with its id, method, path, status and time; no headers, bodies or queries. */
export function logOptions(config: AppConfig): Params {
  return {
    pinoHttp: {
      level: config.log.level,
      ...(config.log.pretty
        ? { transport: { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname' } } }
        : {}),
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      genReqId: (request) =>
        'id' in request && typeof request.id === 'string' ? request.id : requestIdOf(request),
      quietReqLogger: true,
      // Probes come every few seconds and would drown the rest.
      autoLogging: { ignore: (request) => urlOf(request).startsWith('/api/health/') },
      customLogLevel: (_request, response, error) => levelOf(response.statusCode, error),
      serializers: {
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: pathOf(request.url).replace(SECRET_IN_PATH, '[redacted]'),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
  };
}

/** Middleware of the Fastify adapter sees `url` without its prefix, and the whole of it in `originalUrl`. */
function urlOf(request: IncomingMessage): string {
  return 'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '');
}

function levelOf(status: number, error: Error | undefined): 'error' | 'warn' | 'info' {
  if (error !== undefined || status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
