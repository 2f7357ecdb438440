import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from './secret-box.js';
import type { SigningKey } from './signing-key.js';

function boxOf(secret: string): SecretBox {
  const bytes = new TextEncoder().encode(secret);
  return new SecretBox({ alg: 'HS256', sign: bytes, verify: bytes });
}

const box = boxOf('the secret of an installation');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a sealed secret', () => {
  it('opens for its owner, by another process with the same secret too', () => {
    const sealed = box.seal(SECRET, 'webhook:1');
    expect(box.open(sealed, 'webhook:1')).toBe(SECRET);
    expect(boxOf('the secret of an installation').open(sealed, 'webhook:1')).toBe(SECRET);
  });

  it('shows nothing, and is another every time', () => {
    const sealed = [box.seal(SECRET, 'webhook:1'), box.seal(SECRET, 'webhook:1')];
    expect(sealed[0]).not.toBe(sealed[1]);
    for (const each of sealed) {
      expect(Buffer.from(each.replace('v1.', ''), 'base64url').includes(SECRET.slice(6))).toBe(false);
    }
  });

  it('opens neither for another nor under another secret', () => {
    const sealed = box.seal(SECRET, 'webhook:1');
    expect(() => box.open(sealed, 'webhook:2')).toThrow(/authenticat|initialization vector/i);
    expect(() => boxOf('another secret of an installation').open(sealed, 'webhook:1')).toThrow(
      /authenticat|initialization vector/i,
    );
  });

  it('does not open when any byte of it was changed, or some are missing', () => {
    const sealed = box.seal(SECRET, 'webhook:1');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(`v1.${changed.toString('base64url')}`, 'webhook:1')).toThrow(
        /authenticat|initialization vector/i,
      );
    }
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString('base64url');
      expect(() => box.open(`v1.${cut}`, 'webhook:1')).toThrow(/authenticat|initialization vector/i);
    }
    expect(() => box.open(sealed.slice(3), 'webhook:1')).toThrow('Not a sealed secret');
    expect(() => box.open('', 'webhook:1')).toThrow('Not a sealed secret');
  });

  it.each(['ec', 'ed25519'] as const)('can be kept under a private key: %s', (type) => {
    const { privateKey, publicKey } =
      type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    const key: SigningKey = { alg: type === 'ec' ? 'ES256' : 'EdDSA', sign: privateKey, verify: publicKey };
    const sealed = new SecretBox(key).seal(SECRET, 'x');
    expect(new SecretBox(key).open(sealed, 'x')).toBe(SECRET);
    expect(() => box.open(sealed, 'x')).toThrow(/authenticat|initialization vector/i);
  });
});
