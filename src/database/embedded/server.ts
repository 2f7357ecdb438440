import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { dataFolder } from './cluster.js';
import type { Place } from './place.js';
import { isAlive, processesIn, signal } from './processes.js';

/** How to reach a server: a folder with its socket, or a port on loopback. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A server that runs, or is starting: its main process and where it listens. */
export interface Server extends Address {
  readonly pid: number;
}

const POLL_MS = 10;
/** After a kill of the main process its children need a moment to notice, and to let the shared memory go. */
const LEFTOVERS_MS = 10_000;
const STOP_MS = 30_000;
const MAX_LOG_BYTES = 5_000_000;
const DEFAULT_PORT = 5432;
const SOCKET = `.s.PGSQL.${DEFAULT_PORT}`;

/** What `postmaster.pid` tells of the server that runs on a cluster; null when none does. */
export function findRunning(place: Place): Server | null {
  const lines = readPidFile(place);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  // After a reboot, or in a container, the number may belong to anyone.
  const inFolder = processesIn(dataFolder(place));
  if (inFolder !== null && !inFolder.includes(pid)) return null;
  return { pid, host: lines[4] || '127.0.0.1', port: Number(lines[3]) || DEFAULT_PORT };
}

/** Starts a server; it is not ready yet, and why it ended, if it does, stands in its log. */
export async function launch(place: Place, binaries: Binaries): Promise<Server> {
  await clearLeftovers(place);
  const address =
    place.socketDir === null
      ? { host: '127.0.0.1', port: await freePort() }
      : { host: place.socketDir, port: DEFAULT_PORT };
  const log = openLog(place);
  const child = spawn(binaries.postgres, options(place, address), {
    cwd: '/',
    // A session of its own: a Ctrl-C is for the service, which stops PostgreSQL last.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log, ...(place.handle === null ? [] : [place.handle])],
    ...place.runAs,
  });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  if (child.pid === undefined) throw new Error('The embedded PostgreSQL did not start');
  return { pid: child.pid, ...address };
}

function options(place: Place, { host, port }: Address): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: place.socketDir === null ? host : '',
    port,
    unix_socket_directories: place.socketDir ?? '',
    unix_socket_permissions: '0700',
    fsync: 'on',
    full_page_writes: 'on',
    max_connections: 100,
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', place.seen(dataFolder(place)), ...flags];
}

/**
 * Waits for the processes of a server that was killed, then takes away the files that would keep the next one from
 * starting because another process, or one not yet reaped, has its number. Only when nobody uses the folder: the
 * files are PostgreSQL's own guard of the shared memory.
 */
async function clearLeftovers(place: Place): Promise<void> {
  const deadline = Date.now() + LEFTOVERS_MS;
  for (;;) {
    const users = processesIn(dataFolder(place));
    // Not known on this system: PostgreSQL's own check has to do.
    if (users === null) return;
    if (users.length === 0) break;
    if (Date.now() > deadline)
      throw new Error(`Processes ${users.join(', ')} still use ${dataFolder(place)}`);
    await sleep(POLL_MS);
  }
  rmSync(join(dataFolder(place), 'postmaster.pid'), { force: true });
  if (place.socketDir === null) return;
  for (const name of [SOCKET, `${SOCKET}.lock`]) rmSync(join(place.socketDir, name), { force: true });
}

/** Stops a server the fast way (sessions end, the last checkpoint is written) and waits until it is gone. */
export async function stopServer(place: Place, binaries: Binaries, { pid }: Server): Promise<void> {
  if (process.platform === 'win32') {
    // There are no such signals there; pg_ctl knows another way.
    const stop = spawn(binaries.pgCtl, ['stop', '-m', 'fast', '-D', dataFolder(place)], { stdio: 'ignore' });
    await new Promise((resolve) => stop.once('close', resolve));
  } else {
    signal(pid, 'SIGINT');
  }
  const deadline = Date.now() + STOP_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline)
      throw new Error(`The embedded PostgreSQL (pid ${pid}) did not stop in ${STOP_MS} ms`);
    await sleep(POLL_MS);
  }
}

function readPidFile(place: Place): string[] {
  try {
    return readFileSync(join(dataFolder(place), 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function logFile(place: Place): string {
  return join(place.cluster, 'server.log');
}

function openLog(place: Place): number {
  const path = logFile(place);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(path, `${path}.old`);
  return openSync(path, 'a', 0o600);
}

/** The last lines of the server's own log. */
export function logTail(place: Place): string {
  return readFileSync(logFile(place), 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
