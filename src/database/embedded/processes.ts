import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process of this id exists and has not ended; one nobody has reaped yet has ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

/** Sends a signal to a process; nothing where it has ended, as it may between being found and this. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function isZombie(pid: number): boolean {
  const stat = readIfThere(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name in brackets may hold anything; the state is the first letter after it.
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

/**
 * Ids of the processes that stand in `folder` or below it: PostgreSQL's all stand in their data folder, so these are
 * the ones that still use it, whatever a pid file says. Null where the system does not tell (anywhere but Linux).
 */
export function processesIn(folder: string): number[] | null {
  if (process.platform !== 'linux') return null;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) =>
      `${readIfThere(() => readlinkSync(`/proc/${pid}/cwd`)) ?? ''}/`.startsWith(`${folder}/`),
    );
}

/** Processes end while one looks at them, and those of others may not be looked at. */
function readIfThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
