import { MikroORM, RequestContext, type EntityManager } from '@mikro-orm/core';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import type { Actor } from '../src/auth/actor.js';
import { Staff } from '../src/auth/staff.entity.js';
import { loadConfig } from '../src/config/app-config.js';
import { withTemporaryFolder } from '../src/cli/temporary-folder.js';
import { ADMIN } from './service.js';
import { TODAY } from './season.js';

/** The service in this process, without HTTP. Nothing happens in it by itself. */
export interface Application {
  readonly app: INestApplicationContext;
  readonly em: EntityManager;
  readonly admin: Actor;
  /** Runs a use case as a request would: with an identity map of its own. */
  readonly request: <T>(useCase: () => Promise<T>) => Promise<T>;
}

/** The service for the length of a measurement, on a migrated database. */
export function withApplication<T>(
  databaseUrl: string,
  use: (application: Application) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('gofast-bench-', async (dataDir) => {
    const config = loadConfig({
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      METRICS_PORT: 'off',
      LOG_LEVEL: 'silent',
      SCHEDULER_ENABLED: 'false',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      TODAY,
    });
    const options = { logger: false, abortOnError: false } as const;
    const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, databaseUrl), options);
    try {
      const { em } = app.get(MikroORM);
      const { id, role } = await em.fork().findOneOrFail(Staff, { role: 'admin' });
      const admin = { id, role, athleteId: null };
      return await use({ app, em, admin, request: (useCase) => RequestContext.create(em, useCase) });
    } finally {
      await app.close();
    }
  });
}
