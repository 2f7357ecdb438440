import type { FieldError } from './errors.js';

/** Nesting no request of ours comes near; deeper bodies would exhaust the stack of recursive readers. */
const MAX_DEPTH = 32;

/** Joins a key onto a JSON pointer (RFC 6901). */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Finds every string (and key) in a parsed request that PostgreSQL cannot store: NUL characters and lone
 * surrogates. Also refuses absurd nesting. Walks with a list of its own, for the input is not trusted.
 */
export function findUnstorable(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const left: { value: unknown; pointer: string; depth: number }[] = [{ value, pointer: '', depth: 0 }];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    const { value, pointer, depth } = item;
    if (typeof value === 'string' && !isStorable(value)) {
      errors.push({ pointer, detail: 'must be Unicode text without NUL characters or lone surrogates' });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) {
      return [{ pointer: '', detail: `must not be nested deeper than ${MAX_DEPTH} levels` }];
    }
    for (const [key, child] of Object.entries(value)) {
      if (isStorable(key)) left.push({ value: child, pointer: pointerTo(pointer, key), depth: depth + 1 });
      else errors.push({ pointer, detail: 'must not have keys with NUL characters or lone surrogates' });
    }
  }
  return errors;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
