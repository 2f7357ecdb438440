import { describe, expect, it } from 'vitest';
import { answeredFault, networkFault } from './call-fault.js';

function answered(status: number | undefined, error: unknown, headers?: Record<string, string>) {
  return answeredFault({ status, error, headers: headers && new Headers(headers) });
}

describe('answeredFault', () => {
  it.each([
    [400, 'bad_request'],
    [401, 'auth'],
    [402, 'quota_exhausted'],
    [403, 'auth'],
    [404, 'model_gone'],
    [405, 'bad_request'],
    [408, 'overloaded'],
    [409, 'overloaded'],
    [410, 'model_gone'],
    [413, 'bad_request'],
    [422, 'bad_request'],
    [425, 'overloaded'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [502, 'overloaded'],
    [503, 'overloaded'],
    [529, 'overloaded'],
    [302, 'bad_envelope'],
  ] as const)('takes a bare %i for %s', (status, kind) => {
    expect(answered(status, undefined)).toMatchObject({ kind, facts: { status } });
  });

  it.each([
    [429, { code: 'insufficient_quota' }, 'quota_exhausted'],
    [429, { code: null, type: 'insufficient_quota' }, 'quota_exhausted'],
    [429, { code: 'resource_unavailable' }, 'overloaded'],
    [400, { code: 'context_length_exceeded' }, 'bad_request'],
    [400, { code: 'content_filter' }, 'content_filter'],
    [400, { code: 'model_not_found' }, 'model_gone'],
    [404, { code: 'DeploymentNotFound' }, 'model_gone'],
    [503, { code: 'model_not_found' }, 'model_gone'],
    [undefined, { code: 429 }, 'rate_limited'],
    [undefined, { code: '502' }, 'overloaded'],
    [undefined, { type: 'server_error' }, 'overloaded'],
    [undefined, { type: 'invalid_request_error' }, 'bad_request'],
    [undefined, { message: 'no' }, 'bad_envelope'],
    [undefined, 'no', 'bad_envelope'],
    [undefined, [], 'bad_envelope'],
    [500, 'no', 'overloaded'],
    [500, { code: 'constructor', type: '__proto__' }, 'overloaded'],
    [undefined, { code: '__proto__' }, 'bad_envelope'],
  ] as const)('believes what the error calls itself before its status: %s %j', (status, error, kind) => {
    expect(answered(status, error).kind).toBe(kind);
  });

  it('repeats no words of the server but its codes', () => {
    const error = { message: 'key sk-SECRET of Jane', code: 'sk-SECRET0123456789', type: 'server_error' };
    expect(answered(500, error).message).toBe('overloaded: the server answered 500 server_error');
  });

  it('keeps the wait that the headers ask for', () => {
    expect(answered(503, undefined, { 'retry-after': '7' }).facts.retryAfterMs).toBe(7000);
    expect(answered(503, undefined, {}).facts.retryAfterMs).toBeNull();
  });
});

describe('networkFault', () => {
  const caused = (...codes: string[]) =>
    codes.reduceRight<Error>(
      (cause, code) => Object.assign(new Error('x', { cause }), { code }),
      new Error(),
    );

  it.each([
    [caused('ECONNREFUSED'), 'connection'],
    [caused('UND_ERR_SOCKET'), 'connection'],
    [caused('UND_ERR_CONNECT_TIMEOUT'), 'connection'],
    [caused('OUTER', 'Z_DATA_ERROR'), 'bad_envelope'],
    [caused('UND_ERR_HEADERS_TIMEOUT'), 'timeout_headers'],
    [caused('UND_ERR_BODY_TIMEOUT'), 'timeout_idle'],
    [new Error('anything'), 'connection'],
    ['no error at all', 'connection'],
  ])('finds the cause of %s', (error, kind) => {
    expect(networkFault(error, 'connection').kind).toBe(kind);
  });

  it('knows that a stream was cut', () => {
    expect(networkFault(caused('ECONNRESET'), 'stream_cut')).toMatchObject({
      kind: 'stream_cut',
      detail: 'the connection was lost (ECONNRESET)',
    });
  });
});
