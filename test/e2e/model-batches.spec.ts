import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelCallError } from '../../src/ai/model-call.js';
import type { BatchProgress } from '../../src/ai/model-batch.js';
import { OpenAiTransport } from '../../src/ai/transport/openai.transport.js';
import { TEXT_FAULTS } from '../support/model-answers.js';
import { KEY, profileAt, PROMPT, requestOf, SESSIONS_TEXT } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';

const transport = new OpenAiTransport(() => KEY);
const OPTIONS = { signal: new AbortController().signal, totalMs: 3000 };

async function kindOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ModelCallError ? error.kind : `raw ${String(error)}`),
  );
}

describe('beside the chat', () => {
  let server: ModelServer;
  const models = [
    { id: 'gpt-4o-mini', shutdown_date: '2027-01-14' },
    { id: 'gpt-6-luna', shutdown_date: null },
    { id: 'local' },
  ];

  beforeAll(async () => {
    server = await startModelServer({ answer: () => SESSIONS_TEXT, models });
  });
  beforeEach(() => {
    server.clear();
    server.returns = () => true;
  });
  afterAll(() => server.stop());

  const profile = () => profileAt(server.url, { streaming: true });
  const itemsOf = (ids: readonly string[]) => ids.map((id) => ({ id, request: requestOf(profile()) }));

  it('lists a provider’s models with the day they are shut down', async () => {
    expect(await transport.listModels(profile(), OPTIONS)).toEqual([
      { id: 'gpt-4o-mini', shutdownDate: '2027-01-14' },
      { id: 'gpt-6-luna', shutdownDate: null },
      { id: 'local', shutdownDate: null },
    ]);
  });

  it('says why a provider lists none', async () => {
    const elsewhere = { ...profile(), baseUrl: `${server.url}/nowhere` };
    expect(await kindOf(transport.listModels(elsewhere, OPTIONS))).toBe('model_gone');
    const signal = AbortSignal.abort();
    expect(await kindOf(transport.listModels(profile(), { signal, totalMs: 3000 }))).toBe('cancelled');
  });

  it('hands in a batch, follows it and reads what came back, in any order', async () => {
    const submitted = await transport.submit(
      { profile: profile(), items: itemsOf(['a', 'b', 'c']), tag: 'abc' },
      OPTIONS,
    );
    expect(submitted).toMatchObject({ state: 'running', total: 3, completed: 0, resultFiles: [] });
    const batch = { profile: profile(), batchId: submitted.batchId };
    expect(await transport.progress(batch, OPTIONS)).toMatchObject({ state: 'running' });

    server.script(['fences', 'status_500', null]);
    server.batches.finish();
    const done = await transport.progress(batch, OPTIONS);
    expect(done).toMatchObject({ state: 'done', total: 3, completed: 3 });
    const results = await transport.results({ profile: profile(), resultFiles: done.resultFiles }, OPTIONS);
    expect(results.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
    const byId = new Map(results.map((result) => [result.id, result]));
    expect(byId.get('a')).toMatchObject({ reply: { text: TEXT_FAULTS.fences(SESSIONS_TEXT) } });
    expect(byId.get('b')).toMatchObject({ error: { kind: 'overloaded', status: 500 } });
    expect(byId.get('c')).toMatchObject({
      reply: { text: SESSIONS_TEXT, usage: server.requests[2]?.told, requestId: 'req_2' },
    });
    expect(server.requests[0]?.body).toMatchObject({
      model: 'test-model',
      max_tokens: 500,
      temperature: 0.7,
    });
    expect(server.requests[0]?.body.messages.at(-1)?.content).toBe(PROMPT);
  });

  it('leaves out what did not come back in time', async () => {
    const { batchId } = await transport.submit(
      { profile: profile(), items: itemsOf(['a', 'b']), tag: 'ab' },
      OPTIONS,
    );
    server.returns = (id) => id === 'b';
    server.batches.finish();
    const late: BatchProgress = await transport.progress({ profile: profile(), batchId }, OPTIONS);
    expect(late.state).toBe('partial');
    const results = await transport.results({ profile: profile(), resultFiles: late.resultFiles }, OPTIONS);
    expect(results.map(({ id }) => id)).toEqual(['b']);
  });

  it('cancels', async () => {
    const { batchId } = await transport.submit(
      { profile: profile(), items: itemsOf(['a']), tag: 'a' },
      OPTIONS,
    );
    expect(await transport.cancel({ profile: profile(), batchId }, OPTIONS)).toMatchObject({
      state: 'partial',
    });
  });

  it('fails in kind when there is no such batch, and when nobody is there', async () => {
    const batch = { profile: profile(), batchId: 'batch-99' };
    expect(await kindOf(transport.progress(batch, OPTIONS))).toBe('model_gone');
    await server.stop();
    expect(
      await kindOf(transport.submit({ profile: profile(), items: itemsOf(['a']), tag: 'a' }, OPTIONS)),
    ).toBe('connection');
    await server.start();
  });
});

/** The protocol as somebody else reads it. */
describe('a server of another make', () => {
  let mock: LLMock;
  const timeouts = { headersMs: 2000, idleMs: 2000, totalMs: 5000 };
  const signal = new AbortController().signal;
  const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };

  beforeAll(async () => {
    mock = await LLMock.create({ port: 0 });
  });
  beforeEach(() => {
    mock.clearFixtures();
    mock.resetMatchCounts();
  });
  afterAll(() => mock.stop());

  const request = (streaming: boolean) => requestOf(profileAt(`${mock.url}/v1`, { streaming }));

  it.each([true, false])('is understood, streaming: %s', async (streaming) => {
    mock.onMessage(PROMPT, { content: SESSIONS_TEXT, usage });
    const reply = await transport.call(request(streaming), { signal, timeouts });
    expect(reply).toMatchObject({
      text: SESSIONS_TEXT,
      usage: { input: 11, cached: 0, output: 5, reasoning: 0 },
    });
  });

  it.each([true, false])('is understood when it fails, streaming: %s', async (streaming) => {
    mock.onMessage(PROMPT, { content: '{"days":[', finishReason: 'length', usage });
    expect(await kindOf(transport.call(request(streaming), { signal, timeouts }))).toBe('truncated');
    mock.nextRequestError(429, { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' });
    expect(await kindOf(transport.call(request(streaming), { signal, timeouts }))).toBe('rate_limited');
    mock.nextRequestError(503, { message: 'busy', type: 'server_error' });
    expect(await kindOf(transport.call(request(streaming), { signal, timeouts }))).toBe('overloaded');
  });

  it('takes a batch', async () => {
    const { profile } = request(false);
    let batch = await transport.submit(
      { profile, items: [{ id: 'a', request: request(false) }], tag: 'mock' },
      OPTIONS,
    );
    for (let poll = 0; poll < 10 && batch.state === 'running'; poll += 1)
      batch = await transport.progress({ profile, batchId: batch.batchId }, OPTIONS);
    expect(batch).toMatchObject({ state: 'done', total: 1, completed: 1 });
    expect(await transport.find({ profile, tag: 'mock' }, OPTIONS)).toMatchObject({ batchId: batch.batchId });
    expect(await transport.find({ profile, tag: 'other' }, OPTIONS)).toBeNull();
    const results = await transport.results({ profile, resultFiles: batch.resultFiles }, OPTIONS);
    // It answers every item with the same words.
    expect(results).toMatchObject([
      { id: 'a', reply: { text: 'Mock batch completion', usage: { output: 1 } } },
    ]);
  });
});
