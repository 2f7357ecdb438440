import { DAY_NUMBERS } from '../coaching/model.js';
import { parsePace } from '../coaching/pace.js';
import { Accepts } from '../common/validators.js';

/** Seconds per mile: faster than any human, slower than a walk. */
const FASTEST_FIVE_K_PACE = 230;
const SLOWEST_FIVE_K_PACE = 1200;

/** A 5K pace per mile, `"m:ss"`, within what the coaching rules plan for. */
export function IsFiveKPace(): PropertyDecorator {
  return Accepts('isFiveKPace', isFiveKPace, 'must be a pace per mile as "m:ss" from "3:50" to "20:00"');
}

function isFiveKPace(value: unknown): boolean {
  const seconds = typeof value === 'string' ? parsePace(value) : null;
  return seconds !== null && seconds >= FASTEST_FIVE_K_PACE && seconds <= SLOWEST_FIVE_K_PACE;
}

/** Two to seven distinct ISO weekdays in any order. */
export function IsWeekdays(): PropertyDecorator {
  return Accepts(
    'isWeekdays',
    isWeekdays,
    'must be a list of 2 to 7 different weekdays, whole numbers from 1 (Monday) to 7 (Sunday)',
  );
}

function isWeekdays(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 7) return false;
  const days: ReadonlySet<unknown> = new Set(DAY_NUMBERS);
  return value.every((day) => days.has(day)) && new Set(value).size === value.length;
}

/** An IANA time zone name; not an offset, which knows no daylight saving. */
export function IsTimeZone(): PropertyDecorator {
  return Accepts('isTimeZone', isTimeZone, 'must be an IANA time zone such as "Europe/Berlin"');
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z][\w+\-/]{1,63}$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    // An unknown zone is the one thing that throws here, and that is the answer.
    return false;
  }
}
