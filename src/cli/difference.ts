/**
 * Where two values first differ, as JSON holds them (what is absent and what is undefined are the same there), and
 * what stands there in each: `"days/3/notes: "a", expected "b""`. Null when they are the same.
 */
export function differenceOf(value: unknown, expected: unknown, path: readonly string[] = []): string | null {
  if (isTree(value) && isTree(expected) && Array.isArray(value) === Array.isArray(expected)) {
    for (const key of new Set([...Object.keys(value), ...Object.keys(expected)])) {
      const difference = differenceOf(value[key], expected[key], [...path, key]);
      if (difference !== null) return difference;
    }
    return null;
  }
  return Object.is(value, expected) ? null : `${path.join('/')}: ${told(value)}, expected ${told(expected)}`;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const LONGEST = 80;

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
