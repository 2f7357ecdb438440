import { describe, expect, it } from 'vitest';
import { PRODUCTION, problemsOf, STRONG } from '../../test/support/configurations.js';
import { loadConfig } from './app-config.js';

describe('production', () => {
  it('wants a database and a signing key in production, by name', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: missing.*EMBEDDED_DATABASE=allow/),
      expect.stringMatching(/^AUTH_SECRET: missing.*AUTH_PRIVATE_KEY_FILE/),
    ]);
    expect(problemsOf(PRODUCTION)).toEqual([]);
    expect(problemsOf({ ...PRODUCTION, DATABASE_URL: '', EMBEDDED_DATABASE: 'allow' })).toEqual([]);
    expect(problemsOf({ ...PRODUCTION, AUTH_SECRET: '', AUTH_PRIVATE_KEY_FILE: '/k.pem' })).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a secret of an example', { AUTH_SECRET: `change-me-${STRONG}` }, /^AUTH_SECRET: .*from an example/],
    [
      'a secret that repeats',
      { AUTH_SECRET: '0123456789abcdef'.repeat(3) },
      /^AUTH_SECRET: .*repeats itself/,
    ],
    [
      'a common password',
      { ADMIN_EMAIL: 'a@b.example', ADMIN_PASSWORD: 'Password1234!' },
      /^ADMIN_PASSWORD: .*first that would be tried/,
    ],
    [
      'the password of its own name',
      { ADMIN_EMAIL: 'ana.berghammer@b.example', ADMIN_PASSWORD: 'ana.berghammer' },
      /^ADMIN_PASSWORD: .*more than the name/,
    ],
    [
      'a database for anybody',
      { DATABASE_URL: 'postgresql://u@db/gofast' },
      /^DATABASE_URL: has no password/,
    ],
    [
      'a database with a password of a guide',
      { DATABASE_URL: 'postgresql://u:mysecretpassword@db/gofast' },
      /^DATABASE_URL: has a password that is tried first/,
    ],
    [
      'a page for passwords that others may change',
      { PASSWORD_RESET_URL: 'http://training.example.com/new' },
      /^PASSWORD_RESET_URL: .*is not https/,
    ],
  ])('refuses %s in production, by name and without its value', (_, env, problem) => {
    expect(problemsOf({ ...PRODUCTION, ...env })).toEqual([expect.stringMatching(problem)]);
    for (const [name, value] of Object.entries(env)) {
      if (/SECRET|PASSWORD$|DATABASE/.test(name)) {
        expect(problemsOf({ ...PRODUCTION, ...env }).join()).not.toContain(value);
      }
    }
    const tried = { ...env, NODE_ENV: 'development' };
    expect(problemsOf(tried)).toEqual([]);
  });

  it('refuses another day than the real one in production', () => {
    expect(problemsOf({ ...PRODUCTION, TODAY: '2026-11-23' })).toEqual([expect.stringContaining('TODAY')]);
  });

  it('lets pages of any origin in outside production alone', () => {
    expect(loadConfig({ CORS_ORIGINS: '*' }).http.corsOrigins).toEqual(['*']);
    expect(problemsOf({ ...PRODUCTION, CORS_ORIGINS: '*' })).toEqual([
      expect.stringMatching(/^CORS_ORIGINS: .*name the origins/),
    ]);
  });

  it('limits requests in production, and elsewhere only when told to', () => {
    const limits = { account: 600, costly: 60, address: 3000, signIn: 30 };
    expect(loadConfig(PRODUCTION).rateLimits).toEqual(limits);
    expect(loadConfig({ ...PRODUCTION, RATE_LIMIT_COSTLY: '0' }).rateLimits).toEqual({
      ...limits,
      costly: 0,
    });
  });
});
