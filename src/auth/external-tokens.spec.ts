import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AUDIENCE,
  startIdentityProvider,
  type IdentityProvider,
} from '../../test/support/identity-provider.js';
import { UnavailableError } from '../common/errors.js';
import { loadConfig } from '../config/app-config.js';
import { ExternalTokens } from './external-tokens.js';

const now = () => Math.floor(Date.now() / 1000);

let provider: IdentityProvider;
let tokens: ExternalTokens;
beforeEach(async () => {
  provider = await startIdentityProvider();
  tokens = tokensWith({});
});
afterEach(async () => {
  vi.useRealTimers();
  await provider.close();
});

function tokensWith(env: Record<string, string>): ExternalTokens {
  return new ExternalTokens(
    loadConfig({
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_JWKS_URL: provider.jwksUrl,
      ...env,
    }),
  );
}

describe('a token of the identity provider', () => {
  it('tells who they are, what they are called and what they may', async () => {
    const claims = { sub: 'u-1', email: 'ana@example.com', email_verified: true, name: 'Ana', role: 'coach' };
    const token = await provider.token(claims);
    expect(tokens.isOurs(token)).toBe(true);
    expect(await tokens.verify(token)).toEqual({
      identity: `${provider.issuer} u-1`,
      email: 'ana@example.com',
      name: 'Ana',
      role: 'coach',
    });
  });

  it('has no address that the provider has not verified', async () => {
    for (const email_verified of [false, undefined, 'true']) {
      const token = await provider.token({ email: 'ana@example.com', email_verified });
      expect(await tokens.verify(token)).toMatchObject({ email: null });
    }
  });

  it.each<[unknown, string | null]>([
    ['coach', 'coach'],
    [['athlete', 'coach'], 'coach'],
    [['admin', 'coach'], 'admin'],
    [[], null],
    ['root', null],
    [{ admin: true }, null],
    [undefined, null],
    ['__proto__', null],
  ])('with the role %j is of %j', async (role, expected) => {
    expect(await tokens.verify(await provider.token({ role }))).toMatchObject({ role: expected });
  });

  it('has its role where and as the provider writes it', async () => {
    const mapped = tokensWith({
      OIDC_ROLE_CLAIM: 'realm_access.roles',
      OIDC_ROLES: 'Staff/Chiefs=admin, x:y=coach',
    });
    const roleOf = async (claims: object) => (await mapped.verify(await provider.token({ ...claims })))?.role;
    expect(await roleOf({ realm_access: { roles: ['x:y'] } })).toBe('coach');
    expect(await roleOf({ realm_access: { roles: ['Staff/Chiefs'] } })).toBe('admin');
    expect(await roleOf({ 'realm_access.roles': 'x:y' })).toBe('coach');
    expect(await roleOf({ realm_access: { roles: ['admin'] } })).toBeNull();
    expect(await roleOf({ role: 'x:y', realm_access: 'admin' })).toBeNull();
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => provider.token({ iss: 'https://another.example.com' })],
    ['for another audience', () => provider.token({ aud: 'another' })],
    ['for nobody in particular', () => provider.token({ aud: undefined })],
    ['expired', () => provider.token({ exp: now() - 10 })],
    ['without an end', () => provider.token({ exp: undefined })],
    ['not good yet', () => provider.token({ nbf: now() + 60 })],
    ['without a subject', () => provider.token({ sub: undefined })],
    ['signed with a key it never had', async () => provider.token({}, {}, await provider.strangersKey())],
    ['of an unknown key', () => provider.token({}, { kid: 'unknown' })],
    [
      'not signed',
      async () =>
        new UnsecuredJWT({ role: 'admin' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setSubject('x')
          .setExpirationTime('5 min')
          .encode(),
    ],
    [
      'signed with its public key for a secret',
      async () =>
        new SignJWT({ role: 'admin' })
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setSubject('x')
          .setExpirationTime('5 min')
          .sign(new TextEncoder().encode(await provider.publicPem())),
    ],
    [
      'tampered with',
      async () => {
        const [head, , signature] = (await provider.token({ role: 'coach' })).split('.');
        const [, payload] = (await provider.token({ role: 'admin', jti: 'x' })).split('.');
        return `${head}.${payload}.${signature}`;
      },
    ],
    ['garbage', async () => 'x.y.z'],
  ])('that is %s is refused', async (_, token) => {
    expect(await tokens.verify(await token())).toBeNull();
  });

  it('is somebody else’s business where no provider is configured', async () => {
    const none = new ExternalTokens(loadConfig({}));
    const token = await provider.token();
    expect([none.isOurs(token), await none.verify(token)]).toEqual([false, null]);
    for (const text of ['', 'x', 'x.y.z', await provider.token({ iss: 'another' })]) {
      expect(tokens.isOurs(text)).toBe(false);
    }
  });
});

describe('the keys of the identity provider', () => {
  it('are found by its discovery document, and fetched once', async () => {
    const discovering = tokensWith({ OIDC_JWKS_URL: '' });
    for (let time = 0; time < 3; time += 1)
      expect(await discovering.verify(await provider.token())).not.toBeNull();
    expect(provider.fetches()).toBe(1);
  });

  it('are not taken from a document that speaks for another issuer', async () => {
    const discovering = tokensWith({ OIDC_JWKS_URL: '' });
    provider.claimToBe('https://another.example.com');
    await expect(discovering.verify(await provider.token())).rejects.toThrow(UnavailableError);
    provider.claimToBe(null);
    expect(await discovering.verify(await provider.token())).not.toBeNull();
  });

  it.each(['RS256', 'ES256', 'EdDSA', 'PS256'])('may be exchanged for others: %s', async (alg) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const old = await provider.token();
    expect(await tokens.verify(old)).not.toBeNull();
    await provider.rotate(alg);
    vi.advanceTimersByTime(31_000);
    expect(await tokens.verify(await provider.token())).not.toBeNull();
    expect(await tokens.verify(old)).toBeNull();
    expect(provider.fetches()).toBe(2);
  });

  it('are not fetched anew for everybody who makes up another', async () => {
    await tokens.verify(await provider.token());
    for (let time = 0; time < 20; time += 1) {
      expect(await tokens.verify(await provider.token({}, { kid: `made-up-${time}` }))).toBeNull();
    }
    expect(provider.fetches()).toBe(1);
  });

  it.each([500, 404, 302])(
    'that cannot be had (%i) are no fault of the token, and had later',
    async (status) => {
      provider.answerWith(status);
      await expect(tokens.verify(await provider.token())).rejects.toThrow(UnavailableError);
      provider.answerWith(null);
      expect(await tokens.verify(await provider.token())).not.toBeNull();
    },
  );
});
