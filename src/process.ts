import { isDatabaseUnavailable } from './common/database-failure.js';
import { ConfigError } from './config/setting.js';
import type { RunningService } from './service.js';

export const EXIT_STOPPED = 0;
export const EXIT_FAILED = 1;
/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
export const EXIT_CONFIG = 78;

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs a service as this process: stops it on a signal, says why it could not start, and sets the exit code. */
export async function runUntilStopped(start: () => Promise<RunningService>): Promise<void> {
  const starting = start();
  const stopAndExit = (code: number): void => {
    starting
      .then((service) => service.stop())
      .then(
        () => process.exit(code),
        (error: unknown) => fail(error),
      );
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => stopAndExit(EXIT_STOPPED));
  process.on('uncaughtException', (error) => {
    report(error);
    stopAndExit(EXIT_FAILED);
  });
  await starting.catch(fail);
}

/** Says why this process cannot go on, and ends it with the exit code for that. */
export function fail(error: unknown): never {
  report(error);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED);
}

/** A wrong setting needs its name, and what lies outside the program what to do about it: neither needs a stack. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? textOf(error) : String(error)}\n`);
}

function textOf(error: Error): string {
  if (error instanceof ConfigError) return error.message;
  if ('syscall' in error && error.syscall === 'listen') {
    return `Cannot listen (${error.message}): stop what listens there, or choose another PORT or HOST.`;
  }
  if (isDatabaseUnavailable(error)) {
    return `The database does not answer (${error.message}): start it, or correct DATABASE_URL.`;
  }
  return error.stack ?? error.message;
}
