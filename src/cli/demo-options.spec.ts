import { describe, expect, it } from 'vitest';
import { DEMO_HELP, readDemoOptions } from './demo-options.js';
import { UsageError } from './flags.js';

function problemsOf(...args: string[]): string {
  try {
    readDemoOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
}

describe('the flags of the demonstration', () => {
  it('plan a marathon in 16 weeks when nothing is said', () => {
    expect(readDemoOptions([])).toEqual({
      distance: expect.objectContaining({ name: 'Marathon' }),
      goal: null,
      fiveKPace: '7:30',
      miles: 30,
      days: [2, 3, 4, 6, 7],
      weeks: 16,
      today: null,
      json: false,
      keep: false,
      model: false,
    });
  });

  it('are all taken', () => {
    const args =
      '--distance 10K --goal 45:00 --five-k-pace 06:59 --miles 42.5 --weeks 9 --today 2028-02-29 --json --keep --model';
    expect(readDemoOptions([...args.split(' '), '--days', 'sun, 1 Wed'])).toEqual({
      distance: expect.objectContaining({ name: '10K' }),
      goal: '45:00',
      fiveKPace: '6:59',
      miles: 42.5,
      days: [1, 3, 7],
      weeks: 9,
      today: '2028-02-29',
      json: true,
      keep: true,
      model: true,
    });
  });

  it('give help before anything else is looked at', () => {
    expect(readDemoOptions(['--help', '--weeks', 'many'])).toBe('help');
    expect(readDemoOptions(['-h'])).toBe('help');
  });

  it('leave the length of a plan and a possible goal to the service', () => {
    expect(readDemoOptions(['--weeks', '60', '--goal', '0:01:00'])).toMatchObject({
      weeks: 60,
      goal: '0:01:00',
    });
  });

  it.each([
    [['--distance', 'far'], /^--distance: Unknown distance "far"\. Accepted are/],
    [['--distance', '200 km'], /^--distance: No plan is made for a race of 200 km/],
    [['--goal', 'fast'], /^--goal: "fast" is not a time; accepted: H:MM:SS or MM:SS/],
    [['--goal', '3:75:00'], /^--goal: /],
    [['--five-k-pace', '3:49'], /^--five-k-pace: "3:49" does not fit; accepted: .* from 3:50 to 20:00/],
    [['--five-k-pace', '20:01'], /^--five-k-pace: /],
    [['--five-k-pace', '7.5'], /^--five-k-pace: /],
    [['--miles', '151'], /^--miles: "151" does not fit; accepted: miles a week from 0 to 150/],
    [['--miles=-1'], /^--miles: /],
    [['--miles', '1e1'], /^--miles: /],
    [['--days', 'Mon'], /^--days: "Mon" does not fit; accepted: two to seven different days/],
    [['--days', ''], /^--days: /],
    [['--days', '1,1,3'], /^--days: /],
    [['--days', '0,8'], /^--days: "0" is not a day; accepted: Mon, Tue/],
    [['--weeks', '0'], /^--weeks: "0" does not fit/],
    [['--weeks', '4.5'], /^--weeks: /],
    [['--today', '2027-02-29'], /^--today: "2027-02-29" is not a day/],
    [['--wekks', '9'], /^Unknown option '--wekks'$/],
    [['--weeks'], /^Option '--weeks <value>' argument missing$/],
    [['12'], /^Unexpected argument '12'.*npm run demo -- --weeks 12$/],
  ])('refuse %j', (args, problem) => {
    expect(problemsOf(...args)).toMatch(problem);
  });

  it('say everything that does not fit at once', () => {
    expect(problemsOf('--miles', 'x', '--weeks', 'y', '--days', 'z').split('\n')).toHaveLength(3);
  });

  it('are each told by the help', () => {
    for (const flag of [
      'distance',
      'goal',
      'five-k-pace',
      'miles',
      'days',
      'weeks',
      'today',
      'json',
      'keep',
      'model',
      'help',
    ]) {
      expect(DEMO_HELP).toContain(`--${flag}`);
    }
    expect(Math.max(...DEMO_HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
