/**
 * A condition that every word of `q` is found in one of the fields, in any case; none without a `q`.
 * What LIKE takes for wildcards is taken as it is written.
 */
export function containsText(q: string | undefined, fields: readonly string[]): object {
  const words = q?.split(/\s+/).filter((word) => word !== '') ?? [];
  return {
    $and: words.map((word) => {
      const $ilike = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
      return { $or: fields.map((field) => ({ [field]: { $ilike } })) };
    }),
  };
}
