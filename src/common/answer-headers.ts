import type { FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from './request-id.js';

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

/** Browsers come by https for a year. */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' };

/** What every answer of data has, whatever it says. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'content-security-policy': DATA_POLICY,
};

/** What every answer to a request has. A browser heeds the order to come by https only where it did. */
export function headersFor(request: FastifyRequest, docsPath: string): Record<string, string> {
  return {
    ...DATA_HEADERS,
    ...(request.url.startsWith(docsPath) && { 'content-security-policy': DOCS_POLICY }),
    // Of a trusted proxy it says how the client came, of anybody else how it came to us.
    ...(request.protocol === 'https' && HTTPS_ONLY),
    [REQUEST_ID_HEADER]: request.id,
  };
}
