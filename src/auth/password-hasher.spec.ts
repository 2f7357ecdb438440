import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../common/errors.js';
import { PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  const sut = new PasswordHasher();

  it('makes argon2id hashes of at least 19 MiB, two passes and one lane, salted anew each time', async () => {
    const [one, two] = [await sut.hash('a secret'), await sut.hash('a secret')];
    const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(one);
    expect(Number(cost?.[1])).toBeGreaterThanOrEqual(19 * 1024);
    expect(Number(cost?.[2])).toBeGreaterThanOrEqual(2);
    expect(Number(cost?.[3])).toBe(1);
    expect(one).not.toBe(two);
  });

  it('knows the right password only', async () => {
    const hash = await sut.hash('a secret');
    expect(await sut.matches(hash, 'a secret')).toBe(true);
    expect(await sut.matches(hash, 'a secreT')).toBe(false);
    expect(await sut.matches(null, 'a secret')).toBe(false);
  });

  it('refuses at once when too many wait, and serves those who do', async () => {
    const hash = await sut.hash('a secret');
    const results = await Promise.allSettled(Array.from({ length: 80 }, () => sut.matches(hash, 'a secret')));
    const served = results.filter((result) => result.status === 'fulfilled' && result.value);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(served.length).toBe(66);
    expect(refused.length).toBe(14);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(UnavailableError);
    expect(await sut.matches(hash, 'a secret')).toBe(true);
  });
});
