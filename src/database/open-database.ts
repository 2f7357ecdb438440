import type { AppConfig } from '../config/app-config.js';

/** A PostgreSQL that answers: ours to stop when it is the embedded one. */
export interface OpenDatabase {
  readonly url: string;
  /** Stops the embedded server, last of all; does nothing to one that is not ours. */
  stop(): Promise<void>;
}

/** The configured PostgreSQL, or the embedded one, started. */
export async function openDatabase(config: AppConfig): Promise<OpenDatabase> {
  const { url } = config.database;
  if (url !== null) return { url, stop: async () => {} };
  const { startEmbeddedPostgres } = await import('./embedded/embedded-postgres.js');
  return startEmbeddedPostgres({ dataDir: config.dataDir });
}
