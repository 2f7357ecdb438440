import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { databaseUrl, execute } from './databases.js';

/** A database of one's own, empty and migrated. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** Copies the migrated template, file by file rather than through the log: some 30 ms, whatever the number of migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('templateUrl');
  const maintenance = databaseUrl(template, 'postgres');
  const name = `gofast_test_${randomBytes(6).toString('hex')}`;
  const source = new URL(template).pathname.slice(1);
  await execute(maintenance, `create database ${name} template ${source} strategy file_copy`);
  return {
    url: databaseUrl(template, name),
    drop: () => execute(maintenance, `drop database if exists ${name} with (force)`),
  };
}
