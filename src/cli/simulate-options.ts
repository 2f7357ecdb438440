import { parseFlags, UsageError } from './flags.js';

/** What the simulation was asked for. */
export interface SimulateOptions {
  readonly plans: number;
  readonly weeks: number;
  readonly seed: number;
  /** The number of the one runner whose season is lived; null: all of them. */
  readonly only: number | null;
  readonly json: boolean;
}

const DEFAULTS = { plans: '200', weeks: '16', seed: '1' };

export const SIMULATE_HELP = `Lives a season of training plans with nobody looking, and checks every week of them.

Usage: npm run simulate -- [flags]

  --plans <number>  runners, each with a plan, 1 to 5000 (default ${DEFAULTS.plans})
  --weeks <number>  weeks of the season, 4 to 52 (default ${DEFAULTS.weeks})
  --seed <number>   what chance is drawn from, 0 to 2147483647; the same seed lives the same season (default ${DEFAULTS.seed})
  --only <number>   live the season of this one of the runners, to look at what was found with it
  --json            print one JSON document instead (npm run --silent simulate -- --json)
  --help            print this

Runners run as planned or not, report or don't, fall ill, go on holiday, overreach and race, in four time zones. The
clock is simulated; the rest is the service itself, on a PostgreSQL of its own in a temporary folder that is gone at
the end. The built-in coach writes, whatever keys lie around.
Exit codes: 0 all is well or asked to stop, 1 something was found or failed, 2 a flag does not fit.
`;

const FLAGS = {
  plans: { type: 'string', default: DEFAULTS.plans },
  weeks: { type: 'string', default: DEFAULTS.weeks },
  seed: { type: 'string', default: DEFAULTS.seed },
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the flags of the simulation.
 * @returns `'help'` when that is asked for
 * @throws UsageError naming every flag that does not fit
 */
export function readSimulateOptions(args: readonly string[]): SimulateOptions | 'help' {
  const values = parseFlags(args, { flags: FLAGS, example: 'npm run simulate -- --plans 20' });
  if (values.help) return 'help';
  const problems: string[] = [];
  const whole = (flag: string, text: string, { from, to }: { from: number; to: number }): number => {
    const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= from && value <= to)) {
      problems.push(`--${flag}: "${text}" does not fit; accepted: a whole number from ${from} to ${to}`);
    }
    return value;
  };
  const plans = whole('plans', values.plans, { from: 1, to: 5000 });
  const weeks = whole('weeks', values.weeks, { from: 4, to: 52 });
  const seed = whole('seed', values.seed, { from: 0, to: 2 ** 31 - 1 });
  const last = Number.isNaN(plans) ? 5000 : plans;
  const only = values.only === undefined ? null : whole('only', values.only, { from: 1, to: last });
  if (problems.length > 0) throw new UsageError(problems);
  return { plans, weeks, seed, only, json: values.json };
}
