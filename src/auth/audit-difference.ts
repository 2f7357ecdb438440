import { isDeepStrictEqual } from 'node:util';

/** What a change did to the fields of something, as it goes on record; a type, so that it is a record of anything too. */
export type Difference = {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** Fields of which only that they changed goes on record; missing when there are none. */
  withheld?: string[];
};

const NONE: ReadonlySet<string> = new Set();

/**
 * Fields that have changed, as they were and as they are. Something new was nothing before, something deleted is nothing
 * after: `{}`. A field without a value is as one that is missing.
 * @returns null where none has
 * @param withheld fields whose values are not for the record: who somebody is, and their health
 */
export function differenceOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  withheld: ReadonlySet<string> = NONE,
): Difference | null {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key] ?? null, after[key] ?? null),
  );
  if (changed.length === 0) return null;
  const pick = (values: Record<string, unknown>) =>
    Object.fromEntries(
      changed.filter((key) => key in values && !withheld.has(key)).map((key) => [key, values[key]]),
    );
  const unsaid = changed.filter((key) => withheld.has(key));
  return { before: pick(before), after: pick(after), ...(unsaid.length > 0 && { withheld: unsaid }) };
}
