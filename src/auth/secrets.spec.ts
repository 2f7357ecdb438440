import { describe, expect, it } from 'vitest';
import { digestOf, randomSecret, seal, unseal } from './secrets.js';

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

describe('a sealed text', () => {
  it('is read by who has the secret', () => {
    const secret = randomSecret();
    const sealed = seal('{"é":1}', secret);
    expect(unseal(sealed, secret)).toBe('{"é":1}');
    expect(seal('{"é":1}', secret)).not.toBe(sealed);
  });

  it('is read by nobody else, nor when it was tampered with', () => {
    const secret = randomSecret();
    const sealed = seal('answer', secret);
    expect(() => unseal(sealed, randomSecret())).toThrow(/authenticate/);
    const bytes = Buffer.from(sealed, 'base64url');
    bytes[bytes.length - 1]! ^= 1;
    expect(() => unseal(bytes.toString('base64url'), secret)).toThrow(/authenticate/);
  });
});
