import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MetricsServer } from '../../src/health/metrics.server.js';
import { profileAt } from '../support/model-requests.js';
import { startModelApp } from '../support/model-app.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import { SpanRecorder } from '../support/recorded-spans.js';
import type { TestApp } from '../support/test-app.js';

const recorder = new SpanRecorder();
let server: ModelServer;
let test: TestApp;
let coach: Person;

/** No attempt more than the script has, however slow the machine. */
const PATIENT = { headersMs: 8000, idleMs: 8000, totalMs: 9000 };

/** An application of its own, so that counting starts from nothing. */
beforeEach(async () => {
  server.clear();
  recorder.spans.length = 0;
  const { prices, ...rest } = profileAt(server.url, { streaming: true });
  const profile = { ...rest, prices: [...prices] };
  const models = [
    { ...profile, shutdownDate: '2027-01-22' },
    { ...profile, id: 'other-model' },
  ];
  const config = { models, routes: [{ targets: ['test-model', 'other-model'] }] };
  test = await startModelApp({ server, config, policy: { timeouts: PATIENT }, env: { METRICS_PORT: '0' } });
  coach = await signedIn(test, 'coach');
  return () => test.close();
});
beforeAll(async () => {
  recorder.enable();
  server = await startModelServer({ reasoning: 5 });
});
afterAll(async () => {
  recorder.disable();
  await server.stop();
});

async function generate(seed: number): Promise<void> {
  const { id } = await aDraft(test, { coach, draft: { seed } });
  const { status } = await test.http
    .post('/api/training-plan/generate')
    .set(coach.headers)
    .send({ trainingPlanId: id, mode: 'complete' });
  expect(status).toBe(200);
}

/** Values by what stands before them: `name{labels}`. */
async function metrics(): Promise<(line: string) => number> {
  const answer = await fetch(test.app.get(MetricsServer).url ?? '');
  const lines = (await answer.text()).split('\n').filter((line) => !line.startsWith('#'));
  const values = new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
  return (line) => values.get(line) ?? 0;
}

const CHAT = '{gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="test-model"}';
const MODEL = 'gen_ai_request_model="test-model"';

describe('a plan written by a model', () => {
  it('is a span with one per week in it, and in that one per attempt', async () => {
    server.script(['status_500']);
    await generate(1);
    const [whole] = recorder.named('write_weeks');
    expect(whole?.attributes).toMatchObject({ 'gofast.week.count': 16 });
    const weeks = recorder.named('write_week');
    expect(weeks.map(({ parent }) => parent)).toEqual(Array(16).fill(whole));
    expect(weeks.map(({ attributes }) => attributes['gofast.week.author'])).toEqual(Array(16).fill('model'));
    const attempts = recorder.named('chat test-model');
    expect(attempts).toHaveLength(17);
    expect(new Set(attempts.map(({ parent }) => parent))).toEqual(new Set(weeks));
    const failed = attempts.filter(({ status }) => status !== null);
    expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual(['overloaded']);
    expect(recorder.spans.filter(({ ended }) => !ended)).toEqual([]);
    expect(JSON.stringify(recorder.spans)).not.toMatch(/Ana|Berg|example\.com|Race |You are/);
  });

  it('is counted as the server counted it', async () => {
    server.script(['status_503', 'prose']);
    await generate(2);
    const value = await metrics();
    const { input, cached, output, reasoning } = server.told;
    expect(reasoning).toBeGreaterThan(0);
    const usage = 'gen_ai_client_inference_usage';
    expect([
      value(`${usage}_input_tokens_total${CHAT}`),
      value(`${usage}_cache_read_input_tokens_total${CHAT}`),
      value(`${usage}_output_tokens_total${CHAT}`),
      value(`${usage}_reasoning_output_tokens_total${CHAT}`),
    ]).toEqual([input, cached, output, reasoning]);
    expect(value(`gofast_model_attempts_total{${MODEL},outcome="overloaded"}`)).toBe(1);
    expect(value(`gofast_model_attempts_total{${MODEL},outcome="ok"}`)).toBe(16);
    const usd = ((input - cached) * 0.15 + cached * 0.075 + output * 0.6) / 1_000_000;
    expect(value(`gofast_model_cost_usd_total{${MODEL}}`)).toBeCloseTo(usd, 8);
    expect(value(`gen_ai_client_operation_duration_seconds_count${CHAT}`)).toBe(16);
    expect(value(`gen_ai_client_operation_time_to_first_chunk_seconds_count${CHAT}`)).toBe(16);
    expect(value('gofast_weeks_written_total{author="model"}')).toBe(16);
    expect(value('gofast_reply_cache_lookups_total{result="miss"}')).toBe(16);
  });

  it('costs nothing the second time, and that is a hit', async () => {
    await generate(3);
    await generate(3);
    const value = await metrics();
    expect(value('gofast_reply_cache_lookups_total{result="hit"}')).toBe(16);
    expect(value(`gofast_model_attempts_total{${MODEL},outcome="ok"}`)).toBe(16);
    expect(value('gofast_weeks_written_total{author="model"}')).toBe(32);
  });
});

describe('a model that is of no use', () => {
  it('is one alert however many calls it fails, an open breaker, and weeks by another', async () => {
    server.script(({ body }) => (body.model === 'test-model' ? 'status_401' : null));
    await generate(4);
    await generate(5);
    const value = await metrics();
    expect(value(`gofast_model_attempts_total{${MODEL},outcome="auth"}`)).toBeGreaterThan(0);
    expect(value(`gofast_model_alerts_total{${MODEL},kind="auth"}`)).toBe(1);
    expect(value(`gofast_model_breaker_state{${MODEL},state="closed"}`)).toBe(0);
    expect(value(`gofast_model_breaker_state{gen_ai_request_model="other-model",state="closed"}`)).toBe(1);
    const reasons = ['auth', 'breaker_open'].map((reason) =>
      value(`gofast_week_fallbacks_total{author="model",reason="${reason}"}`),
    );
    expect(reasons.reduce((sum, count) => sum + count, 0)).toBe(32);
  });

  it('is a new incident once it has written again', async () => {
    server.script(['status_404']);
    await generate(6);
    server.script(['status_404']);
    await generate(7);
    expect((await metrics())(`gofast_model_alerts_total{${MODEL},kind="model_gone"}`)).toBe(2);
  });
});

describe('limits that are near or reached', () => {
  it('are days until a shutdown, where one is known', async () => {
    const value = await metrics();
    expect(value(`gofast_model_days_left{${MODEL}}`)).toBe(60);
    const body = await (await fetch(test.app.get(MetricsServer).url ?? '')).text();
    expect(body).not.toContain('gofast_model_days_left{gen_ai_request_model="other-model"}');
  });

  it('are calls not made for want of budget, and weeks by the built-in coach', async () => {
    const admin = await signedIn(test, 'admin');
    const { headers } = await test.http.get('/api/ai/routes').set(admin.headers);
    const { status } = await test.http
      .put('/api/ai/routes')
      .set({ ...admin.headers, 'if-match': String(headers['etag']) })
      .send({ budgets: { perPlanUsd: 0, perDayUsd: null, perMonthUsd: null } });
    expect(status).toBe(200);
    await generate(8);
    const value = await metrics();
    expect(server.requests).toHaveLength(0);
    expect(value(`gofast_model_budget_refusals_total{${MODEL}}`)).toBe(16);
    expect(value('gofast_weeks_written_total{author="built-in-coach"}')).toBe(16);
    expect(value('gofast_week_fallbacks_total{author="built-in-coach",reason="budget"}')).toBe(16);
  });
});
