import { describe, expect, it } from 'vitest';
import { PRODUCTION, problemsOf } from '../../test/support/configurations.js';
import { loadConfig } from './app-config.js';

const ISSUER = 'https://login.example.com/realms/club';
const PROVIDER = { OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: 'gofast' };
describe('the identity provider', () => {
  it('is none unless one is named', () => expect(loadConfig({}).auth.oidc).toBeNull());

  it('is found by its name, and gives our own roles by our own names', () => {
    expect(loadConfig(PROVIDER).auth.oidc).toEqual({
      issuer: ISSUER,
      audience: 'gofast',
      jwksUrl: null,
      roleClaim: 'role',
      roles: { admin: 'admin', coach: 'coach', athlete: 'athlete' },
    });
  });

  it('may call roles as it likes', () => {
    const oidc = loadConfig({
      ...PROVIDER,
      OIDC_ROLE_CLAIM: 'groups',
      OIDC_ROLES: ' /chiefs=admin,a=b=coach ',
    }).auth.oidc;
    expect([oidc?.roleClaim, { ...oidc?.roles }]).toEqual(['groups', { '/chiefs': 'admin', 'a=b': 'coach' }]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['an audience', { OIDC_ISSUER: ISSUER }, /^OIDC_AUDIENCE: missing/],
    ['an issuer', { OIDC_AUDIENCE: 'gofast' }, /^OIDC_ISSUER: missing/],
    ['an issuer to its keys', { OIDC_JWKS_URL: `${ISSUER}/keys` }, /^OIDC_ISSUER: missing/],
    ['an address', { ...PROVIDER, OIDC_ISSUER: 'login.example.com' }, /^OIDC_ISSUER: "login/],
    ['our roles', { ...PROVIDER, OIDC_ROLES: 'chief=boss' }, /^OIDC_ROLES: "chief=boss"/],
    ['pairs', { ...PROVIDER, OIDC_ROLES: 'admin' }, /^OIDC_ROLES/],
    [
      'https in production',
      { ...PRODUCTION, ...PROVIDER, OIDC_ISSUER: 'http://login.example.com' },
      /^OIDC_ISSUER.*not https/,
    ],
    [
      'https for its keys',
      { ...PRODUCTION, ...PROVIDER, OIDC_JWKS_URL: 'http://x.example.com' },
      /^OIDC_JWKS_URL.*not https/,
    ],
  ])('needs %s', (_, env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(problem)]);
  });

  it('is taken in production when it is at https', () => {
    expect(problemsOf({ ...PRODUCTION, ...PROVIDER })).toEqual([]);
  });
});
