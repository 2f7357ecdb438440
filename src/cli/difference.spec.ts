import { describe, expect, it } from 'vitest';
import { differenceOf } from './difference.js';

describe('the first difference', () => {
  it.each([
    [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined }, null],
    [{ a: [1, 2] }, { a: [1, 3] }, 'a/1: 2, expected 3'],
    [{ a: [1] }, { a: [1, 2] }, 'a/1: nothing, expected 2'],
    [{ a: { b: 'x' } }, { a: null }, 'a: {"b":"x"}, expected null'],
    [{ a: [] }, { a: {} }, 'a: [], expected {}'],
    [1, '1', ': 1, expected "1"'],
  ])('of %j and %j is %j', (value, expected, difference) => {
    expect(differenceOf(value, expected)).toBe(difference);
  });

  it('is cut where it is long', () => {
    expect(differenceOf({ a: 'x'.repeat(200) }, { a: 1 })).toBe(`a: "${'x'.repeat(79)}…, expected 1`);
  });
});
