import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../config/setting.js';
import type { Binaries } from './binaries.js';
import type { Place } from './place.js';
import { isAlive, processesIn, signal } from './processes.js';

export const SUPERUSER = 'gofast';
const BESIDE = /^\.init-(\d+)-/;

/** `cluster/data`, PostgreSQL's own folder. */
export function dataFolder(place: Place): string {
  return join(place.cluster, 'data');
}

/**
 * The cluster's password; makes the cluster first when there is none. It is made beside and renamed, password and
 * all, so that one cut short by a kill is never taken for whole.
 * @throws ConfigError when the data belong to another major version of PostgreSQL
 */
export async function ensureCluster(place: Place, binaries: Binaries): Promise<string> {
  await sweep(place.home);
  if (!existsSync(place.cluster)) await initialise(place, binaries);
  refuseOtherVersion(place, binaries);
  return readFileSync(join(place.cluster, 'password'), 'utf8');
}

async function initialise(place: Place, binaries: Binaries): Promise<void> {
  const beside = join(place.home, `.init-${process.pid}-${randomBytes(4).toString('hex')}`);
  const password = join(beside, 'password');
  mkdirSync(beside, { mode: 0o700 });
  // Read once by initdb, as the user it runs as; root's own again afterwards.
  writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (place.runAs) {
    for (const path of [beside, password]) chownSync(path, place.runAs.uid, place.runAs.gid);
  }
  try {
    await initdb(place, { binaries, beside, password });
    if (place.runAs) chownSync(password, 0, 0);
    chmodSync(password, 0o600);
    renameSync(beside, place.cluster);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    // Two first starts at once: the other's cluster is as good, and its server decides who may stay.
    if (!existsSync(place.cluster)) throw error;
  }
}

function initdb(
  place: Place,
  { binaries, beside, password }: { binaries: Binaries; beside: string; password: string },
): Promise<void> {
  const options = [
    `--pgdata=${place.seen(join(beside, 'data'))}`,
    `--pwfile=${place.seen(password)}`,
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ];
  const child = spawn(binaries.initdb, options, {
    // Where a later start finds it, should this service be killed meanwhile.
    cwd: beside,
    // A Ctrl-C in the middle lets it finish, so that the stop that follows finds a whole cluster.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe', ...(place.handle === null ? [] : [place.handle])],
    ...place.runAs,
  });
  const words: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => words.push(text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The embedded PostgreSQL could not be initialised:\n${words.join('').trim()}`));
    });
  });
}

/** Removes what first starts that were killed left behind: the folder, and an initdb that still fills it. */
async function sweep(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = Number(BESIDE.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid || isAlive(pid)) continue;
    const folder = join(home, name);
    for (const orphan of processesIn(folder) ?? []) signal(orphan, 'SIGKILL');
    // Where processes do not tell their folder, the retries outlast the initdb.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function refuseOtherVersion(place: Place, binaries: Binaries): void {
  const major = Number(readFileSync(join(dataFolder(place), 'PG_VERSION'), 'utf8'));
  if (major === binaries.major) return;
  throw new ConfigError([
    `DATA_DIR: the data in ${place.cluster} were written by PostgreSQL ${major}, this release brings ${binaries.major}; ` +
      `start the release that wrote them, or serve them with a PostgreSQL ${major} of your own, dump them with pg_dump, ` +
      `restore them into another PostgreSQL and give its DATABASE_URL (or move the folder away to begin anew)`,
  ]);
}
