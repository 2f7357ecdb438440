import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/setting.js';
import { loadConfig } from '../../src/config/app-config.js';
import { MetricsServer } from '../../src/health/metrics.server.js';
import { startService } from '../../src/service.js';
import { databaseUrl, execute } from '../support/databases.js';
import { readPromql } from '../support/promql.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** A port that somebody else listens at. */
async function takenPort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    free: () => new Promise((done) => server.close(() => done())),
  };
}

/** Labels that whoever scrapes adds. */
const OF_PROMETHEUS = ['instance', 'job'];

/** Names of series as they are asked for, with their labels. */
function seriesOf(registry: Registry): Map<string, readonly string[]> {
  const series = new Map<string, readonly string[]>();
  for (const metric of registry.getMetricsAsArray()) {
    const { name, type } = metric;
    const labels = 'labelNames' in metric ? (metric.labelNames as string[]) : [];
    if (String(type) === 'histogram') {
      series
        .set(`${name}_bucket`, [...labels, 'le'])
        .set(`${name}_sum`, labels)
        .set(`${name}_count`, labels);
    } else {
      series.set(name, labels);
    }
  }
  return series;
}

/** What the panels and variables of the dashboard ask for. */
function dashboardExpressions(): string[] {
  const { panels, templating } = JSON.parse(readFileSync('ops/grafana/dashboard.json', 'utf8')) as {
    panels: { targets?: { expr: string }[] }[];
    templating: { list: { definition?: string }[] };
  };
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const variables = templating.list.flatMap(({ definition }) => {
    const [, series] = /^label_values\((.*), \w+\)$/.exec(definition ?? '') ?? [];
    return series === undefined ? [] : [series];
  });
  return [...asked, ...variables];
}

async function scrape(url: string): Promise<string> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('GET /metrics', () => {
  let test: TestApp;
  let url: string;
  beforeAll(async () => {
    test = await startTestApp({ env: { METRICS_PORT: '0' } });
    url = test.app.get(MetricsServer).url ?? '';
  });
  afterAll(() => test.close());

  it('tells of the process and of the models, in the format of Prometheus, on loopback', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const body = await answer.text();
    expect(body).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(body).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(body).toContain('# TYPE gen_ai_client_operation_duration_seconds histogram');
    expect(body).toContain('# TYPE gofast_model_attempts_total counter');
  });

  it('answers nothing else, and the API answers no metrics', async () => {
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    const posted = await fetch(url, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${test.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${test.url}/api/metrics`)).status).toBe(404);
  });

  it('tells how long requests took by method, route and status, and nothing of what was asked for', async () => {
    test.app.get(Registry, { strict: false }).getSingleMetric('http_request_duration_seconds')?.reset();
    const id = '0190b7a2-0000-7000-8000-00000000abcd';
    await test.http.get('/api/health/live').expect(200);
    await test.http.get(`/api/races/${id}?q=secret`).expect(401);
    await test.http.get(`/api/calendar/${'s'.repeat(43)}.ics`).expect(404);
    await test.http.get('/api/nothing/here').expect(404);
    await test.http.get('/api/nothing/else').expect(404);
    await test.http.put('/api/health/live').expect(405);
    await fetch(`${test.url}/api/nothing`, { method: 'PROPFIND' });
    const counts = async () =>
      (await scrape(url))
        .split('\n')
        .filter((line) => line.startsWith('http_request_duration_seconds_count'));
    await expect.poll(counts).toHaveLength(6);
    expect(new Set(await counts())).toEqual(
      new Set(
        [
          '{method="GET",route="/api/health/live",status="200"} 1',
          '{method="GET",route="/api/races/:id",status="401"} 1',
          '{method="GET",route="/api/calendar/:token.ics",status="404"} 1',
          '{method="GET",route="unmatched",status="404"} 2',
          '{method="PUT",route="unmatched",status="405"} 1',
          '{method="_OTHER",route="unmatched",status="404"} 1',
        ].map((labelled) => `http_request_duration_seconds_count${labelled}`),
      ),
    );
    expect((await counts()).join()).not.toMatch(/abcd|sss|nothing|secret/);
  });

  it('tells of a client that left before it was answered', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 100 };
    const leaving = request(`${test.url}/api/auth/login`, { method: 'POST', headers });
    leaving.on('error', () => {});
    await new Promise<void>((sent) => leaving.write('{', () => sent()));
    leaving.destroy();
    await expect
      .poll(() => scrape(url))
      .toContain('http_request_duration_seconds_count{method="POST",route="/api/auth/login",status="499"} 1');
  });

  it('tells how the pools of connections are used', async () => {
    await test.http.get('/api/health/ready').expect(200);
    const text = await scrape(url);
    const held = test.orm.em.fork();
    await held.begin();
    const value = (from: string, pool: string, state: string) =>
      Number(
        new RegExp(`^gofast_database_pool_connections\\{pool="${pool}",state="${state}"} (\\d+)$`, 'm').exec(
          from,
        )?.[1],
      );
    expect(value(await scrape(url), 'requests', 'used')).toBe(value(text, 'requests', 'used') + 1);
    await held.rollback();
    expect(value(text, 'queue', 'idle') + value(text, 'queue', 'used')).toBeGreaterThan(0);
    expect(text).toMatch(/^gofast_database_pool_max_connections\{pool="requests"} 10$/m);
    expect(text).toMatch(/^gofast_database_pool_waiting\{pool="queue"} 0$/m);
  });

  it('is of one application: another in the process, its database away, tells of itself what it can', async () => {
    const other = await startTestApp({ env: { METRICS_PORT: '0' } });
    try {
      const otherUrl = other.app.get(MetricsServer).url ?? '';
      expect(otherUrl).not.toBe(url);
      const name = new URL(other.databaseUrl).pathname.slice(1);
      await execute(databaseUrl(other.databaseUrl, 'postgres'), `drop database ${name} with (force)`);
      const text = await scrape(otherUrl);
      expect(text).toMatch(/^gofast_unattended_plans_due Nan$/m);
      expect(text).not.toMatch(/^gofast_queue_jobs\{/m);
      expect(text).toMatch(/^gofast_database_pool_waiting\{pool="requests"} 0$/m);
      expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
      expect(text).not.toMatch(/^http_request_duration_seconds_count/m);
    } finally {
      await other.close();
    }
    expect(await scrape(url)).toMatch(/^gofast_queue_jobs\{/m);
  });

  it('has all that the dashboard and the page for operators name, with those labels', () => {
    const known = seriesOf(test.app.get(Registry, { strict: false }));
    const expressions = dashboardExpressions();
    expect(expressions.length).toBeGreaterThan(40);
    const missing = expressions.filter((expression) => {
      const { series, grouping } = readPromql(expression);
      const labels = new Set([...series.flatMap(({ name }) => known.get(name) ?? []), ...OF_PROMETHEUS]);
      const asked = [...series.flatMap((each) => each.labels), ...grouping];
      return (
        series.length === 0 ||
        !series.every(({ name }) => known.has(name)) ||
        !asked.every((label) => labels.has(label))
      );
    });
    expect(missing).toEqual([]);
    const page = readFileSync('docs/operating.md', 'utf8');
    const named = page.match(/\b(?:gofast|gen_ai|http|nodejs|process)_[a-z0-9_]*[a-z0-9](?![\w*])/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name) && !known.has(`${name}_count`))).toEqual([]);
  });

  it('is off where it is said to be', async () => {
    const off = await startTestApp();
    expect(off.app.get(MetricsServer).url).toBeNull();
    await off.close();
  });
});

/** Nothing of it is written to a folder. */
const ENV = {
  NODE_ENV: 'test',
  PORT: '0',
  LOG_LEVEL: 'silent',
  AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
  ADMIN_EMAIL: 'admin@example.com',
  ADMIN_PASSWORD: 'quite long enough for a test',
};

describe('the port of metrics', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const config = (env: Record<string, string>) => loadConfig({ ...ENV, DATABASE_URL: database.url, ...env });

  it('stops the start when it was chosen and is taken, and leaves nothing running', async () => {
    const { port, free } = await takenPort();
    try {
      const start = startService(config({ METRICS_PORT: String(port) }));
      await expect(start).rejects.toThrow(ConfigError);
      await expect(start).rejects.toThrow(
        `METRICS_PORT: 127.0.0.1:${port} cannot be listened at (EADDRINUSE)`,
      );
    } finally {
      await free();
    }
  });

  it('does not stop the second service of a machine when nobody chose it', async () => {
    const { port, free } = await takenPort();
    const given = config({});
    expect(given.metrics).toEqual({ port: 9464, chosen: false });
    const service = await startService({ ...given, metrics: { port, chosen: false } });
    expect((await fetch(`${service.url}/api/health/live`)).status).toBe(200);
    await service.stop();
    await free();
  });

  it('is let go when the service stops, also by a scraper that keeps its connection', async () => {
    const { port, free } = await takenPort();
    await free();
    const service = await startService(config({ METRICS_PORT: String(port) }));
    const held = request({
      port,
      host: '127.0.0.1',
      path: '/metrics',
      headers: { connection: 'keep-alive' },
    });
    await new Promise((done, failed) => {
      held.once('response', (response) => response.resume().once('end', done));
      held.once('error', failed);
      held.end();
    });
    await service.stop();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
  });
});
