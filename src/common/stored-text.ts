import type { FieldError } from './errors.js';

/** Fields of one object: every unknown one costs the validator a walk over all, and an answer names them all. */
const MAX_FIELDS = 100;
/** Values of one list, as of the longest that is taken: every one that is wrong costs as much as a field. */
const MAX_ITEMS = 1_000;

/** Joins a key onto a JSON pointer (RFC 6901). */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Finds every string (and key) in a parsed request that PostgreSQL cannot store: NUL characters and lone
 * surrogates. Also refuses absurd numbers of fields and items (of all of them `oversizeOf` does), and keys that
 * every object inherits, which the validator's whitelist takes for known ones. Walks with a list of its own, for the
 * input is not trusted.
 */
export function findUnstorable(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const left: { value: unknown; pointer: string }[] = [{ value, pointer: '' }];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    const { value, pointer } = item;
    if (typeof value === 'string' && !isStorable(value)) {
      errors.push({ pointer, detail: 'must be Unicode text without NUL characters or lone surrogates' });
    }
    if (typeof value !== 'object' || value === null) continue;
    const fields = Object.entries(value);
    if (!Array.isArray(value) && fields.length > MAX_FIELDS) {
      return [{ pointer, detail: `must not have more than ${MAX_FIELDS} fields` }];
    }
    if (Array.isArray(value) && value.length > MAX_ITEMS) {
      return [{ pointer, detail: `must not have more than ${MAX_ITEMS} values` }];
    }
    for (const [key, child] of fields) {
      if (!isStorable(key)) {
        errors.push({ pointer, detail: 'must not have keys with NUL characters or lone surrogates' });
      } else if (key in Object.prototype) {
        errors.push({ pointer: pointerTo(pointer, key), detail: 'is not a known field' });
      } else left.push({ value: child, pointer: pointerTo(pointer, key) });
    }
  }
  return errors;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
