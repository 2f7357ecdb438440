import { closeSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { ConfigError } from '../../config/setting.js';
import type { DatabaseHandle } from '../database-handle.js';
import { installBinaries, type Binaries } from './binaries.js';
import { ensureCluster, SUPERUSER } from './cluster.js';
import { placeIn, type Place } from './place.js';
import { isAlive } from './processes.js';
import { findRunning, launch, logTail, stopServer, type Server } from './server.js';

export interface EmbeddedPostgresOptions {
  /** The service's data folder; everything of PostgreSQL goes to `postgres` in it. */
  readonly dataDir: string;
  /** Told when the server ended by itself and when it answers again. */
  readonly onEvent?: (message: string) => void;
}

const DATABASE = 'gofast';
/** Held, as an advisory lock, by the one service that uses the cluster: gone by itself when that service is. */
const SERVICE_LOCK = 7_240_513;
const READY_MS = 30_000;
const POLL_MS = 10;
const MAX_ATTEMPTS = 3;
/** How long the session of a service that was killed may take to be noticed. */
const TAKEOVER_MS = 2_000;

/**
 * A real PostgreSQL 18 as a part of this service: started, or taken over when a killed service left it running.
 * It is restarted should it end, and stopped by `stop` alone, never by a signal meant for the service.
 * @throws ConfigError when another service uses the folder, or its data or this machine do not fit
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<DatabaseHandle> {
  const postgres = await EmbeddedPostgres.open(options);
  return { url: postgres.url, stop: () => postgres.stop() };
}

class EmbeddedPostgres {
  private stopping = false;
  private stopped: Promise<void> | undefined;
  private recovering: Promise<void> = Promise.resolve();

  private constructor(
    private readonly place: Place,
    private readonly binaries: Binaries,
    private readonly password: string,
    private readonly onEvent: (message: string) => void,
    private server: Server,
  ) {}

  static async open({ dataDir, onEvent = () => {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const place = placeIn(dataDir);
    const binaries = await installBinaries(place.home, place.runAs);
    const password = await ensureCluster(place, binaries);
    const { server, session } = await startOrAdopt(place, binaries, password);
    const postgres = new EmbeddedPostgres(place, binaries, password, onEvent, server);
    await postgres.hold(session);
    return postgres;
  }

  get url(): string {
    const socket = this.server.host.startsWith('/');
    const { host, port } = this.server;
    const authority = socket ? 'localhost' : `${host}:${port}`;
    const query = socket ? `?host=${encodeURIComponent(host)}` : '';
    return `postgresql://${SUPERUSER}:${this.password}@${authority}/${DATABASE}${query}`;
  }

  /** Takes the cluster's lock in a session that lives as long as we do; its end tells that the server ended. */
  private async hold(session: Client): Promise<void> {
    session.on('error', (error) => {
      if (!this.stopping) this.onEvent(`the embedded PostgreSQL: ${error.message}`);
    });
    await takeLock(session, this.place);
    session.once('end', () => {
      // What cannot be recovered must not be hidden: a rejection here is nobody's to handle and ends the process.
      if (!this.stopping) this.recovering = this.recover();
    });
  }

  private async recover(): Promise<void> {
    this.onEvent('the embedded PostgreSQL ended by itself; starting it again');
    const { server, session } = await startOrAdopt(this.place, this.binaries, this.password);
    this.server = server;
    await this.hold(session);
    this.onEvent('the embedded PostgreSQL answers again');
  }

  /** Stops the server; called again, waits for the same stop. */
  stop(): Promise<void> {
    return (this.stopped ??= this.shutDown());
  }

  private async shutDown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled([this.recovering]);
    await stopServer(this.place, this.binaries, this.server);
    const { handle, socketDir, cluster } = this.place;
    if (handle !== null) closeSync(handle);
    if (socketDir !== null && socketDir !== cluster) rmSync(socketDir, { recursive: true, force: true });
  }
}

/** A server that answers, with a session on it: the one a killed service left running, or a new one. */
async function startOrAdopt(
  place: Place,
  binaries: Binaries,
  password: string,
): Promise<{ server: Server; session: Client }> {
  for (let attempt = 1; ; attempt += 1) {
    const server = findRunning(place) ?? (await launch(place, binaries));
    const session = await untilReady(server, password);
    if (session !== null) return { server, session };
    // One found may have been on its way down, one launched may have lost to another service's; not thrice.
    if (attempt === MAX_ATTEMPTS)
      throw new Error(`The embedded PostgreSQL ended at once; its log says:
${logTail(place)}`);
  }
}

/** A session once the server takes one; null when the server ended instead. */
async function untilReady(server: Server, password: string): Promise<Client | null> {
  const deadline = Date.now() + READY_MS;
  while (isAlive(server.pid)) {
    const session = new Client({
      host: server.host,
      port: server.port,
      user: SUPERUSER,
      password,
      database: 'postgres',
      application_name: `gofast service ${process.pid}`,
      connectionTimeoutMillis: READY_MS,
    });
    try {
      await session.connect();
      return session;
    } catch (error) {
      if (!isNotReady(error) || Date.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
  return null;
}

/** No socket yet, nobody listening on it, cut off while stopping, or `cannot_connect_now`. */
function isNotReady(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (error instanceof DatabaseError) return code === '57P03' || code === '57P01';
  return (
    code === 'ENOENT' ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    error.message.includes('terminated')
  );
}

async function takeLock(session: Client, place: Place): Promise<void> {
  const deadline = Date.now() + TAKEOVER_MS;
  for (;;) {
    const { rows } = await session.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      SERVICE_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() > deadline) break;
    await sleep(POLL_MS);
  }
  const { rows: holders } = await session.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.objid = $1 and l.granted`,
    [SERVICE_LOCK],
  );
  await session.end();
  throw new ConfigError([
    `DATA_DIR: ${place.home} is in use by another process (${holders[0]?.name ?? 'ending just now'}); stop that one, ` +
      'choose another DATA_DIR, or let both share one PostgreSQL by DATABASE_URL',
  ]);
}
