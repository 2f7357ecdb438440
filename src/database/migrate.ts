import { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { ConfigError } from '../config/setting.js';
import { installQueues } from '../queue/boss.js';
import { ensureDatabase } from './ensure-database.js';
import { MIGRATION_TIMEOUTS, ormOptions } from './orm-options.js';

/** Any fixed number; it only has to be ours within one database. */
const MIGRATION_LOCK = 7_240_514;
const OLDEST_SERVER = 140_000;

/**
 * Brings the database at `url` to the newest schema, one process at a time: the others wait, then find nothing to do.
 * @returns the names of the migrations that ran
 * @throws ConfigError when the server is older than PostgreSQL 14
 */
export async function migrate(url: string): Promise<string[]> {
  await ensureDatabase(url, MIGRATION_TIMEOUTS.connect);
  const orm = await MikroORM.init(ormOptions(url, MIGRATION_TIMEOUTS));
  try {
    return await underLock(url, async () => {
      const ran = await orm.migrator.up();
      await installQueues(url);
      return ran.map(({ name }) => name);
    });
  } finally {
    await orm.close(true);
  }
}

/** The lock belongs to a connection of its own, so it is gone when this process is. */
async function underLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: MIGRATION_TIMEOUTS.connect });
  await client.connect();
  try {
    await refuseOldServer(client);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const version = Number(rows[0]?.version);
  if (version >= OLDEST_SERVER) return;
  throw new ConfigError([
    `DATABASE_URL: the server is PostgreSQL ${Math.floor(version / 10_000)}; accepted: PostgreSQL 14 or later`,
  ]);
}
