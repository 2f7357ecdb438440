import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Answer {
  $ref?: string;
  content?: object;
}

interface ApiDocument {
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        summary?: string;
        description?: string;
        tags: string[];
        security?: object[];
        responses: Record<string, Answer>;
        'x-roles'?: string[];
      }
    >
  >;
  tags: { name: string }[];
  components: { responses: Record<string, Answer> };
}

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
      ['pointer', 'detail', 'code', 'rule', 'expected', 'actual'],
      ['pointer', 'detail'],
    ]);
  });

  it('says of every operation for whom it is, under which heading, and what follows from that', async () => {
    const { paths, tags } = (await test.http.get('/api/openapi.json')).body as ApiDocument;
    const headings = tags.map(({ name }) => name);
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const { summary, description, security, responses } = operation;
        const where = `${method} ${path}`;
        const isPublic = operation['x-roles'] === undefined;
        const statuses = Object.keys(responses);
        expect([where, summary, description]).toEqual([
          where,
          expect.any(String),
          expect.stringMatching(/For .+\.$/),
        ]);
        expect([where, headings]).toEqual([where, expect.arrayContaining(operation.tags)]);
        expect([where, security]).toEqual([where, isPublic ? [] : [{ bearer: [] }]]);
        expect([where, statuses.includes('403')]).toEqual([where, !isPublic]);
        expect([where, statuses.includes('415')]).toEqual([where, method !== 'get']);
        expect([where, statuses.includes('404') || !path.includes('{')]).toEqual([where, true]);
      }
    }
  });

  it('gives every problem the media type and the schema of problems', async () => {
    const { paths, components } = (await test.http.get('/api/openapi.json')).body as ApiDocument;
    const problem = {
      'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemResponse' } },
    };
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      for (const [status, given] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const name = given.$ref?.replace('#/components/responses/', '');
        const { content } = name === undefined ? given : (components.responses[name] ?? {});
        expect([operation.operationId, status, content]).toEqual([operation.operationId, status, problem]);
      }
    }
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
