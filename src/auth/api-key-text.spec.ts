import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { idInKey, isKeyOf, newKeyText } from './api-key-text.js';
import { digestOf } from './secrets.js';

describe('an API key', () => {
  it('is one word that names itself, its environment and its id', () => {
    const id = v7();
    expect(newKeyText(id, 'live')).toMatch(/^gofast_live_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
    expect(newKeyText(id, 'test')).toMatch(/^gofast_test_\w+$/);
    expect(idInKey(newKeyText(id, 'live'))).toBe(id);
  });

  it('has a secret of its own every time', () => {
    const id = v7();
    expect(new Set(Array.from({ length: 1000 }, () => newKeyText(id, 'test'))).size).toBe(1000);
  });

  it('is known to be none when one character is another', () => {
    const key = newKeyText(v7(), 'test');
    for (let index = 0; index < key.length; index += 1) {
      const other = key[index] === 'a' ? 'b' : 'a';
      expect(idInKey(key.slice(0, index) + other + key.slice(index + 1))).toBeNull();
    }
    for (const text of ['', 'gofast_', `${key}x`, ` ${key}`, `${key}\n`, key.slice(1)]) {
      expect(idInKey(text)).toBeNull();
    }
  });

  it('is recognised by what is stored of it, and of no other', () => {
    const id = v7();
    const key = newKeyText(id, 'test');
    expect(isKeyOf(key, digestOf(key))).toBe(true);
    expect(isKeyOf(newKeyText(id, 'test'), digestOf(key))).toBe(false);
    expect(isKeyOf(key, '')).toBe(false);
  });
});
