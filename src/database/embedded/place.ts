import { hash } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, mkdtempSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../config/setting.js';
import { canEnter, runAsFor, type RunAs } from './run-as.js';

/** Where everything of the embedded PostgreSQL lies, and how the user it runs as gets there. */
export interface Place {
  /** `DATA_DIR/postgres`: the binaries and the cluster. */
  readonly home: string;
  /** The database cluster and its password, made as one. */
  readonly cluster: string;
  readonly runAs: RunAs | null;
  /** `path` (below `home`) as PostgreSQL must be told it. */
  readonly seen: (path: string) => string;
  /** Set when PostgreSQL cannot come to `home` by its path: a handle that it inherits as descriptor 3. */
  readonly handle: number | null;
  /** Folder of the Unix socket; null where there are none. */
  readonly socketDir: string | null;
}

/** The descriptor after stdin, stdout and stderr. */
const HANDLE_IN_CHILD = 3;
const SOCKET_NAME = '/.s.PGSQL.5432';
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero among them. */
const MAX_SOCKET_PATH_BYTES = 103;

export function placeIn(dataDir: string): Place {
  mkdirSync(join(dataDir, 'postgres'), { recursive: true, mode: 0o755 });
  const home = realpathSync(join(dataDir, 'postgres'));
  const cluster = join(home, 'cluster');
  const runAs = runAsFor(cluster);
  const closed = runAs !== null && !canEnter(home, runAs);
  if (closed && process.platform !== 'linux') {
    throw new ConfigError([
      `DATA_DIR: uid ${runAs.uid}, which PostgreSQL runs as instead of root, may not enter ${home}; ` +
        'choose a DATA_DIR it may enter, or start the service as an ordinary user',
    ]);
  }
  // A folder handle opened by root and inherited leads past the closed folders above, the way a path cannot.
  const handle = closed ? openSync(home, 'r') : null;
  const seen = (path: string): string =>
    closed ? `/proc/self/fd/${HANDLE_IN_CHILD}${path.slice(home.length)}` : path;
  return { home, cluster, runAs, seen, handle, socketDir: socketDirFor(cluster, { runAs, closed }) };
}

function socketDirFor(cluster: string, access: { runAs: RunAs | null; closed: boolean }): string | null {
  if (process.platform === 'win32') return null;
  const fits = Buffer.byteLength(cluster + SOCKET_NAME) <= MAX_SOCKET_PATH_BYTES;
  if (fits && !access.closed) return cluster;
  return shortFolder(cluster, access.runAs);
}

/** A short folder of our own for one cluster, the same at every start so that a running server is found again. */
function shortFolder(cluster: string, runAs: RunAs | null): string {
  const name = `/tmp/gofast-${hash('sha256', cluster).slice(0, 12)}`;
  const owner = runAs ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const found = lstatSync(name, { throwIfNoEntry: false });
  if (found === undefined) mkdirSync(name, { mode: 0o700 });
  const isOurs =
    found === undefined || (found.isDirectory() && found.uid === owner.uid && !(found.mode & 0o077));
  // Someone else's folder of this name: then one that nobody can have guessed.
  const folder = isOurs ? name : mkdtempSync('/tmp/gofast-');
  chownSync(folder, owner.uid, owner.gid);
  return folder;
}
