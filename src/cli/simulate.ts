import { EXIT_FAILED, EXIT_STOPPED } from '../process.js';
import { UsageError } from './flags.js';
import { readSimulateOptions, SIMULATE_HELP, type SimulateOptions } from './simulate-options.js';
import { renderSeason } from './simulate-report.js';
import type { SeasonReport } from './simulate-season.js';
import { EXIT_USAGE, progress, reportWidth, StoppedError, stopSignal, TERMINAL } from './terminal.js';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readSimulateOptions(args);
    if (options !== 'help') return await simulate(options);
    process.stdout.write(SIMULATE_HELP);
    return EXIT_STOPPED;
  } catch (error) {
    return explain(error);
  }
}

async function simulate(options: SimulateOptions): Promise<number> {
  const signal = stopSignal();
  progress('Starting the service on a PostgreSQL of its own');
  // Loaded when it is wanted, so that help and wrong flags are answered at once.
  const { liveSeason } = await import('./simulate-season.js');
  const week = (number: number): void => progress(`Week ${number} of ${options.weeks} is lived`);
  const report = await liveSeason(options, { signal, week });
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderSeason(report, { width: reportWidth(), paint: TERMINAL }),
  );
  return verdictOf(report);
}

function verdictOf({ findings }: SeasonReport): number {
  return findings.length === 0 ? EXIT_STOPPED : EXIT_FAILED;
}

/** Says on stderr what went wrong and what to do, and gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof StoppedError) {
    process.stderr.write('Stopped before the season was over; nothing is left running.\n');
    return EXIT_STOPPED;
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${error.problems.join('\n')}\nnpm run simulate -- --help tells the flags.\n`);
    return EXIT_USAGE;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_FAILED;
}
