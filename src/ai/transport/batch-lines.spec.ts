import { describe, expect, it } from 'vitest';
import { batchProgress, batchResults } from './batch-lines.js';

describe('batchProgress', () => {
  it.each(['constructor', '__proto__', '', 7, null])('takes %j for no state of a batch', (status) => {
    expect(() => batchProgress({ id: 'batch_1', status })).toThrow('the answer is no batch');
  });
});

describe('batchResults', () => {
  const line = (response: unknown) => JSON.stringify({ custom_id: 'a', response });
  const body = {
    model: 'm\0',
    choices: [{ index: 0, message: { content: '{}' }, finish_reason: 'stop' }],
  };

  it('names model and request so that both can be stored', () => {
    const [result] = batchResults(line({ status_code: 200, request_id: 'req\0_1', body }), 'other');
    expect(result).toMatchObject({ reply: { text: '{}', model: 'm', requestId: 'req_1' } });
  });

  it.each([1e9, 1.5, -1, '500'])('takes %j for no status', (status_code) => {
    const [result] = batchResults(line({ status_code, body: { error: { code: 'constructor' } } }), 'other');
    expect(result).toMatchObject({ error: { kind: 'bad_envelope', status: null } });
  });
});
