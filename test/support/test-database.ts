import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { databaseUrl, execute } from './databases.js';

/** A database of one's own, empty and migrated. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Whoever was told a moment ago to end is given a tenth of a second to: of a pool whose sessions are cut off amid that, the
 * process would meet an error that nobody listens for any more.
 */
const waitForEnding = (name: string): string => `do $$ begin
  for tries in 1..20 loop
    exit when not exists (select from pg_stat_activity where datname = '${name}');
    perform pg_sleep(0.005), pg_stat_clear_snapshot();
  end loop;
end $$`;

/** Copies the migrated template, file by file rather than through the log: some 30 ms, whatever the number of migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('templateUrl');
  const maintenance = databaseUrl(template, 'postgres');
  const name = `gofast_test_${randomBytes(6).toString('hex')}`;
  const source = new URL(template).pathname.slice(1);
  await execute(maintenance, `create database ${name} template ${source} strategy file_copy`);
  return {
    url: databaseUrl(template, name),
    drop: () => execute(maintenance, waitForEnding(name), `drop database if exists ${name} with (force)`),
  };
}
