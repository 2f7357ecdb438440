import type { OpenDatabase } from '../open-database.js';

export async function startEmbeddedPostgres(options: { dataDir: string }): Promise<OpenDatabase> {
  throw new Error(`Not yet: ${options.dataDir}`);
}
