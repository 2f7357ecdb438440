/** For an answer that is JSON already, and not to be made into it. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** JSON of an object with one more field, behind the others. @param value JSON */
export function withField(object: string, name: string, value: string): string {
  const fields = object.slice(0, -1);
  return `${fields}${fields === '{' ? '' : ','}${JSON.stringify(name)}:${value}}`;
}

/** JSON of an array. @param items JSON of each */
export function arrayOf(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
