/**
 * A condition that every word of `q` is found in one of the fields, in any case; none without a `q`.
 * What LIKE takes for wildcards is taken as it is written.
 */
export function containsText(q: string | undefined, fields: readonly string[]): object {
  return {
    $and: patternsOf(q).map(($ilike) => ({ $or: fields.map((field) => ({ [field]: { $ilike } })) })),
  };
}

/** What each word of `q` is found by, with ILIKE. */
export function patternsOf(q: string | undefined): string[] {
  const words = q?.split(/\s+/).filter((word) => word !== '') ?? [];
  return words.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}
