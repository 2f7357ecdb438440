import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../config/setting.js';

/** The user PostgreSQL runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to be root; these are the users it is given instead, the first that exists. */
const STAND_INS = ['postgres', '_postgres', 'nobody'];

/**
 * Whom PostgreSQL has to run as: null for ourselves, which is everyone but root.
 * @param owned a path that, when it exists, says by its owner who ran PostgreSQL before
 */
export function runAsFor(owned: string): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  const before = statSync(owned, { throwIfNoEntry: false });
  if (before !== undefined && before.uid !== 0) return { uid: before.uid, gid: before.gid };
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of STAND_INS) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
    // macOS writes nobody as -2.
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new ConfigError([
    `DATA_DIR: PostgreSQL does not run as root, and this machine has no user ${STAND_INS.join(' or ')}; ` +
      'start the service as an ordinary user, or give a DATABASE_URL',
  ]);
}

/** Whether a user may enter a folder and every folder above it. */
export function canEnter(folder: string, user: RunAs): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
