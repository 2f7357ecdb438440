import { describe, expect, it } from 'vitest';
import { CallFault } from './call-fault.js';
import { ChatReply, nameIn, readUsage } from './chat-reply.js';

function completion(choice: object, rest: object = {}): object {
  return { model: 'm', choices: [{ index: 0, finish_reason: 'stop', ...choice }], ...rest };
}

const said = (content: unknown, finish_reason: unknown = 'stop') =>
  completion({ message: { content }, finish_reason });

/** The text in quotes, or the kind of failure. */
function endOf(body: unknown): string {
  const reply = new ChatReply();
  try {
    reply.addCompletion(body);
    return `"${reply.wholeText()}"`;
  } catch (error) {
    if (error instanceof CallFault) return error.kind;
    throw error;
  }
}

describe('ChatReply', () => {
  it.each([
    [said('{}'), '"{}"'],
    [JSON.stringify(said('{}')), '"{}"'],
    [completion({ index: undefined, message: { content: '{}' } }), '"{}"'],
    [said('{}', 'length'), 'truncated'],
    [said(null, 'length'), 'truncated'],
    [said('{}', 'content_filter'), 'content_filter'],
    [said('{}', 'tool_calls'), 'bad_envelope'],
    [said('{}', 'error'), 'bad_envelope'],
    [said('{}', null), 'bad_envelope'],
    [said('{}', 7), 'bad_envelope'],
    [said(''), 'empty'],
    [said(' \n'), 'empty'],
    [said(null), 'empty'],
    [said(undefined), 'empty'],
    [said(7), 'empty'],
    [completion({ message: { content: '{}', refusal: 'no' } }), 'refusal'],
    [completion({ message: { content: '{}', refusal: '' } }), '"{}"'],
    [completion({ message: { content: null, refusal: 'no' }, finish_reason: 'content_filter' }), 'refusal'],
    [completion({ message: 'text' }), 'bad_envelope'],
    [completion({}), 'bad_envelope'],
    [completion({ index: 1, message: { content: '{}' } }), 'bad_envelope'],
    [{ choices: [null] }, 'bad_envelope'],
    [{ choices: [] }, 'bad_envelope'],
    [{ choices: {} }, 'bad_envelope'],
    [{ error: { code: 'rate_limit_exceeded' } }, 'rate_limited'],
    [{ ...said('{}'), error: null }, '"{}"'],
    [{ ...said('{}'), error: { code: 500 } }, 'overloaded'],
    [{}, 'bad_envelope'],
    [[], 'bad_envelope'],
    [null, 'bad_envelope'],
    [undefined, 'bad_envelope'],
    [0, 'bad_envelope'],
    ['', 'bad_envelope'],
    ['<html>', 'bad_envelope'],
    [said('x'.repeat(1_048_577)), 'bad_envelope'],
  ])('makes %j the end it is', (body, end) => {
    expect(endOf(body)).toBe(end);
  });

  it('puts pieces together, whatever stands between them', () => {
    const reply = new ChatReply();
    const piece = (content: unknown, finish_reason: unknown = null) =>
      reply.addChunk({ model: 'm-2', choices: [{ index: 0, delta: { content }, finish_reason }] });
    reply.addChunk({ choices: [] });
    reply.addChunk({ object: 'ping' });
    expect(reply.begun).toBe(false);
    piece('');
    expect([reply.begun, reply.hasText]).toEqual([true, false]);
    piece('{"a"');
    piece(null);
    reply.addChunk({ choices: [{ index: 1, delta: { content: 'other' }, finish_reason: null }] });
    piece(':1}');
    expect(reply.ended).toBe(false);
    expect(() => reply.wholeText()).toThrow('stream_cut');
    reply.addChunk({ choices: [{ index: 0, delta: null, finish_reason: 'stop' }] });
    reply.addChunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } });
    expect(reply).toMatchObject({ ended: true, model: 'm-2', usage: { input: 3, output: 2 } });
    expect(reply.wholeText()).toBe('{"a":1}');
  });

  it('bounds what a stream may grow to', () => {
    const reply = new ChatReply();
    const piece = { choices: [{ index: 0, delta: { content: 'x'.repeat(400_000) } }] };
    reply.addChunk(piece);
    reply.addChunk(piece);
    expect(() => reply.addChunk(piece)).toThrow('bad_envelope');
  });

  it('keeps the count of tokens that comes with an error', () => {
    const reply = new ChatReply();
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    expect(() => reply.addCompletion({ error: { code: 500 }, usage })).toThrow('overloaded');
    expect(reply.usage).toEqual({ input: 3, cached: 0, output: 2, reasoning: 0 });
  });
});

describe('readUsage', () => {
  const details = (cached: unknown, reasoning: unknown) => ({
    prompt_tokens: 100,
    completion_tokens: 50,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  });

  it('counts cached tokens inside the input and reasoning inside the output', () => {
    expect(readUsage(details(64, 20))).toEqual({ input: 100, cached: 64, output: 50, reasoning: 20 });
    expect(readUsage(details(640, 200))).toEqual({ input: 100, cached: 100, output: 50, reasoning: 50 });
    expect(readUsage(details(null, 'many'))).toEqual({ input: 100, cached: 0, output: 50, reasoning: 0 });
  });

  it.each([null, undefined, 'none', [], {}, { prompt_tokens: 1 }])('makes nothing of %j', (usage) => {
    expect(readUsage(usage)).toBeNull();
  });

  it.each([-1, 1.5, '3', null, Number.NaN, 100_000_001, Number.MAX_SAFE_INTEGER])(
    'takes %s for no number of tokens',
    (tokens) => {
      expect(readUsage({ prompt_tokens: tokens, completion_tokens: 1 })).toBeNull();
    },
  );
});

describe('nameIn', () => {
  it.each([
    ['gpt-6-luna', 'gpt-6-luna'],
    ['läufer 🏃', 'läufer 🏃'],
    ['a\0b\u202E\ud83c', 'ab'],
    [`${'x'.repeat(199)}🏃`, 'x'.repeat(199)],
    ['x'.repeat(300), 'x'.repeat(200)],
    ['\0', null],
    ['', null],
    [7, null],
    [undefined, null],
  ])('makes %j a name that can be stored', (said, name) => {
    expect(nameIn(said)).toBe(name);
  });
});
