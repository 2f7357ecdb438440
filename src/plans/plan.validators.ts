import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { PHASE_NAMES, type PhaseSplit } from '../coaching/model.js';
import { parsePace } from '../coaching/pace.js';
import { MAX_TOTAL_WEEKS } from '../coaching/phases.js';
import { Accepts } from '../common/validators.js';

/** Two or three parts of digits; whether it can be the time of the race is seen when the race is known. */
export function IsRaceTime(): PropertyDecorator {
  return Accepts(
    'isRaceTime',
    (value) => typeof value === 'string' && /^\s*\d{1,4}:[0-5]\d(:[0-5]\d)?\s*$/.test(value),
    'must be a time as "H:MM:SS", "MM:SS" or "H:MM"',
  );
}

/** A pace as a lap has it: no blanks around it, and none of zero. */
export function IsPace(): PropertyDecorator {
  return Accepts(
    'isPace',
    (value) => typeof value === 'string' && value === value.trim() && (parsePace(value) ?? 0) > 0,
    'must be a pace per mile as "m:ss", or null',
  );
}

/** Weeks of each of the four phases: `{ base, build, peak, taper }`, or the list a plan shows. */
export function IsPhaseSplit(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? splitOfList(value) : value)),
    Accepts(
      'isPhaseSplit',
      isPhaseSplit,
      `must be { "base", "build", "peak", "taper" } or [{ "name", "weekCount" }, …] in this order, each of 1 to ${MAX_TOTAL_WEEKS} whole weeks`,
    ),
  );
}

/** The object of a list, or the list as it came when it is not one of four phases in their order. */
function splitOfList(list: readonly unknown[]): unknown {
  const entries = list.map((item): [unknown, unknown] =>
    typeof item === 'object' && item !== null && 'name' in item && 'weekCount' in item
      ? [item.name, item.weekCount]
      : [null, null],
  );
  const inOrder =
    entries.length === PHASE_NAMES.length && entries.every(([name], index) => name === PHASE_NAMES[index]);
  return inOrder ? Object.fromEntries(entries) : list;
}

function isPhaseSplit(value: unknown): value is PhaseSplit {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries: [string, unknown][] = Object.entries(value);
  return (
    entries.length === PHASE_NAMES.length &&
    entries.every(
      ([name, weeks]) =>
        PHASE_NAMES.some((phase) => phase === name) &&
        Number.isInteger(weeks) &&
        Number(weeks) >= 1 &&
        Number(weeks) <= MAX_TOTAL_WEEKS,
    )
  );
}
