import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { withTemporaryFolder } from '../src/cli/temporary-folder.js';
import { databaseUrl } from '../test/support/databases.js';

/** Makes a migrated database of its own on the run's PostgreSQL. */
export type NewDatabase = () => Promise<string>;

/** A PostgreSQL for the length of a measurement, set up as in production: each commit waits for the disk. */
export function withPostgres<T>(use: (newDatabase: NewDatabase) => Promise<T>): Promise<T> {
  return withTemporaryFolder('gofast-bench-', async (dataDir) => {
    const server = await startEmbeddedPostgres({ dataDir });
    let made = 0;
    try {
      return await use(async () => {
        made += 1;
        const url = databaseUrl(server.url, `bench_${made}`);
        await migrate(url);
        return url;
      });
    } finally {
      await server.stop();
    }
  });
}
