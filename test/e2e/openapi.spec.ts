import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the description of the API', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp()));
  afterAll(() => test.close());

  it('is served as committed (npm run openapi writes it)', async () => {
    const { body } = await test.http.get('/api/openapi.json');
    expect(body).toEqual(JSON.parse(readFileSync('openapi.json', 'utf8')));
  });

  it('is OpenAPI 3.1, with a problem beside the answer of every operation', async () => {
    const { body } = await test.http.get('/api/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    const operations = Object.values<Record<string, { responses: object }>>(body.paths).flatMap(
      Object.values,
    );
    expect(operations.length).toBeGreaterThan(0);
    for (const { responses } of operations) {
      expect(responses).toHaveProperty('default', { $ref: '#/components/responses/Problem' });
    }
    expect(Object.keys(body.components.schemas)).toContain('ProblemResponse');
    const { properties, required } = body.components.schemas.FieldErrorResponse;
    expect([Object.keys(properties), required]).toEqual([
      ['pointer', 'detail', 'code'],
      ['pointer', 'detail'],
    ]);
  });

  it('has a page to read it on, whose policy lets its scripts run', async () => {
    const page = await test.http.get('/api/docs');
    expect(page.status).toBe(200);
    expect(page.text).toContain('swagger-ui');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const script = await test.http.get('/api/docs/swagger-ui-bundle.js');
    expect(script.status).toBe(200);
  });
});
