import { describe, expect, it } from 'vitest';
import { findUnstorable, pointerTo } from './stored-text.js';

describe('findUnstorable', () => {
  it('lets ordinary text through, emoji and all', () => {
    expect(findUnstorable({ name: 'Zoë 🏃', days: [1, 2], nested: { a: null } })).toEqual([]);
  });

  it('names every string with a NUL or half a surrogate pair', () => {
    const errors = findUnstorable({ a: 'x\u0000', 'b/c': ['ok', '\ud83c'], d: { e: '\udfc3' } });
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/a', '/b~1c/1', '/d/e']);
  });

  it('names the object whose key cannot be stored', () => {
    expect(findUnstorable({ phases: { 'a\u0000': 1 } })).toEqual([
      { pointer: '/phases', detail: expect.stringContaining('keys') },
    ]);
  });

  it('refuses more fields in one object than any request has, before each is looked at', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, '\u0000']));
    expect(findUnstorable({ a: many(100) })).toHaveLength(100);
    expect(findUnstorable({ a: many(101) })).toEqual([
      { pointer: '/a', detail: 'must not have more than 100 fields' },
    ]);
  });

  it('refuses a list longer than any that is taken, before each of its values is looked at', () => {
    const list = (count: number) => ({ a: Array.from({ length: count }, () => '\u0000') });
    expect(findUnstorable(list(1_000))).toHaveLength(1_000);
    expect(findUnstorable(list(1_001))).toEqual([
      { pointer: '/a', detail: 'must not have more than 1000 values' },
    ]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])('knows no field %s', (key) => {
    const body: unknown = JSON.parse(`{"phases":{"${key}":1}}`);
    expect(findUnstorable(body)).toEqual([{ pointer: `/phases/${key}`, detail: 'is not a known field' }]);
  });
});

describe('pointerTo', () => {
  it('escapes as RFC 6901 says', () => {
    expect(pointerTo('/a', 'b/~c')).toBe('/a/b~1~0c');
  });
});
