import { Client, DatabaseError } from 'pg';

const DATABASE_MISSING = '3D000';
const DATABASE_EXISTS = '42P04';

/** Creates the database that `url` names when the server has none of that name. */
export async function ensureDatabase(url: string, connectTimeoutMs: number): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  try {
    await client.connect();
  } catch (error) {
    if (!isDatabaseError(error, DATABASE_MISSING)) throw error;
    await createDatabase(url, connectTimeoutMs);
    return;
  }
  await client.end();
}

async function createDatabase(url: string, connectTimeoutMs: number): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  const client = new Client({
    connectionString: maintenance.href,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another replica was quicker, which is as good.
    if (!isDatabaseError(error, DATABASE_EXISTS)) throw error;
  } finally {
    await client.end();
  }
}

function isDatabaseError(error: unknown, code: string): boolean {
  return error instanceof DatabaseError && error.code === code;
}
