import { setTimeout as sleep } from 'node:timers/promises';
import { TEXT_FAULTS, withNotes } from './model-answers.js';
import type { ReplyParts, Turn } from './model-turn.js';

type Serve = (turn: Turn) => Promise<void> | void;

const SNOWMAN = '⛄';
const DRIP_MS = 20;
const HUGE_BYTES = 50 * 1_048_576;

function reply(changes: Partial<ReplyParts>): Serve {
  return (turn) => turn.reply(changes);
}

function status(code: number, facts: { code?: string; type?: string } = {}): Serve {
  return (turn) => turn.error(code, facts);
}

function rateLimited(headers: () => Record<string, string>): Serve {
  return (turn) => turn.error(429, { code: 'rate_limit_exceeded', type: 'requests' }, headers());
}

function body(bytes: string, contentType: string): Serve {
  return (turn) => turn.sendBytes(Buffer.from(bytes), { 'content-type': contentType });
}

function cutAt(share: number): (turn: Turn) => Promise<void> {
  return async (turn) => {
    const bytes = turn.bytes();
    turn.response.writeHead(200, { 'content-type': turn.contentType });
    turn.response.write(bytes.subarray(0, Math.floor(bytes.length * share)));
    await sleep(DRIP_MS);
  };
}

/** Good bytes with a character that takes several, in the notes. */
function withSnowman(turn: Turn): { bytes: Buffer; at: number } {
  const text = withNotes(`Run ${SNOWMAN} easy.`)(turn.options.text);
  const bytes = turn.bytes({ text });
  turn.told({ text });
  return { bytes, at: bytes.indexOf(SNOWMAN) };
}

async function drip(turn: Turn, drop: Buffer): Promise<void> {
  turn.response.writeHead(200, { 'content-type': turn.contentType });
  while (!turn.closed) {
    turn.response.write(drop);
    await sleep(DRIP_MS);
  }
}

async function huge(turn: Turn): Promise<void> {
  const piece = 'x'.repeat(65_536);
  const part = turn.streams
    ? `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`
    : piece;
  turn.response.writeHead(200, { 'content-type': turn.contentType });
  if (!turn.streams) turn.response.write('{"choices":[{"index":0,"message":{"content":"');
  const closed = turn.untilClosed();
  for (let sent = 0; sent < HUGE_BYTES && !turn.closed; sent += part.length) {
    if (turn.response.write(part)) continue;
    const { promise: drained, resolve } = Promise.withResolvers<void>();
    turn.response.once('drain', resolve);
    await Promise.race([drained, closed]);
    turn.response.off('drain', resolve);
  }
  turn.response.end();
}

/** What servers and networks do, by name; the text is not to blame. */
const WIRE_FAULTS = {
  empty: reply({ text: '' }),
  white_space: reply({ text: ' \n\n ' }),
  null: reply({ text: null }),
  refusal: reply({ text: null, refusal: 'I cannot help with that.' }),
  content_filter: reply({ text: '{"days":[', finish: 'content_filter' }),
  truncated: (turn) => turn.reply({ text: TEXT_FAULTS.cut_text(turn.options.text), finish: 'length' }),
  tool_calls: reply({ text: null, finish: 'tool_calls' }),
  html_200: body('<!doctype html><html><body>Please sign in</body></html>', 'text/html'),
  error_object_200: body('{"error":{"message":"provider failed","code":502}}', 'application/json'),
  quota_object_200: body('{"error":{"message":"pay","code":"insufficient_quota"}}', 'application/json'),
  unknown_object_200: body('{"error":"it did not work"}', 'application/json'),
  empty_body: (turn) => turn.sendBytes(Buffer.alloc(0)),
  broken_json: body('{"choices":[{"index":0,', 'application/json'),
  no_choices: (turn) =>
    turn.sendBytes(Buffer.from(turn.streams ? 'data: {"choices":[]}\n\ndata: [DONE]\n\n' : '{"choices":[]}')),
  null_event: (turn) => turn.sendBytes(Buffer.from(turn.streams ? 'data: null\n\n' : 'null')),
  wrong_content_type: (turn) => {
    turn.told();
    return turn.sendBytes(turn.bytes(), { 'content-type': 'text/plain' });
  },
  json_for_stream: (turn) => {
    turn.request.body.stream = false;
    return turn.reply();
  },
  status_400: status(400),
  context_overflow: status(400, { code: 'context_length_exceeded' }),
  status_401: status(401, { code: 'invalid_api_key' }),
  status_403: status(403),
  status_404: status(404, { code: 'model_not_found' }),
  status_408: status(408),
  status_409: status(409),
  status_410: status(410),
  status_429: rateLimited(() => ({})),
  status_429_seconds: rateLimited(() => ({ 'retry-after': '1' })),
  status_429_minutes: rateLimited(() => ({ 'retry-after': '120' })),
  status_429_date: rateLimited(() => ({ 'retry-after': new Date(Date.now() + 2000).toUTCString() })),
  status_429_ms: rateLimited(() => ({ 'retry-after-ms': '150' })),
  quota: status(429, { code: 'insufficient_quota', type: 'insufficient_quota' }),
  status_500: status(500, { type: 'server_error' }),
  status_502: (turn) => {
    turn.response.writeHead(502, { 'content-type': 'text/html' });
    turn.response.end('<html>Bad gateway</html>');
  },
  status_503: status(503),
  status_529: status(529, { type: 'overloaded_error' }),
  redirect: (turn) => {
    turn.response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' });
    turn.response.end();
  },
  reset_before: (turn) => {
    turn.response.socket?.resetAndDestroy();
  },
  reset_amid: async (turn) => {
    await cutAt(0.5)(turn);
    turn.response.socket?.resetAndDestroy();
  },
  clean_eof: (turn) => {
    const bytes = turn.bytes();
    const cut = Math.floor(bytes.length / 2);
    return turn.sendBytes(bytes.subarray(0, turn.streams ? bytes.indexOf('\n\n', cut) + 2 : cut));
  },
  eof_amid_event: async (turn) => {
    await cutAt(0.5)(turn);
    turn.response.end();
  },
  stall_headers: (turn) => turn.untilClosed(),
  stall: async (turn) => {
    await cutAt(0.3)(turn);
    await turn.untilClosed();
  },
  keep_alive: (turn) => drip(turn, Buffer.from(turn.streams ? ': keep-alive\n\n' : ' ')),
  heartbeats: (turn) =>
    drip(turn, Buffer.from(turn.streams ? 'data: {"choices":[{"index":0,"delta":{}}]}\n\n' : ' ')),
  bad_gzip: (turn) => turn.sendBytes(turn.bytes(), { 'content-encoding': 'gzip' }),
  invalid_utf8: (turn) => {
    const { bytes, at } = withSnowman(turn);
    bytes.set([0xff, 0xfe, 0xfd], at);
    return turn.sendBytes(bytes);
  },
  split_utf8: async (turn) => {
    const { bytes, at } = withSnowman(turn);
    turn.response.writeHead(200, { 'content-type': turn.contentType });
    turn.response.write(bytes.subarray(0, at + 1));
    await sleep(DRIP_MS);
    turn.response.end(bytes.subarray(at + 1));
  },
  huge,
  malformed_sse: (turn) =>
    turn.streams ? turn.reply({ event: 'data: {"choices":[{"delta"\n\n', usage: false }) : turn.reply(),
  error_event: (turn) =>
    turn.streams
      ? turn.reply({
          event: 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n',
          usage: false,
        })
      : turn.error(500, { type: 'server_error' }),
  no_done: reply({ done: false }),
  done_left_open: async (turn) => {
    const bytes = turn.bytes();
    turn.told();
    turn.response.writeHead(200, {
      'content-type': turn.contentType,
      ...(turn.streams ? {} : { 'content-length': String(bytes.length) }),
    });
    turn.response.write(bytes);
    if (turn.streams) await turn.untilClosed();
    else turn.response.end();
  },
  reset_after_finish: async (turn) => {
    turn.response.writeHead(200, { 'content-type': turn.contentType });
    turn.response.write(turn.bytes({ usage: false, done: false }));
    await sleep(DRIP_MS);
    if (turn.streams) turn.response.socket?.resetAndDestroy();
    else turn.response.end();
  },
  stall_after_finish: async (turn) => {
    turn.response.writeHead(200, { 'content-type': turn.contentType });
    turn.response.write(turn.bytes({ usage: false, done: false }));
    if (turn.streams) await turn.untilClosed();
    else turn.response.end();
  },
  usage_missing: reply({ usage: false }),
  usage_absurd: reply({
    usage: false,
    event:
      'data: {"choices":[],"usage":{"prompt_tokens":9007199254740991,"completion_tokens":9007199254740991}}\n\n',
  }),
  name_of_no_text: (turn) => {
    turn.told();
    const named = turn
      .bytes()
      .toString('utf8')
      .replaceAll(/"model":"[^"]*"/g, '"model":"test-model\\u0000\\ud83c"');
    return turn.sendBytes(Buffer.from(named));
  },
  error_named_constructor: status(500, { code: 'constructor', type: '__proto__' }),
} satisfies Record<string, Serve>;

export type TextFaultName = keyof typeof TEXT_FAULTS;
export type WireFaultName = keyof typeof WIRE_FAULTS;
export type FaultName = TextFaultName | WireFaultName;

/** A fault by name, the text cut after so many characters though it ended by itself, or any answer at all. */
export type Fault = FaultName | { cutTextAt: number } | { name: string; serve: Serve };

export const TEXT_FAULT_NAMES = Object.keys(TEXT_FAULTS) as TextFaultName[];
export const WIRE_FAULT_NAMES = Object.keys(WIRE_FAULTS) as WireFaultName[];
/** Those that take as long as the client lets them. */
export const SLOW_FAULT_NAMES = [
  'stall_headers',
  'stall',
  'keep_alive',
  'heartbeats',
  'huge',
  'stall_after_finish',
] as const satisfies WireFaultName[];

export function faultName(fault: Fault): string {
  if (typeof fault === 'string') return fault;
  return 'name' in fault ? fault.name : `cut_text_at_${fault.cutTextAt}`;
}

export async function serveFault(fault: Fault, turn: Turn): Promise<void> {
  const { text } = turn.options;
  if (typeof fault !== 'string')
    return 'serve' in fault ? fault.serve(turn) : turn.reply({ text: text.slice(0, fault.cutTextAt) });
  if (isTextFault(fault)) return turn.reply({ text: TEXT_FAULTS[fault](text) });
  return WIRE_FAULTS[fault](turn);
}

function isTextFault(name: FaultName): name is TextFaultName {
  return name in TEXT_FAULTS;
}
