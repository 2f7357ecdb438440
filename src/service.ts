import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { loadSigningKey } from './auth/signing-key.js';
import { Drain } from './common/drain.js';
import { configureHttp, createHttpAdapter, HTTP_OPTIONS } from './common/http-app.js';
import { startTraceExport, type TraceExport } from './common/trace-export.js';
import type { AppConfig } from './config/app-config.js';
import type { DatabaseHandle } from './database/database-handle.js';
import { migrate } from './database/migrate.js';
import { openDatabase } from './database/open-database.js';

/** For the last spans, where requests have used up the grace. */
const LEAST_FLUSH_MS = 500;

/** The service as it runs: listening at `url` until `stop`. */
export interface RunningService {
  readonly url: string;
  /**
   * Stops in order: no new requests, those begun are answered (within the configured grace), the application closes,
   * then the embedded PostgreSQL, so that the last writes land. May be called again; it stops once.
   */
  stop(): Promise<void>;
}

/** Opens and migrates the database, then builds the application and listens. On failure nothing is left running. */
export async function startService(config: AppConfig): Promise<RunningService> {
  // A key that is refused is so before anything is opened or migrated.
  if (config.auth.privateKeyFile !== null) await loadSigningKey(config);
  const traces = await startTraceExport(config.traces);
  try {
    return await start(config, traces);
  } catch (error) {
    await traces.stop(0);
    throw error;
  }
}

async function start(config: AppConfig, traces: TraceExport): Promise<RunningService> {
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const app = await listen(config, database.url);
    if (traces.notice !== null) app.get(Logger).log(traces.notice);
    const running = { app, database, traces };
    return { url: await app.getUrl(), stop: once(() => stop(running, config.shutdownGraceMs)) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function listen(config: AppConfig, databaseUrl: string): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, databaseUrl),
    createHttpAdapter(config.http.trustedProxies),
    { ...HTTP_OPTIONS, bufferLogs: true, abortOnError: false },
  );
  try {
    app.useLogger(app.get(Logger));
    configureHttp(app);
    await app.listen(config.http.port, config.http.host);
    app.get(Logger).log(`listening at ${await app.getUrl()}; the API is described at /api/docs`);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

interface Running {
  app: NestFastifyApplication;
  database: DatabaseHandle;
  traces: TraceExport;
}

async function stop({ app, database, traces }: Running, graceMs: number): Promise<void> {
  const graceEnds = performance.now() + graceMs;
  const logger = app.get(Logger);
  logger.log('stopping: no new requests');
  const unended = await app.get(Drain).begin(graceMs);
  if (unended > 0) logger.warn(`${unended} requests or operations did not end within ${graceMs} ms`);
  // Those left hold their connections open, and a server waits for its connections.
  if (unended > 0) app.getHttpServer().closeAllConnections();
  await app.close();
  const flushMs = Math.max(LEAST_FLUSH_MS, graceEnds - performance.now());
  await Promise.all([database.stop(), traces.stop(flushMs)]);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
