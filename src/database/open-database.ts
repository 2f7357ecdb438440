import type { AppConfig } from '../config/app-config.js';
import type { DatabaseHandle } from './database-handle.js';

/** The configured PostgreSQL, or the embedded one, started. */
export async function openDatabase(config: AppConfig): Promise<DatabaseHandle> {
  const { url } = config.database;
  if (url !== null) return { url, stop: async () => {} };
  const { startEmbeddedPostgres } = await import('./embedded/embedded-postgres.js');
  return startEmbeddedPostgres({ dataDir: config.dataDir });
}
