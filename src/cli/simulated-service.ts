import { randomBytes } from 'node:crypto';
import { MikroORM, RequestContext } from '@mikro-orm/core';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { Actor } from '../auth/actor.js';
import { Staff } from '../auth/staff.entity.js';
import type { Clock } from '../common/clock.js';
import { loadConfig } from '../config/app-config.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** The service without HTTP, on a clock of one's own. Nothing happens in it by itself. */
export interface SimulatedService {
  readonly app: INestApplicationContext;
  readonly databaseUrl: string;
  /** Who does what staff do. */
  readonly admin: Actor;
  /** Runs a use case as a request would: with an identity map of its own. */
  readonly request: <T>(useCase: () => Promise<T>) => Promise<T>;
}

/**
 * Starts the service on a clock, lets `use` work with it, and takes all of it away again, however the work ends. The
 * environment has no say: whatever database or model it names is let be.
 * @param database where its tables are made; left out: an embedded PostgreSQL in a temporary folder
 */
export function withSimulatedService<T>(
  clock: Clock,
  use: (service: SimulatedService) => Promise<T>,
  database: { url: string } | null = null,
): Promise<T> {
  return withTemporaryFolder('gofast-simulate-', async (dataDir) => {
    const config = loadConfig({
      ...(database && { DATABASE_URL: database.url }),
      METRICS_PORT: 'off',
      DATA_DIR: dataDir,
      ADMIN_EMAIL: 'admin@gofast.example',
      ADMIN_PASSWORD: randomBytes(18).toString('base64url'),
      LOG_LEVEL: 'silent',
      SCHEDULER_ENABLED: 'false',
    });
    const opened = await openDatabase(config);
    try {
      await migrate(opened.url);
      const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, opened.url, clock), {
        logger: false,
        abortOnError: false,
      });
      try {
        const { em } = app.get(MikroORM);
        const request = <R>(useCase: () => Promise<R>) => RequestContext.create(em, useCase);
        const { id, role } = await em.fork().findOneOrFail(Staff, { role: 'admin' });
        const admin = { id, role, athleteId: null };
        return await use({ app, databaseUrl: opened.url, admin, request });
      } finally {
        await app.close();
      }
    } finally {
      await opened.stop();
    }
  });
}
