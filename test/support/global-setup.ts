import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import type { DatabaseHandle } from '../../src/database/database-handle.js';
import { databaseUrl, execute } from './databases.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated database that every spec file's own is copied from. */
    templateUrl: string;
    /** Where processes of the built service keep their compiled code for one another. */
    compileCache: string;
  }
}

const USES_DATABASE = /\/test\/(?:e2e|soak)\//;

/**
 * One PostgreSQL per run: the one of TEST_DATABASE_URL, else the embedded one in a folder that goes with it. None for units
 * alone.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!project.vitest.state.getPaths().some((path) => USES_DATABASE.test(path))) return undefined;
  const server = await openServer(process.env['TEST_DATABASE_URL']);
  const name = `gofast_template_${process.pid}`;
  const template = databaseUrl(server.url, name);
  try {
    await migrate(template);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('templateUrl', template);
  const compileCache = mkdtempSync(join(tmpdir(), 'gofast-compiled-'));
  project.provide('compileCache', compileCache);
  return async () => {
    rmSync(compileCache, { recursive: true, force: true });
    await execute(databaseUrl(server.url, 'postgres'), `drop database if exists ${name} with (force)`);
    await server.stop();
  };
}

/**
 * What a test writes need not outlast the machine, only the processes that it kills: nothing waits for the disk. And no
 * database of a test lasts long enough to be tidied up.
 */
const HASTE = [
  'alter system set fsync = off',
  'alter system set synchronous_commit = off',
  'alter system set full_page_writes = off',
  'alter system set autovacuum = off',
  'select pg_reload_conf()',
];

const MEMORY = '/dev/shm';
/** More than all databases of a run and their log ever take. */
const ROOM_BYTES = 4 * 2 ** 30;

/**
 * In memory where the system has a folder for that with room and from which programs may be run (a container's has
 * neither), else on the disk: every database that is dropped waits until all the others' pages are written.
 */
function quickestFolder(): string {
  if (!existsSync(MEMORY) || !existsSync('/proc/mounts')) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[1] === MEMORY);
  return mount && !/\bnoexec\b/.test(mount) && bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
}

async function openServer(given: string | undefined): Promise<DatabaseHandle> {
  if (given) return { url: given, stop: async () => {} };
  const dataDir = mkdtempSync(join(quickestFolder(), 'gofast-test-'));
  // Run by root, PostgreSQL is another user, who comes in more simply by an open door.
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir });
  const maintenance = databaseUrl(server.url, 'postgres');
  await execute(maintenance, ...HASTE);
  // The same password, hashed once and not 4,096 times by each of the thousands of connections of a run.
  const { username, password } = new URL(server.url);
  await execute(maintenance, `set scram_iterations = 1; alter role ${username} password '${password}'`);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
