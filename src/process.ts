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

/** Runs a command as this process and sets the exit code. */
export async function runToEnd(command: () => Promise<void>): Promise<void> {
  await command().catch(fail);
}

function fail(error: unknown): never {
  report(error);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED);
}

/** A wrong setting needs its name, not a stack. */
function report(error: unknown): void {
  const text = error instanceof Error && !(error instanceof ConfigError) ? error.stack : undefined;
  process.stderr.write(`${text ?? (error instanceof Error ? error.message : String(error))}\n`);
}
