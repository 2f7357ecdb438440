import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

describe('canonical JSON', () => {
  it('is the same in whatever order fields come, at any depth', () => {
    const one = { b: [{ y: 1, x: 'é' }, null], a: { d: 2, c: undefined } };
    const other = { a: { d: 2 }, b: [{ x: 'é', y: 1 }, null] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(JSON.parse(canonicalJson(one))).toEqual(other);
  });

  it('is another for lists in another order', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});
