import { describe, expect, it } from 'vitest';
import { UsageError } from './flags.js';
import { readSimulateOptions, SIMULATE_HELP } from './simulate-options.js';

function problemsOf(...args: string[]): string {
  try {
    readSimulateOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
}

describe('the flags of the simulation', () => {
  it('live 16 weeks with 200 plans when nothing is said', () => {
    expect(readSimulateOptions([])).toEqual({ plans: 200, weeks: 16, seed: 1, only: null, json: false });
  });

  it('are all taken', () => {
    expect(readSimulateOptions('--plans 12 --weeks 8 --seed 0 --only 12 --json'.split(' '))).toEqual({
      plans: 12,
      weeks: 8,
      seed: 0,
      only: 12,
      json: true,
    });
  });

  it('give help before anything else is looked at', () => {
    expect(readSimulateOptions(['--weeks', 'many', '--help'])).toBe('help');
    expect(readSimulateOptions(['-h'])).toBe('help');
  });

  it.each([
    [['--plans', '0'], /^--plans: "0" does not fit; accepted: a whole number from 1 to 5000$/],
    [['--plans', '5001'], /^--plans: /],
    [['--plans', '1.5'], /^--plans: /],
    [['--weeks', '3'], /^--weeks: "3" does not fit; accepted: a whole number from 4 to 52$/],
    [['--weeks', '53'], /^--weeks: /],
    [['--seed=-1'], /^--seed: /],
    [['--seed', '2147483648'], /^--seed: /],
    [['--only', '0'], /^--only: /],
    [['--plans', '12', '--only', '13'], /^--only: "13" does not fit; accepted: a whole number from 1 to 12$/],
    [['--plan', '12'], /^Unknown option '--plan'$/],
    [['12'], /^Unexpected argument '12'.*npm run simulate -- --plans 20$/],
  ])('refuse %j', (args, problem) => {
    expect(problemsOf(...args)).toMatch(problem);
  });

  it('say everything that does not fit at once', () => {
    expect(problemsOf('--plans', 'x', '--weeks', 'y', '--seed', 'z').split('\n')).toHaveLength(3);
  });

  it('are each told by the help', () => {
    for (const flag of ['plans', 'weeks', 'seed', 'only', 'json', 'help']) {
      expect(SIMULATE_HELP).toContain(`--${flag}`);
    }
    expect(Math.max(...SIMULATE_HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
