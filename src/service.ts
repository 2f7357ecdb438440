import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { loadSigningKey } from './auth/signing-key.js';
import { Drain } from './common/drain.js';
import { configureHttp, createHttpAdapter, HTTP_OPTIONS } from './common/http-app.js';
import type { AppConfig } from './config/app-config.js';
import type { DatabaseHandle } from './database/database-handle.js';
import { migrate } from './database/migrate.js';
import { openDatabase } from './database/open-database.js';

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
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const app = await listen(config, database.url);
    return { url: await app.getUrl(), stop: once(() => stop(app, database, config.shutdownGraceMs)) };
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

async function stop(app: NestFastifyApplication, database: DatabaseHandle, graceMs: number): Promise<void> {
  const logger = app.get(Logger);
  logger.log('stopping: no new requests');
  const unended = await app.get(Drain).begin(graceMs);
  if (unended > 0) logger.warn(`${unended} requests or operations did not end within ${graceMs} ms`);
  // Those left hold their connections open, and a server waits for its connections.
  if (unended > 0) app.getHttpServer().closeAllConnections();
  await app.close();
  await database.stop();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
