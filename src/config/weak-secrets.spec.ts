import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { databasePasswordFault, isThisMachine, weaknessOf } from './weak-secrets.js';

describe('weaknessOf', () => {
  it('finds nothing in what was drawn', () => {
    for (let at = 0; at < 2_000; at += 1) {
      const bytes = randomBytes(48);
      expect(weaknessOf(bytes.toString('base64'))).toBeNull();
      expect(weaknessOf(bytes.subarray(16).toString('hex'))).toBeNull();
    }
  });

  it.each([
    ['0123456789abcdef0123456789abcdef', 'repeats itself'],
    ['Xk9-pLm20vB4Xk9-pLm20vB4Xk9-pLm2', 'repeats itself'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 'goes through the alphabet'],
    ['zyxwvutsrqponmlkjihgfedcba98765432', 'goes through the alphabet'],
    ['aabbccddeeffgghhiijjkkllmmnnoopp', 'goes through the alphabet'],
    ['please-change-me-before-going-live-42', 'comes from an example'],
    ['REPLACE_ME_WITH_A_LONG_RANDOM_STRING', 'comes from an example'],
    ['your-256-bit-secret-goes-in-this-place', 'comes from an example'],
    ['only-for-tests-0123456789-abcdefghijklmnop', 'comes from an example'],
  ])('sees through %s', (secret, weakness) => expect(weaknessOf(secret)).toBe(weakness));
});

describe('databasePasswordFault', () => {
  it.each([
    'postgresql://app:kE9f3Zq71xW@db.example.com/gofast',
    'postgresql://app:p%40ss@db/gofast',
    'postgresql://app:100%x-kE9f3@db/gofast',
    'postgresql://db/gofast?user=app&password=kE9f3Zq71xW',
    'postgresql://app@db/gofast?sslcert=/c.pem&sslkey=/k.pem',
    'postgresql://postgres:postgres@localhost/gofast',
    'postgresql://postgres@127.0.0.1/gofast',
    'postgresql://postgres@[::1]/gofast',
    'postgresql:///gofast?host=/run/postgresql',
  ])('lets be %s', (url) => expect(databasePasswordFault(url)).toBeNull());

  it.each([
    ['postgresql://app@db/gofast', 'has no password'],
    ['postgresql://app:@10.0.0.5/gofast', 'has no password'],
    ['postgresql://db/gofast?user=app', 'has no password'],
    ['postgresql://localhost/gofast?host=db&user=app', 'has no password'],
    ['postgresql://postgres:postgres@db/gofast', 'has a password that is tried first'],
    ['postgresql://app:Password@db/gofast', 'has a password that is tried first'],
    ['postgresql://app:%70assword@db/gofast', 'has a password that is tried first'],
    ['postgresql://App:app@db/gofast', 'has a password that is tried first'],
    ['postgresql://db/gofast?user=runner&password=runner', 'has a password that is tried first'],
  ])('refuses %s', (url, fault) => expect(databasePasswordFault(url)).toBe(fault));
});

it.each([
  ['localhost', true],
  ['127.0.0.2', true],
  ['', true],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1', false],
])('knows whether %j is this machine', (host, expected) => expect(isThisMachine(host)).toBe(expected));
