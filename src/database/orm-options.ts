import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, UnderscoreNamingStrategy, type Options } from '@mikro-orm/postgresql';
import { entities } from './entities.js';
import { releaseLostConnections } from './lost-connections.js';

/** Milliseconds; PostgreSQL's and pg's own defaults are "for ever". */
export interface DatabaseTimeouts {
  readonly connect: number;
  readonly statement: number;
  readonly lock: number;
  readonly idleInTransaction: number;
}

export const REQUEST_TIMEOUTS: DatabaseTimeouts = {
  connect: 3_000,
  statement: 10_000,
  lock: 2_000,
  idleInTransaction: 5_000,
};

/** Rewriting a large table takes as long as it takes; waiting for a lock on one does not. */
export const MIGRATION_TIMEOUTS: DatabaseTimeouts = {
  connect: 3_000,
  statement: 15 * 60_000,
  lock: 60_000,
  idleInTransaction: 60_000,
};

/** Beside `src` in the sources and beside `dist/src` once built: `.ts` or `.js` files accordingly. */
const MIGRATIONS_DIR = fileURLToPath(new URL('../../migrations', import.meta.url));

const POOL_SIZE = 10;

/** MikroORM's options for the PostgreSQL at `url` (`?host=/folder` for a Unix socket). */
export function ormOptions(url: string, timeouts: DatabaseTimeouts = REQUEST_TIMEOUTS): Options {
  return defineConfig({
    clientUrl: url,
    driverOptions: {
      // pg's own reading of the URL wins over MikroORM's, which knows neither sockets nor ssl parameters.
      connectionString: url,
      application_name: 'gofast-training-plans',
      connectionTimeoutMillis: timeouts.connect,
      statement_timeout: timeouts.statement,
      lock_timeout: timeouts.lock,
      idle_in_transaction_session_timeout: timeouts.idleInTransaction,
      // A server that vanished without a word is noticed by us, a little after it would have given up itself.
      query_timeout: timeouts.statement + 2_000,
      keepAlive: true,
      onPoolCreated: releaseLostConnections,
    },
    pool: { min: 0, max: POOL_SIZE, idleTimeoutMillis: 30_000 },
    entities: [...entities],
    // Ours creates a missing database; MikroORM's would not get past `connectionString`.
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
    namingStrategy: UnderscoreNamingStrategy,
    forceUtcTimezone: true,
    // No relation of ours has another side to be told of; without it an entity's properties are plain ones.
    propagationOnPrototype: false,
    extensions: [Migrator],
    migrations: {
      path: MIGRATIONS_DIR,
      snapshotName: '.snapshot',
      // The committed snapshot is written by `migration:create` alone.
      snapshotOnMigrate: false,
      tableName: 'schema_migration',
      allOrNothing: true,
      silent: true,
    },
  });
}
