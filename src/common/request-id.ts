import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

/** What may stand in a log line and be echoed in a header as it is. */
const SANE_ID = /^[\w.:+/=-]{1,128}$/;

/** The caller's request id when it is sane, else a new one. It is the `traceId` of problems and the `reqId` of log lines. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}
