import { describe, expect, it } from 'vitest';
import { digestOf, randomSecret } from './secrets.js';

describe('a secret', () => {
  it('has 256 bits and is never drawn twice', () => {
    const secrets = new Set(Array.from({ length: 1000 }, randomSecret));
    expect(secrets.size).toBe(1000);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('is stored as its SHA-256', () => {
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
