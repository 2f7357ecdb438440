import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEvents } from '../support/event-stream.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

let gate: WeekGate;
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
afterEach(() => gate.allow());

const post = (path: string, body: object) =>
  test.http
    .post(`/api/training-plan/${path}`)
    .set({ ...coach.headers, prefer: 'respond-async' })
    .send(body);
const read = async (id: string) => (await test.http.get(`/api/operations/${id}`).set(coach.headers)).body;
const events = (id: string, lastEventId?: number) =>
  openEvents(`${test.url}/api/operations/${id}/events`, coach.headers, lastEventId);

describe('a plan generated as an operation', () => {
  it('is answered at once, followed, and comes to what the synchronous call answers', async () => {
    const draft = await aDraft(test, { coach });
    gate.allow(0);
    const accepted = await post('generate', { trainingPlanId: draft.id, mode: 'complete' });
    expect(accepted.status).toBe(202);
    expect(accepted.headers).toMatchObject({
      location: `/api/operations/${accepted.body.id}`,
      'preference-applied': 'respond-async',
    });
    expect(accepted.body).toMatchObject({
      kind: 'plan.generate',
      status: 'pending',
      result: null,
      problem: null,
    });
    const { id } = accepted.body;
    const stream = await events(id);
    expect(stream.headers.get('content-type')).toMatch('text/event-stream');
    expect(await stream.next()).toMatchObject({ id: 1, type: 'generation.started' });
    gate.allow(5);
    await expect.poll(() => read(id)).toMatchObject({ status: 'running', progress: { done: 5, total: 16 } });
    gate.allow();
    const rest = await stream.rest();
    expect(rest.map((event) => event.id)).toEqual(rest.map((_, index) => index + 2));
    expect(rest.at(-1)).toMatchObject({ type: 'operation.succeeded' });
    const ended = await read(id);
    expect(ended).toMatchObject({ status: 'succeeded', progress: { done: 16, total: 16 } });
    expect(ended.result).toMatchObject({ trainingPlanId: draft.id, status: 'active', weeksGenerated: 16 });
    expect((await events(id, rest.at(-1)?.id)).status).toBe(204);
  });
});
