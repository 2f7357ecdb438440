import { createClock } from '../common/clock.js';
import { keyResolver, type AiSettings } from '../config/ai-settings.js';
import { ConfigError } from '../config/setting.js';
import { EXIT_CONFIG, EXIT_FAILED, EXIT_STOPPED } from '../process.js';
import { DEMO_HELP, readDemoOptions, type DemoOptions } from './demo-options.js';
import { authorOf, makeDemoPlan, weeksOf, type DemoPlan } from './demo-plan.js';
import { renderReport } from './demo-report.js';
import { UsageError } from './flags.js';
import { RefusedError, StaffClient } from './staff-client.js';
import { EXIT_USAGE, progress, reportWidth, StoppedError, stopSignal, TERMINAL } from './terminal.js';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readDemoOptions(args);
    if (options === 'help') process.stdout.write(DEMO_HELP);
    else await demonstrate(options, stopSignal());
    return EXIT_STOPPED;
  } catch (error) {
    return explain(error);
  }
}

async function demonstrate(options: DemoOptions, stop: AbortSignal): Promise<void> {
  const began = performance.now();
  const secondsSoFar = (): number => (performance.now() - began) / 1000;
  const print = (demo: DemoPlan, access?: ServiceAccess): void => {
    process.stdout.write(
      options.json ? jsonOf(demo, secondsSoFar(), access) : reportOf(demo, secondsSoFar(), access),
    );
  };

  const ai = options.model ? await modelSettings() : null;
  progress('Starting the service on a PostgreSQL of its own');
  // Loaded when it is wanted, so that help and wrong flags are answered at once.
  const { withTemporaryService } = await import('./temporary-service.js');
  const made = await withTemporaryService({ today: options.today, ai }, async ({ url, admin }) => {
    stop.throwIfAborted();
    progress(`Listening at ${url}; signing in`);
    const client = await StaffClient.signIn(url, admin, stop);
    progress(`Making a plan of ${options.weeks} weeks`);
    const demo = await makeDemoPlan(client, options, createClock(options.today).today('UTC'));
    if (!options.keep) {
      progress('Stopping the service');
      return demo;
    }
    print(demo, { url, accessToken: client.accessToken });
    process.stderr.write('The service is running; Ctrl-C stops it.\n');
    await untilAborted(stop);
    return null;
  });
  // All is cleared away by now, so that whoever stops reading leaves nothing behind.
  if (made) print(made);
}

/**
 * The models of the environment, which are asked only when `--model` says so.
 * @throws UsageError when there is none that could be asked
 */
async function modelSettings(): Promise<AiSettings> {
  const { readConfig } = await import('../config/config.module.js');
  const { ai } = await readConfig();
  const key = keyResolver(ai);
  if (ai.models.some(({ apiKeyEnv }) => apiKeyEnv === null || key(apiKeyEnv) !== null)) return ai;
  throw new UsageError([
    '--model: no model can be asked; set OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL, or leave --model out',
  ]);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  // A pending promise alone does not keep a process alive; the service's server does.
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (!(signal.reason instanceof StoppedError)) throw signal.reason;
}

/** Says on stderr what went wrong and what to do, and gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof StoppedError) {
    process.stderr.write('Stopped before the plan was made; nothing is left running.\n');
    return EXIT_STOPPED;
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${error.problems.join('\n')}\nnpm run demo -- --help tells the flags.\n`);
    return EXIT_USAGE;
  }
  if (error instanceof RefusedError || error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_FAILED;
}

/** Where the service listens while it is kept, and a token for it. */
interface ServiceAccess {
  readonly url: string;
  readonly accessToken: string;
}

function reportOf(demo: DemoPlan, totalSeconds: number, access?: ServiceAccess): string {
  const report = renderReport(demo, { width: reportWidth(), paint: TERMINAL, totalSeconds });
  if (!access) return report;
  return `${report}\nAddress  ${access.url}/api/docs\nToken    ${access.accessToken}\n`;
}

function jsonOf(demo: DemoPlan, totalSeconds: number, access?: ServiceAccess): string {
  const { generateSeconds, ...rest } = demo;
  const authors = weeksOf(demo.plan).map((week) => ({ weekNumber: week.weekNumber, author: authorOf(week) }));
  const seconds = { generate: generateSeconds, total: totalSeconds };
  return `${JSON.stringify({ ...rest, authors, seconds, ...(access && { service: access }) }, null, 2)}\n`;
}
