import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DATA_HEADERS } from './answer-headers.js';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';
import { frameworkProblem } from './problem-source.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** What no request could be read from, by Node's code for it; anything else is malformed. */
const STATUS_OF_UNREADABLE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** Answers what never became a request, with the manners of all answers, and hangs up. */
export function answerUnreadable({ code }: { code: string }, socket: Socket): void {
  if (socket.destroyed) return;
  const status = STATUS_OF_UNREADABLE.get(code) ?? 400;
  const id = randomUUID();
  const body = JSON.stringify(problemOf(frameworkProblem(status), { url: '/', id }));
  const headers = {
    ...DATA_HEADERS,
    Connection: 'close',
    'Content-Length': Buffer.byteLength(body),
    'Content-Type': PROBLEM_MEDIA_TYPE,
    Date: new Date().toUTCString(),
    [REQUEST_ID_HEADER]: id,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
