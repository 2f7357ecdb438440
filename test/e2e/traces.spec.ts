import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTraceExport } from '../../src/common/trace-export.js';
import { loadConfig } from '../../src/config/app-config.js';
import { startService } from '../../src/service.js';
import { startModelApp } from '../support/model-app.js';
import { startModelServer } from '../support/model-server.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { SpanCollector, type CollectedSpan } from '../support/span-collector.js';
import { createTestDatabase } from '../support/test-database.js';
import { look, onClock, settled, UNATTENDED_ENV } from '../support/unattended.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const SERVER = 2;
const CLIENT = 3;
const CONSUMER = 5;

describe('spans of a service with a collector', () => {
  let collector: SpanCollector;
  let coach: Person;
  let planId: string;
  let refused: string;

  /** All of it happens once; the tests look at what the collector got. */
  beforeAll(async () => {
    collector = await new SpanCollector().start();
    const traces = await startTraceExport({
      endpoint: `${collector.url}/`,
      headers: { 'x-key': 'k' },
      share: 1,
    });
    const server = await startModelServer();
    const clock = new MovedClock(TODAY);
    const test = await startModelApp({ server, clock, env: UNATTENDED_ENV, override: onClock(clock) });
    coach = await signedIn(test, 'coach');
    planId = (await aDraft(test, { coach, race: { date: '2026-12-20', metres: 5000 } })).id;
    await test.http
      .post('/api/training-plan/generate')
      .set({ ...coach.headers, traceparent: `00-${TRACE}-${CALLER}-01` })
      .send({ trainingPlanId: planId, mode: 'progressive' })
      .expect(200);
    await settled(test, planId);
    await look(test);
    await test.http.get('/api/health/live').expect(200);
    await test.http.get('/api/nothing/at-all?q=hunter2').expect(404);
    const { headers } = await test.http.get(`/api/races/${planId}`).expect(401);
    refused = String(headers['x-request-id']);
    await test.close();
    await server.stop();
    await traces.stop(10_000);
  });
  afterAll(() => collector.stop());

  const parentOf = (span: CollectedSpan | undefined) =>
    collector.spans.find(({ spanId }) => spanId === span?.parentSpanId);

  it('come as OTLP in JSON, with the headers that are asked for and who sends them', () => {
    expect(collector.requests.length).toBeGreaterThan(0);
    for (const { path, headers } of collector.requests) {
      expect([path, headers['content-type'], headers['x-key']]).toEqual([
        '/v1/traces',
        'application/json',
        'k',
      ]);
    }
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'gofast-training-plans' });
  });

  it('have a request in the caller’s trace, and in it the weeks and the calls to the model', () => {
    const [request] = collector.named('POST /api/training-plan/generate');
    expect(request).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, kind: SERVER });
    expect(request?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/training-plan/generate',
      'http.response.status_code': 200,
    });
    const chat = collector.named('chat test-model').find(({ traceId }) => traceId === TRACE);
    expect(chat?.kind).toBe(CLIENT);
    const week = parentOf(chat);
    const weeks = parentOf(week);
    expect([week?.name, weeks?.name, parentOf(weeks)]).toEqual(['write_week', 'write_weeks', request]);
  });

  it('have a job as a trace of its own, with the week and the call in it', () => {
    const [job, ...more] = collector.named('process week.write');
    expect(more).toEqual([]);
    expect(job).toMatchObject({ kind: CONSUMER });
    expect(job?.parentSpanId ?? '').toBe('');
    expect(job?.traceId).not.toBe(TRACE);
    expect(job?.attributes).toMatchObject({
      'messaging.destination.name': 'week.write',
      'gofast.outcome': 'written',
    });
    const within = collector.spans.filter(({ traceId }) => traceId === job?.traceId).map(({ name }) => name);
    expect(within).toEqual(expect.arrayContaining(['write_weeks', 'write_week', 'chat test-model']));
    expect(collector.named('look_ahead').map(({ attributes }) => attributes['gofast.trigger'])).toContain(
      'request',
    );
  });

  it('have no probes, what found no route by its method alone, and what was refused with its id', () => {
    expect(collector.spans.filter(({ name }) => name.includes('health'))).toEqual([]);
    expect(collector.named('GET').map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
      404,
    ]);
    const [unknown] = collector.named('GET /api/races/:id');
    expect(unknown?.attributes).toMatchObject({
      'http.response.status_code': 401,
      'gofast.request.id': refused,
    });
  });

  it('hold no person, no secret and nothing that was sent', () => {
    expect(collector.text).toContain(planId);
    const token = coach.headers.authorization.slice('Bearer '.length);
    for (const secret of ['Ana', 'Berg', '@example.com', 'hunter2', 'at-all', token, 'You are', coach.id]) {
      expect(collector.text).not.toContain(secret);
    }
  });
});

describe('a service that stops', () => {
  it.each([false, true])(
    'sends its last spans within the grace; the collector never answers: %s',
    async (silent) => {
      const collector = await new SpanCollector().start();
      const database = await createTestDatabase();
      collector.silent = silent;
      const service = await startService(
        loadConfig({
          NODE_ENV: 'test',
          PORT: '0',
          LOG_LEVEL: 'silent',
          METRICS_PORT: 'off',
          SCHEDULER_ENABLED: 'false',
          AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
          ADMIN_EMAIL: 'admin@example.com',
          ADMIN_PASSWORD: 'quite long enough for a test',
          DATABASE_URL: database.url,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          SHUTDOWN_GRACE_MS: silent ? '0' : '10000',
        }),
      );
      const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };
      expect((await fetch(`${service.url}/api/athletes`, { headers })).status).toBe(401);
      await service.stop();
      expect(collector.named('GET /api/athletes')).toMatchObject([{ traceId: TRACE, parentSpanId: CALLER }]);
      // It went without an answer, rather than after its time limit.
      expect(collector.waiting).toBe(silent ? 1 : 0);
      await collector.stop();
      await database.drop();
    },
  );
});
