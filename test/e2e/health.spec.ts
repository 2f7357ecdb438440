import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drain } from '../../src/common/drain.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { databaseUrl, execute } from '../support/databases.js';

describe('health', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp()));
  afterAll(() => test.close());

  it('is alive and ready', async () => {
    for (const path of ['/api/health/live', '/api/health/ready']) {
      const { status, body } = await test.http.get(path);
      expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
    }
  });

  it('is not ready, but alive, while the database is away', async () => {
    const name = new URL(test.databaseUrl).pathname.slice(1);
    const maintenance = databaseUrl(test.databaseUrl, 'postgres');
    await execute(maintenance, `alter database ${name} allow_connections false`);
    await execute(
      maintenance,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    const answer = await test.http.get('/api/health/ready').expect(503);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['retry-after']).toBeDefined();
    expect(answer.body).toMatchObject({ status: 503, code: 'service.database_unavailable' });
    await test.http.get('/api/health/live').expect(200);
    await execute(maintenance, `alter database ${name} allow_connections true`);
    await test.http.get('/api/health/ready').expect(200);
  });

  it('refuses new requests while draining, says so at ready, and stays alive', async () => {
    await test.app.get(Drain).begin(0);
    const ready = await test.http.get('/api/health/ready').expect(503);
    expect(ready.body).toMatchObject({ code: 'service.draining' });
    const other = await test.http.get('/api/athletes').expect(503);
    expect(other.body).toMatchObject({ code: 'service.draining', traceId: other.headers['x-request-id'] });
    expect(other.headers['connection']).toBe('close');
    await test.http.get('/api/health/live').expect(200);
  });
});
