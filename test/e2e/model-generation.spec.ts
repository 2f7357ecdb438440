import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GeneratedPlanResponse } from '../../src/plans/generation-response.dto.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import type { TestApp } from '../support/test-app.js';

let server: ModelServer;
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  server = await startModelServer();
  test = await startModelApp({ server });
  coach = await signedIn(test, 'coach');
});
afterAll(async () => {
  await test.close();
  await server.stop();
});
beforeEach(() => server.clear());

let seed = 0;
/** A seed of its own for every draft, so that no reply is known from before. */
const draft = () => aDraft(test, { coach, draft: { seed: (seed += 1) } });

async function generate(trainingPlanId: string, body: object = { mode: 'complete' }) {
  const answer = await test.http
    .post('/api/training-plan/generate')
    .set(coach.headers)
    .send({ trainingPlanId, ...body });
  return { status: answer.status, body: answer.body as GeneratedPlanResponse & { code?: string } };
}

describe('a plan written by a model', () => {
  it('is stored with who wrote it, and every call is in the ledger', async () => {
    const { id } = await draft();
    const { status, body } = await generate(id);
    expect([status, body.code]).toEqual([200, undefined]);
    expect(body.provenance).toMatchObject({
      author: 'model',
      model: 'test-model-2026-09-22',
      fallbackReason: null,
    });
    expect(server.requests).toHaveLength(16);
    const calls = await callsOf(test, id);
    expect(calls).toHaveLength(16);
    const sum = (key: 'inputTokens' | 'cachedTokens' | 'outputTokens') =>
      calls.reduce((total, call) => total + (call[key] ?? 0), 0);
    const { input, cached, output } = server.told;
    expect([sum('inputTokens'), sum('cachedTokens'), sum('outputTokens')]).toEqual([input, cached, output]);
    expect(new Set(calls.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  });
});
