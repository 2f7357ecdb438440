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

  it('refuses nesting that would exhaust a recursive reader', () => {
    const deep: unknown = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000));
    expect(findUnstorable(deep)).toEqual([{ pointer: '', detail: expect.stringContaining('32') }]);
  });
});

describe('pointerTo', () => {
  it('escapes as RFC 6901 says', () => {
    expect(pointerTo('/a', 'b/~c')).toBe('/a/b~1~0c');
  });
});
