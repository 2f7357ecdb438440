import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { buildMessage, IsBoolean, isUUID, IsUUID, ValidateBy } from 'class-validator';
import { isCalendarDate } from '../coaching/calendar.js';

/**
 * A field rule of our own. `accepts` is what the client reads after the field's name: "must be …".
 * @param check true when the value may stand
 */
export function Accepts(
  name: string,
  check: (value: unknown) => boolean,
  accepts: string,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: { validate: check, defaultMessage: buildMessage((each) => `${each}$property ${accepts}`) },
  });
}

/** A yes or no of a query, where everything is text. */
export function IsFlag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsBoolean(),
  );
}

/** An id. In capitals it goes on as the database writes it: ids are compared as texts, too. */
export function IsId(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    IsUUID(),
  );
}

/** From `least` to `most` different ids. */
export function IsIds({ least = 0, most }: { least?: number; most: number }): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lowerCase) : value)),
    Accepts(
      'isIds',
      (value) =>
        Array.isArray(value) &&
        value.length >= least &&
        value.length <= most &&
        value.every((id) => isUUID(id)) &&
        new Set(value).size === value.length,
      `must be a list of ${least === 0 ? 'at most' : `${least} to`} ${most} different ids`,
    ),
  );
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Control characters, and the two of Unicode that end a line or a paragraph. */
const BREAKS_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Anything but spaces and characters without a shape: a name of zero-width spaces names nobody. */
const VISIBLE = /[^\p{Z}\p{C}]/u;

/** One line of text to be seen, trimmed, of 1 to `max` characters. */
export function IsLine(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Accepts(
      'isLine',
      (value) =>
        typeof value === 'string' && fits(value, max) && VISIBLE.test(value) && !BREAKS_LINE.test(value),
      `must be one line of 1 to ${max} characters`,
    ),
  );
}

/** Text over any number of lines, of at most `max` characters. */
export function IsText(max: number): PropertyDecorator {
  return Accepts(
    'isText',
    (value) => typeof value === 'string' && fits(value, max),
    `must be text of at most ${max} characters`,
  );
}

/** Characters as JSON Schema and PostgreSQL count them: an emoji is one, though two in UTF-16. */
function fits(text: string, max: number): boolean {
  return text.length <= 2 * max && Array.from(text).length <= max;
}

/** A number from `min` to `max` with at most two decimals. */
export function IsHundredths(min: number, max: number): PropertyDecorator {
  return Accepts(
    'isHundredths',
    (value) =>
      typeof value === 'number' && value >= min && value <= max && Number(value.toFixed(2)) === value,
    `must be a number from ${min} to ${max} with at most two decimals`,
  );
}

/** A whole number from `min` to `max`. */
export function IsWhole(min: number, max: number): PropertyDecorator {
  return Accepts(
    'isWhole',
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    `must be a whole number from ${min} to ${max}`,
  );
}

/** A real day, `YYYY-MM-DD`. */
export function IsCalendarDate(): PropertyDecorator {
  return Accepts('isCalendarDate', isCalendarDate, 'must be a day that exists, as YYYY-MM-DD');
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** An instant of RFC 3339, with its distance from UTC. */
export function IsInstant(): PropertyDecorator {
  return Accepts('isInstant', isInstant, 'must be an instant such as 2026-11-23T09:00:00Z');
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !INSTANT.test(value) || !isCalendarDate(value.slice(0, 10))) return false;
  return !Number.isNaN(Date.parse(value));
}
