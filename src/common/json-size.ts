/** Levels of objects and lists inside each other. What the API takes has six. */
export const MOST_LEVELS = 20;

/** Fields and items in all, at every level. A bulk of a thousand activities has ten thousand. */
export const MOST_VALUES = 20_000;

/** What makes JSON too much to look at, as the detail of a field's error; null for what the API may look into. */
export function oversizeOf(json: unknown): string | null {
  let level: unknown[] = [json];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return `must not be nested deeper than ${MOST_LEVELS} levels`;
    values += level.length;
    if (values > MOST_VALUES) return `must not have more than ${MOST_VALUES} fields and items in all`;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return null;
}
