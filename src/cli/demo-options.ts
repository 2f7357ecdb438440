import { isCalendarDate } from '../coaching/calendar.js';
import { parseDistance, type RaceDistance } from '../coaching/distance.js';
import { CoachingInputError } from '../coaching/errors.js';
import { DAY_NUMBERS, type CalendarDate, type DayNumber } from '../coaching/model.js';
import { formatPace, parsePace } from '../coaching/pace.js';
import { parseFlags, UsageError } from './flags.js';
import { DAY_LABELS } from '../coaching/labels.js';

/** What the demonstration was asked for. */
export interface DemoOptions {
  readonly distance: RaceDistance;
  /** As typed; the service judges whether it is a possible time. Null: a little under the prediction. */
  readonly goal: string | null;
  /** `"m:ss"` per mile. */
  readonly fiveKPace: string;
  /** Miles a week today. */
  readonly miles: number;
  readonly days: readonly DayNumber[];
  readonly weeks: number;
  /** The day to take for today; null: the real one. */
  readonly today: CalendarDate | null;
  readonly json: boolean;
  /** Leave the service running until it is told to stop. */
  readonly keep: boolean;
  /** Have the models of the environment write; without it the built-in coach does, whatever keys lie around. */
  readonly model: boolean;
}

const DEFAULTS = {
  distance: 'marathon',
  'five-k-pace': '7:30',
  miles: '30',
  days: 'Tue,Wed,Thu,Sat,Sun',
  weeks: '16',
};

export const DEMO_HELP = `Makes a training plan with the real service and prints it.

Usage: npm run demo -- [flags]

  --distance <name>    race distance: 5K, 10 mile, half marathon, marathon, 50K, "30 km" … (default ${DEFAULTS.distance})
  --goal <time>        goal time, H:MM:SS or MM:SS (default: 2 % under what today's fitness predicts)
  --five-k-pace <m:ss> current 5K pace per mile, 3:50 to 20:00 (default ${DEFAULTS['five-k-pace']})
  --miles <number>     current miles a week, 0 to 150 (default ${DEFAULTS.miles})
  --days <list>        preferred running days, two to seven of Mon … Sun or 1 … 7 (default ${DEFAULTS.days})
  --weeks <number>     weeks from next Monday to the race on a Sunday; plans have 4 to 52 (default ${DEFAULTS.weeks})
  --today <date>       the day to take for today, YYYY-MM-DD (default: the real one)
  --json               print one JSON document instead (npm run --silent demo -- --json)
  --keep               leave the service running until Ctrl-C; prints its address and an access token
  --model              have a language model write, by the keys and settings of the environment; this may cost money
  --help               print this

The service runs on a PostgreSQL of its own in a temporary folder and on a free port; both are gone at the end.
Exit codes: 0 done or asked to stop, 1 refused or failed, 2 a flag does not fit, 78 wrong configuration.
`;

const FLAGS = {
  distance: { type: 'string', default: DEFAULTS.distance },
  goal: { type: 'string' },
  'five-k-pace': { type: 'string', default: DEFAULTS['five-k-pace'] },
  miles: { type: 'string', default: DEFAULTS.miles },
  days: { type: 'string', default: DEFAULTS.days },
  weeks: { type: 'string', default: DEFAULTS.weeks },
  today: { type: 'string' },
  json: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  model: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const FASTEST_5K_PACE = 230;
const SLOWEST_5K_PACE = 1200;

/**
 * Reads the flags of the demonstration.
 * @returns `'help'` when that is asked for
 * @throws UsageError naming every flag that does not fit
 */
export function readDemoOptions(args: readonly string[]): DemoOptions | 'help' {
  const values = parseFlags(args, { flags: FLAGS, example: 'npm run demo -- --weeks 12' });
  if (values.help) return 'help';
  const problems: string[] = [];
  const read = <T>(flag: keyof typeof values, parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof CoachingInputError || error instanceof RangeError)) throw error;
      problems.push(`--${flag}: ${error.message}`);
      return undefined;
    }
  };
  const distance = read('distance', () => parseDistance(values.distance));
  const goal = read('goal', () => goalOf(values.goal));
  const fiveKPace = read('five-k-pace', () => fiveKPaceOf(values['five-k-pace']));
  const miles = read('miles', () => milesOf(values.miles));
  const days = read('days', () => daysOf(values.days));
  const weeks = read('weeks', () => weeksOf(values.weeks));
  const today = read('today', () => todayOf(values.today));
  const options = { distance, goal, fiveKPace, miles, days, weeks, today };
  if (problems.length > 0 || !isComplete(options)) throw new UsageError(problems);
  return { ...options, json: values.json, keep: values.keep, model: values.model };
}

function isComplete<T extends object>(options: T): options is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(options).every((value) => value !== undefined);
}

function goalOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^\d{1,4}(:[0-5]\d){1,2}$/.test(text.trim())) {
    throw new RangeError(`"${text}" is not a time; accepted: H:MM:SS or MM:SS, such as 3:45:00`);
  }
  return text.trim();
}

function fiveKPaceOf(text: string): string {
  const pace = parsePace(text);
  if (pace === null || pace < FASTEST_5K_PACE || pace > SLOWEST_5K_PACE) {
    throw new RangeError(
      `"${text}" does not fit; accepted: minutes and seconds per mile from ` +
        `${formatPace(FASTEST_5K_PACE)} to ${formatPace(SLOWEST_5K_PACE)}`,
    );
  }
  return formatPace(pace);
}

function milesOf(text: string): number {
  const miles = /^\d{1,3}(\.\d{1,2})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(miles <= 150)) throw new RangeError(`"${text}" does not fit; accepted: miles a week from 0 to 150`);
  return miles;
}

function weeksOf(text: string): number {
  // Which lengths of a plan work is the service's to say, with the dates that would.
  if (!/^[1-9]\d{0,2}$/.test(text.trim())) {
    throw new RangeError(`"${text}" does not fit; accepted: a whole number of weeks, 4 to 52`);
  }
  return Number(text);
}

function todayOf(text: string | undefined): CalendarDate | null {
  if (text === undefined) return null;
  if (isCalendarDate(text)) return text;
  throw new RangeError(`"${text as string}" is not a day as YYYY-MM-DD`);
}

function daysOf(text: string): DayNumber[] {
  const days = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(dayOf);
  const distinct = new Set(days);
  if (distinct.size < days.length || distinct.size < 2) {
    throw new RangeError(`"${text}" does not fit; accepted: two to seven different days`);
  }
  return [...distinct].sort((a, b) => a - b);
}

function dayOf(word: string): DayNumber {
  const name = word.toLowerCase();
  const day = DAY_NUMBERS.find(
    (number) => name === String(number) || name === DAY_LABELS[number].toLowerCase(),
  );
  if (day === undefined) {
    throw new RangeError(`"${word}" is not a day; accepted: Mon, Tue, Wed, Thu, Fri, Sat, Sun, or 1 to 7`);
  }
  return day;
}
