import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { profileAt, PROMPT, requestOf } from '../../../test/support/model-requests.js';
import { SpanRecorder } from '../../../test/support/recorded-spans.js';
import { InvalidError } from '../../common/errors.js';
import { ModelMetrics } from './model-metrics.js';
import { ModelTelemetry, type AttemptEnd } from './model-telemetry.js';
import type { WeekProvenance } from '../week-author.js';

const recorder = new SpanRecorder();
beforeAll(() => recorder.enable());
afterAll(() => recorder.disable());

const USAGE = { input: 1200, cached: 1024, output: 300, reasoning: 40 };
const OK: AttemptEnd = {
  outcome: 'ok',
  status: 200,
  usage: USAGE,
  usd: 0.002,
  latencyMs: 1500,
  reply: { model: 'test-model-2026-09-22', firstTokenMs: 250 },
};
const START = {
  request: requestOf(profileAt('http://models.internal:8080/v1', { streaming: true })),
  contract: { id: 'sessions', promptVersion: 'sessions-1' },
  reAsk: false,
} as const;

let registry: Registry;
let telemetry: ModelTelemetry;
beforeEach(() => {
  recorder.spans.length = 0;
  registry = new Registry();
  telemetry = new ModelTelemetry(new ModelMetrics(registry));
});

const text = () => registry.metrics();
const CHAT = 'gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="test-model"';

function provenance(change: Partial<WeekProvenance>): { provenance: WeekProvenance } {
  return { provenance: { author: 'model', fallbackReason: null, ...change } as WeekProvenance };
}

describe('an attempt', () => {
  it('is a client span with the names of the conventions, and nothing of the prompt', () => {
    telemetry.attempt(START).end(OK);
    expect(recorder.spans).toHaveLength(1);
    const [span] = recorder.spans;
    expect(span).toMatchObject({ name: 'chat test-model', kind: SpanKind.CLIENT, status: null, ended: true });
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'test-model',
      'gen_ai.request.max_tokens': 500,
      'gen_ai.request.temperature': 0.7,
      'gen_ai.request.stream': true,
      'gen_ai.output.type': 'json',
      'server.address': 'models.internal',
      'server.port': 8080,
      'gofast.contract': 'sessions',
      'gofast.prompt.version': 'sessions-1',
      'gofast.re_ask': false,
      'gen_ai.response.model': 'test-model-2026-09-22',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': 0.25,
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.cache_read.input_tokens': 1024,
      'gen_ai.usage.output_tokens': 300,
      'gen_ai.usage.reasoning.output_tokens': 40,
      'http.response.status_code': 200,
      'gofast.cost.usd': 0.002,
    });
    expect(JSON.stringify(span)).not.toContain(PROMPT);
  });

  it.each([
    ['timeout_idle', undefined],
    ['truncated', ['length']],
    ['content_filter', ['content_filter']],
  ] as const)('that failed says how: %s', (outcome, finish) => {
    telemetry.attempt(START).end({ ...OK, outcome, status: null, usage: null, usd: null, reply: null });
    const [span] = recorder.spans;
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span?.attributes).toMatchObject({ 'error.type': outcome });
    expect(span?.attributes['gen_ai.response.finish_reasons']).toEqual(finish);
    expect(span?.attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
    expect(span?.attributes).not.toHaveProperty('gofast.cost.usd');
  });

  it('is at the provider’s own address where no other is configured', () => {
    const profile = { ...START.request.profile, baseUrl: null };
    telemetry.attempt({ ...START, request: { ...START.request, profile } });
    expect(recorder.spans[0]?.attributes['server.address']).toBe('api.openai.com');
    expect(recorder.spans[0]?.attributes).not.toHaveProperty('server.port');
  });

  it('is what the call made in it belongs to', async () => {
    const outer = telemetry.attempt(START);
    const answer = await outer.run(async () => {
      await Promise.resolve();
      telemetry.attempt(START).end(OK);
      return 'reply';
    });
    expect(answer).toBe('reply');
    expect(recorder.spans[1]?.parent).toBe(recorder.spans[0]);
  });

  it('is counted by model and outcome, with its tokens, cost and times', async () => {
    telemetry.attempt(START).end(OK);
    telemetry.attempt(START).end({ ...OK, outcome: 'rule_broken', usd: null });
    telemetry.attempt(START).end({ ...OK, outcome: 'connection', usage: null, usd: null, reply: null });
    const metrics = await text();
    for (const line of [
      'gofast_model_attempts_total{gen_ai_request_model="test-model",outcome="ok"} 1',
      'gofast_model_attempts_total{gen_ai_request_model="test-model",outcome="rule_broken"} 1',
      'gofast_model_attempts_total{gen_ai_request_model="test-model",outcome="connection"} 1',
      `gen_ai_client_inference_usage_input_tokens_total{${CHAT}} 2400`,
      `gen_ai_client_inference_usage_cache_read_input_tokens_total{${CHAT}} 2048`,
      `gen_ai_client_inference_usage_output_tokens_total{${CHAT}} 600`,
      `gen_ai_client_inference_usage_reasoning_output_tokens_total{${CHAT}} 80`,
      'gofast_model_cost_usd_total{gen_ai_request_model="test-model"} 0.002',
      'gofast_model_unpriced_attempts_total{gen_ai_request_model="test-model"} 2',
      `gen_ai_client_operation_duration_seconds_sum{${CHAT}} 1.5`,
      `gen_ai_client_operation_duration_seconds_count{${CHAT},error_type="connection"} 1`,
      `gen_ai_client_operation_duration_seconds_bucket{le="1.28",${CHAT}} 0`,
      `gen_ai_client_operation_duration_seconds_bucket{le="2.56",${CHAT}} 1`,
      `gen_ai_client_operation_time_to_first_chunk_seconds_count{${CHAT}} 2`,
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
    expect(metrics).not.toContain('2026-09-22');
  });
});

describe('weeks', () => {
  const ASKED = { runId: 'run-1', planId: 'plan-1', weekCount: 2 };

  it('are spans in that of their request, and the parents of their attempts', async () => {
    await telemetry.weeks(ASKED, async () => {
      await Promise.all(
        [1, 2].map((weekNumber) =>
          telemetry.week(weekNumber, async () => {
            await Promise.resolve();
            telemetry.attempt(START).end(OK);
            return provenance({});
          }),
        ),
      );
    });
    const [whole] = recorder.named('write_weeks');
    expect(whole?.attributes).toEqual({
      'gofast.generation.id': 'run-1',
      'gofast.plan.id': 'plan-1',
      'gofast.week.count': 2,
    });
    const weeks = recorder.named('write_week');
    expect(weeks.map(({ attributes, parent }) => [attributes['gofast.week.number'], parent])).toEqual([
      [1, whole],
      [2, whole],
    ]);
    expect(recorder.named('chat test-model').map(({ parent }) => parent)).toEqual(weeks);
    expect(recorder.spans.every(({ ended }) => ended)).toBe(true);
  });

  it('are counted by author, and those of a fallback by the last reason, of a closed list', async () => {
    const written = [
      provenance({}),
      provenance({ author: 'built-in-coach', fallbackReason: 'a: shut_down; b: overloaded' }),
      provenance({ author: 'built-in-coach', fallbackReason: 'consent: declined' }),
      provenance({ fallbackReason: 'a: breaker_open' }),
      provenance({ fallbackReason: 'a: something a server said' }),
    ];
    for (const each of written) await telemetry.week(3, async () => each);
    const lines = (await text()).split('\n').filter((line) => /^gofast_week.*\{/.test(line));
    expect(lines).toEqual([
      'gofast_weeks_written_total{author="model"} 3',
      'gofast_weeks_written_total{author="built-in-coach"} 2',
      'gofast_week_fallbacks_total{author="built-in-coach",reason="overloaded"} 1',
      'gofast_week_fallbacks_total{author="built-in-coach",reason="declined"} 1',
      'gofast_week_fallbacks_total{author="model",reason="breaker_open"} 1',
      'gofast_week_fallbacks_total{author="model",reason="other"} 1',
    ]);
    expect(recorder.spans[1]?.attributes).toMatchObject({
      'gofast.week.author': 'built-in-coach',
      'gofast.week.fallback_reason': 'a: shut_down; b: overloaded',
    });
  });

  it('that could not be written end with a code, never with a message', async () => {
    for (const error of [new InvalidError('plan.not_draft', 'Ana Berg'), new Error('Ana Berg')]) {
      const failing = async () => {
        await Promise.resolve();
        throw error;
      };
      await expect(telemetry.week(1, failing)).rejects.toBe(error);
    }
    expect(recorder.spans.map(({ attributes }) => attributes['error.type'])).toEqual([
      'plan.not_draft',
      'unexpected',
    ]);
    expect(recorder.spans.every(({ ended, status }) => ended && status?.code === SpanStatusCode.ERROR)).toBe(
      true,
    );
    expect(JSON.stringify(recorder.spans)).not.toContain('Ana');
  });
});

it('counts refused budgets, looked-up replies and alerts', async () => {
  telemetry.budgetRefused('test-model');
  telemetry.cacheLookup('hit');
  telemetry.cacheLookup('shared');
  telemetry.cacheLookup('hit');
  telemetry.alerted({ target: 'test-model', kind: 'auth' });
  const metrics = (await text()).split('\n');
  expect(metrics).toContain('gofast_model_budget_refusals_total{gen_ai_request_model="test-model"} 1');
  expect(metrics).toContain('gofast_reply_cache_lookups_total{result="hit"} 2');
  expect(metrics).toContain('gofast_reply_cache_lookups_total{result="shared"} 1');
  expect(metrics).toContain('gofast_model_alerts_total{gen_ai_request_model="test-model",kind="auth"} 1');
});

it('works the same where nobody traces', async () => {
  recorder.disable();
  const plain = new ModelTelemetry(new ModelMetrics(new Registry()));
  const written = await plain.week(1, async () => {
    await plain.attempt(START).run(() => Promise.resolve());
    plain.attempt(START).end(OK);
    return provenance({});
  });
  expect(written.provenance.author).toBe('model');
  expect(recorder.spans).toEqual([]);
  recorder.enable();
});
