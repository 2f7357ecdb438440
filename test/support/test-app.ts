import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { FastifyInstance } from 'fastify';
import supertest from 'supertest';
import { AppModule } from '../../src/app.module.js';
import {
  configureHttp,
  createHttpAdapter,
  HTTP_OPTIONS,
  type ArrivalTimes,
} from '../../src/common/http-app.js';
import { loadConfig, type AppConfig } from '../../src/config/app-config.js';
import { createTestDatabase } from './test-database.js';

export interface TestAppOptions {
  /** Settings beside the test's own, as in the environment: `{ TODAY: '2026-11-23' }`. */
  readonly env?: Record<string, string>;
  /** Routes beside the service's own, to try its manners on. */
  readonly controllers?: readonly Type[];
  /** How long requests may take to arrive; left out: as long as in production. */
  readonly arrival?: ArrivalTimes;
  /** Replaces providers before the application is built. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** The whole service on a database of its own, listening on a free port of loopback. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly config: AppConfig;
  readonly databaseUrl: string;
  readonly orm: MikroORM;
  readonly url: string;
  /** What the router has, as `GET /api/races/:id`; without the HEAD and OPTIONS that come with them. */
  readonly routes: readonly string[];
  /** `http.get('/api/health/live')`; keeps connections, cookies none. */
  readonly http: ReturnType<typeof supertest.agent>;
  /** Closes the application and drops its database. */
  close(): Promise<void>;
}

const IMPLIED = ['HEAD', 'OPTIONS'];

const TEST_ENV = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
  PORT: '0',
  METRICS_PORT: 'off',
  // Nothing happens by itself in a test that does not ask for it.
  SCHEDULER_ENABLED: 'false',
};

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gofast-app-'));
  const database = await createTestDatabase();
  const config = loadConfig({ ...TEST_ENV, DATA_DIR: dataDir, DATABASE_URL: database.url, ...options.env });
  const test = await startReplica({ config, databaseUrl: database.url }, options);
  return {
    ...test,
    close: async () => {
      await test.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Another process of the same service, as far as a test can tell: on the same database. */
export async function startReplica(
  { config, databaseUrl }: Pick<TestApp, 'config' | 'databaseUrl'>,
  options: Pick<TestAppOptions, 'controllers' | 'override' | 'arrival'> = {},
): Promise<TestApp> {
  const builder = Test.createTestingModule({
    imports: [AppModule.forRoot(config, databaseUrl)],
    controllers: [...(options.controllers ?? [])],
  });
  const module = await (options.override?.(builder) ?? builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    createHttpAdapter(config.http.trustedProxies, options.arrival),
    {
      ...HTTP_OPTIONS,
      logger: false,
    },
  );
  const routes: string[] = [];
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat().filter((each) => !IMPLIED.includes(each)))
      routes.push(`${name} ${url}`);
  });
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    config,
    databaseUrl,
    orm: app.get(MikroORM),
    url,
    routes,
    http: supertest.agent(url),
    close: () => app.close(),
  };
}
