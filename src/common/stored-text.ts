import type { FieldError } from './errors.js';

/** Nesting no request of ours comes near; deeper bodies would exhaust the stack of recursive readers. */
const MAX_DEPTH = 32;
/** Fields of one object: every unknown one costs the validator a walk over all, and an answer names them all. */
const MAX_FIELDS = 100;
/** Values of one list, as of the longest that is taken: every one that is wrong costs as much as a field. */
const MAX_ITEMS = 1_000;
/** Values of a whole request, far above what its largest lists hold. */
const MAX_VALUES = 20_000;

/** Joins a key onto a JSON pointer (RFC 6901). */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Finds every string (and key) in a parsed request that PostgreSQL cannot store: NUL characters and lone
 * surrogates. Also refuses absurd nesting and numbers of values, and keys that every object inherits, which the
 * validator's whitelist takes for known ones. Walks with a list of its own, for the input is not trusted.
 */
export function findUnstorable(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const left: { value: unknown; pointer: string; depth: number }[] = [{ value, pointer: '', depth: 0 }];
  let count = 0;
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    const { value, pointer, depth } = item;
    if (typeof value === 'string' && !isStorable(value)) {
      errors.push({ pointer, detail: 'must be Unicode text without NUL characters or lone surrogates' });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) {
      return [{ pointer: '', detail: `must not be nested deeper than ${MAX_DEPTH} levels` }];
    }
    const fields = Object.entries(value);
    if (!Array.isArray(value) && fields.length > MAX_FIELDS) {
      return [{ pointer, detail: `must not have more than ${MAX_FIELDS} fields` }];
    }
    if (Array.isArray(value) && value.length > MAX_ITEMS) {
      return [{ pointer, detail: `must not have more than ${MAX_ITEMS} values` }];
    }
    count += fields.length;
    if (count > MAX_VALUES) {
      return [{ pointer: '', detail: `must not hold more than ${MAX_VALUES} values` }];
    }
    for (const [key, child] of fields) {
      if (!isStorable(key)) {
        errors.push({ pointer, detail: 'must not have keys with NUL characters or lone surrogates' });
      } else if (key in Object.prototype) {
        errors.push({ pointer: pointerTo(pointer, key), detail: 'is not a known field' });
      } else left.push({ value: child, pointer: pointerTo(pointer, key), depth: depth + 1 });
    }
  }
  return errors;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
