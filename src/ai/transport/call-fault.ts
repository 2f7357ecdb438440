import type { FailureKind } from '../model-call.js';
import { retryAfterMs } from '../../common/retry-after.js';

/** Why one call gave no reply, before it is known what the call cost. */
export class CallFault extends Error {
  constructor(
    readonly kind: FailureKind,
    /** In our own words: a server's may quote the prompt or the key. */
    readonly detail: string,
    readonly facts: { status?: number; retryAfterMs?: number | null } = {},
  ) {
    super(`${kind}: ${detail}`);
    this.name = 'CallFault';
  }
}

/** What servers call an error, in `code` or `type`; more telling than the status it comes with. */
const KIND_OF_CODE: ReadonlyMap<string, FailureKind> = new Map(
  // A map knows no `constructor`, whatever a server may call its errors.
  Object.entries<FailureKind>({
    insufficient_quota: 'quota_exhausted',
    billing_hard_limit_reached: 'quota_exhausted',
    billing_not_active: 'quota_exhausted',
    rate_limit_exceeded: 'rate_limited',
    rate_limit_error: 'rate_limited',
    too_many_requests: 'rate_limited',
    invalid_api_key: 'auth',
    account_deactivated: 'auth',
    authentication_error: 'auth',
    permission_error: 'auth',
    permission_denied: 'auth',
    model_not_found: 'model_gone',
    model_deprecated: 'model_gone',
    deploymentnotfound: 'model_gone',
    context_length_exceeded: 'bad_request',
    unsupported_parameter: 'bad_request',
    unsupported_value: 'bad_request',
    invalid_json_schema: 'bad_request',
    content_filter: 'content_filter',
    content_policy_violation: 'content_filter',
    server_error: 'overloaded',
    internal_server_error: 'overloaded',
    overloaded: 'overloaded',
    overloaded_error: 'overloaded',
    resource_unavailable: 'overloaded',
    service_unavailable: 'overloaded',
  }),
);

const KIND_OF_STATUS: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota_exhausted',
  403: 'auth',
  404: 'model_gone',
  408: 'overloaded',
  409: 'overloaded',
  410: 'model_gone',
  425: 'overloaded',
  429: 'rate_limited',
};

/** A server that answered with an error: by status, or in the body of a 200, or amid a stream. */
export function answeredFault(answer: {
  status: number | undefined;
  /** The `error` of the body, whatever it is. */
  error: unknown;
  headers: Headers | undefined;
}): CallFault {
  const { status, error, headers } = answer;
  const { code, type } = wordsOf(error);
  const said = status ?? (/^\d{3}$/.test(code) ? Number(code) : undefined);
  const kind = KIND_OF_CODE.get(code) ?? KIND_OF_CODE.get(type) ?? kindOfStatus(said, type);
  const named = [code, type].filter((word) => /^[a-z_]{1,40}$|^\d{3}$/.test(word));
  const detail = ['the server answered', status ?? 'an error', ...named].join(' ');
  return new CallFault(kind, detail, {
    ...(status === undefined ? {} : { status }),
    retryAfterMs: headers ? retryAfterMs(headers, Date.now()) : null,
  });
}

function kindOfStatus(status: number | undefined, type: string): FailureKind {
  if (status === undefined) return type === 'invalid_request_error' ? 'bad_request' : 'bad_envelope';
  const kind = KIND_OF_STATUS[status];
  if (kind) return kind;
  if (status >= 500) return 'overloaded';
  return status >= 400 ? 'bad_request' : 'bad_envelope';
}

function wordsOf(error: unknown): { code: string; type: string } {
  const { code, type } = isRecord(error) ? error : {};
  return { code: word(code), type: word(type) };
}

function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
}

/** Codes of Node and its fetch for what happened to the socket or the body, where they are not a lost connection. */
const KIND_OF_SYSTEM_CODE: Readonly<Record<string, FailureKind>> = {
  UND_ERR_HEADERS_TIMEOUT: 'timeout_headers',
  UND_ERR_BODY_TIMEOUT: 'timeout_idle',
  UND_ERR_RESPONSE_EXCEEDED_SIZE: 'bad_envelope',
};

/**
 * A connection that failed, or a body that could not be read: raw errors of fetch, told apart by the codes of
 * their causes. `amid` is what a connection lost now means: no reply at all, or a stream that was cut.
 */
export function networkFault(error: unknown, amid: 'connection' | 'stream_cut'): CallFault {
  const code = systemCode(error);
  if (code.startsWith('Z_')) return new CallFault('bad_envelope', `the body could not be unpacked (${code})`);
  const kind = KIND_OF_SYSTEM_CODE[code];
  if (kind) return new CallFault(kind, `the connection gave up (${code})`);
  return new CallFault(amid, code ? `the connection was lost (${code})` : 'the connection was lost');
}

/** The innermost code of an error and its causes; empty where none has one. */
function systemCode(error: unknown): string {
  let code = '';
  let link = error;
  for (let depth = 0; depth < 5 && isRecord(link); depth += 1) {
    const own = link['code'];
    if (typeof own === 'string' && /^[A-Z_]{1,40}$/.test(own)) code = own;
    link = link['cause'];
  }
  return code;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
