import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWTHeaderParameters } from 'jose';
import { v7 } from 'uuid';
import { newKeyText } from '../../../src/auth/api-key-text.js';
import { RefreshToken } from '../../../src/auth/refresh-token.entity.js';
import { digestOf, randomSecret } from '../../../src/auth/secrets.js';
import { StaffSession } from '../../../src/auth/staff-session.entity.js';
import { Staff } from '../../../src/auth/staff.entity.js';
import type { IdentityProvider } from '../identity-provider.js';
import { keyOf } from '../people.js';
import type { TestApp } from '../test-app.js';

/** What a request brings to be let in by. */
export interface Credential {
  headers: Record<string, string>;
  /** Goes after the path. */
  query?: string;
}

export type Credentials = Readonly<Record<string, Credential>>;

/** Undefined leaves one out. */
type Claims = Record<string, unknown>;

interface Parts {
  test: TestApp;
  provider: IdentityProvider;
  /** What the service signs with. */
  key: KeyObject;
}

const bearer = (token: string): Credential => ({ headers: { authorization: `Bearer ${token}` } });
const seconds = (): number => Math.floor(Date.now() / 1000);
const HOUR = 3600;

/** An admin with a session, and what they may have in hand. */
async function anAccount({ orm }: TestApp, values: Partial<Staff> = {}) {
  const em = orm.em.fork();
  const email = `${v7()}@example.com`;
  const account = { email, name: 'A', role: 'admin', athleteId: null, passwordHash: null } as const;
  const staff = em.create(Staff, { ...account, ...values });
  const session = em.create(StaffSession, { staff });
  const refreshToken = randomSecret();
  em.create(RefreshToken, { session, digest: digestOf(refreshToken) });
  await em.flush();
  return { id: staff.id, sessionId: session.id, refreshToken };
}

/** Claims of a good access token, those given in the place of their own. */
function claimsOf(subject: { id: string; sessionId: string }, changes: Claims = {}): Claims {
  return {
    iss: 'gofast-training-plans',
    aud: 'gofast-api',
    sub: subject.id,
    sid: subject.sessionId,
    jti: v7(),
    iat: seconds(),
    exp: seconds() + 900,
    ...changes,
  };
}

const HEADER: JWTHeaderParameters = { alg: 'EdDSA', typ: 'at+jwt' };

/** Good credentials of each kind: what the faulty ones would be without their fault. */
export async function goodCredentials({ test, provider, key }: Parts): Promise<Credentials> {
  const account = await anAccount(test);
  return {
    'an access token': bearer(await new SignJWT(claimsOf(account)).setProtectedHeader(HEADER).sign(key)),
    'an API key': bearer(await keyOf(test, account.id)),
    'a token of the identity provider': bearer(await provider.token(external())),
  };
}

const external = (changes: Claims = {}): Claims => ({
  sub: v7(),
  email: `${v7()}@example.com`,
  email_verified: true,
  role: 'admin',
  ...changes,
});

/** Every way that a credential is not one. */
export async function faultyCredentials(parts: Parts): Promise<Credentials> {
  return {
    ...(await misplaced(parts)),
    ...(await forged(parts)),
    ...(await outdated(parts)),
    ...(await externalFaults(parts)),
    ...(await keyFaults(parts)),
  };
}

/** Good tokens in the wrong place, and what is none. */
async function misplaced({ test, key }: Parts): Promise<Credentials> {
  const account = await anAccount(test);
  const token = await new SignJWT(claimsOf(account)).setProtectedHeader(HEADER).sign(key);
  return {
    nothing: { headers: {} },
    'an empty header': { headers: { authorization: '' } },
    'a scheme alone': { headers: { authorization: 'Bearer ' } },
    'no scheme': { headers: { authorization: token } },
    'another scheme': { headers: { authorization: `Basic ${btoa(`${account.id}:${token}`)}` } },
    'two tokens': { headers: { authorization: `Bearer ${token}, Bearer ${token}` } },
    'no token': bearer('no-token'),
    'two parts of a token': bearer(token.split('.').slice(0, 2).join('.')),
    'what is no JSON': bearer(`${btoa('{')}.${btoa('{')}.${btoa('{')}`),
    'a token in the query': { headers: {}, query: `?access_token=${token}&token=${token}` },
    'a token in a cookie': { headers: { cookie: `access_token=${token}; authorization=Bearer ${token}` } },
    'a token in another header': { headers: { 'x-api-key': token, 'x-access-token': token } },
    'a refresh token': bearer(account.refreshToken),
  };
}

/** Tokens that somebody else made, or changed. */
async function forged({ test, key }: Parts): Promise<Credentials> {
  const [account, other] = [await anAccount(test), await anAccount(test)];
  const sign = (claims: Claims = {}, header: object = {}, by: KeyObject = key) =>
    new SignJWT(claimsOf(account, claims))
      .setProtectedHeader({ ...HEADER, ...header })
      .sign(by, { crit: { 'urn:x': true } });
  const good = await sign();
  const [head = '', body = '', signature = ''] = good.split('.');
  const stranger = generateKeyPairSync('ed25519');
  const jwk = stranger.publicKey.export({ format: 'jwk' });
  const publicKey = createPublicKey(key);
  const byPublicKey = (secret: string | Buffer) => hmacToken(claimsOf(account), secret);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const others = Buffer.from(JSON.stringify(claimsOf(other))).toString('base64url');
  const noSignature = new UnsecuredJWT(claimsOf(account)).encode();
  const noAlgorithm = Buffer.from(JSON.stringify({ ...HEADER, alg: 'none' })).toString('base64url');
  return {
    'a tampered signature': bearer(`${head}.${body}.${flipped(signature)}`),
    'a tampered payload': bearer(`${head}.${others}.${signature}`),
    'no signature': bearer(`${head}.${body}.`),
    'alg: none': bearer(noSignature),
    'alg: none, typed': bearer(`${noAlgorithm}.${body}.`),
    'alg: none over a signature': bearer(`${noAlgorithm}.${body}.${signature}`),
    'another key': bearer(await sign({}, {}, stranger.privateKey)),
    'another key in its header': bearer(await sign({}, { jwk }, stranger.privateKey)),
    'another key at its address': bearer(
      await sign({}, { jku: 'http://127.0.0.1:9/', kid: 'x' }, stranger.privateKey),
    ),
    'HS256 by the public key’s PEM': bearer(byPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))),
    'HS256 by the public key’s bytes': bearer(byPublicKey(spki)),
    'HS256 by the public key itself': bearer(byPublicKey(spki.subarray(-32))),
    'HS256 by nothing': bearer(byPublicKey('')),
    'another algorithm': bearer(
      await new SignJWT(claimsOf(account))
        .setProtectedHeader({ ...HEADER, alg: 'ES256' })
        .sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ),
    'another audience': bearer(await sign({ aud: 'gofast-web' })),
    'no audience': bearer(await sign({ aud: undefined })),
    'another issuer': bearer(await sign({ iss: 'https://issuer.example.com' })),
    'no issuer': bearer(await sign({ iss: undefined })),
    'another type': bearer(await sign({}, { typ: 'JWT' })),
    'no type': bearer(await sign({}, { typ: undefined })),
    'an extension that has to be understood': bearer(await sign({}, { crit: ['urn:x'], 'urn:x': 1 })),
    'nobody’s id': bearer(await sign({ sub: v7() })),
    'no id': bearer(await sign({ sub: "' or true --" })),
    'no session': bearer(await sign({ sid: undefined })),
    'nobody’s session': bearer(await sign({ sid: v7() })),
    'another’s session': bearer(await sign({ sid: other.sessionId })),
  };
}

/** Tokens that were good, or will be. */
async function outdated({ test, key }: Parts): Promise<Credentials> {
  const account = await anAccount(test);
  const ended = await anAccount(test);
  const disabled = await anAccount(test, { status: 'disabled' });
  const deleted = await anAccount(test);
  const em = test.orm.em.fork();
  await em.nativeUpdate(StaffSession, { id: ended.sessionId }, { expiresAt: new Date() });
  await em.nativeDelete(Staff, { id: deleted.id });
  const sign = (who: typeof account, claims: Claims = {}) =>
    new SignJWT(claimsOf(who, claims)).setProtectedHeader(HEADER).sign(key);
  const ago = seconds() - HOUR;
  return {
    'an expired token': bearer(await sign(account, { iat: ago, exp: ago + 900 })),
    'a token without an end': bearer(await sign(account, { exp: undefined })),
    'a token that has been good for too long': bearer(await sign(account, { iat: ago })),
    'a token of no time': bearer(await sign(account, { iat: undefined })),
    'a token of times to come': bearer(await sign(account, { nbf: seconds() + HOUR })),
    'a token made in times to come': bearer(
      await sign(account, { iat: seconds() + HOUR, exp: seconds() + 2 * HOUR }),
    ),
    'a session that has ended': bearer(await sign(ended)),
    'a disabled account': bearer(await sign(disabled)),
    'a deleted account': bearer(await sign(deleted)),
  };
}

async function externalFaults({ test, provider }: Parts): Promise<Credentials> {
  const stranger = await provider.strangersKey();
  const sub = v7();
  await anAccount(test, { status: 'disabled', identity: `${provider.issuer} ${sub}` });
  const hmac = hmacToken({ ...external(), iss: provider.issuer, aud: 'x' }, await provider.publicPem());
  const none = new UnsecuredJWT({ ...external(), iss: provider.issuer, exp: seconds() + HOUR }).encode();
  return {
    'the provider’s, expired': bearer(await provider.token(external({ exp: seconds() - HOUR }))),
    'the provider’s, to come': bearer(await provider.token(external({ nbf: seconds() + HOUR }))),
    'the provider’s, without an end': bearer(await provider.token(external({ exp: undefined }))),
    'the provider’s, for others': bearer(await provider.token(external({ aud: 'another-service' }))),
    'the provider’s, of an unknown key': bearer(await provider.token(external(), { kid: 'unknown' })),
    'the provider’s, by another’s key': bearer(await provider.token(external(), {}, stranger)),
    'the provider’s, by its public key': bearer(hmac),
    'the provider’s, by nobody': bearer(none),
    'the provider’s, of a disabled account': bearer(await provider.token(external({ sub }))),
    'another provider’s': bearer(await provider.token(external({ iss: 'https://issuer.example.com' }))),
  };
}

async function keyFaults({ test }: Parts): Promise<Credentials> {
  const { id } = await anAccount(test);
  const disabled = await anAccount(test, { status: 'disabled' });
  const deleted = await anAccount(test);
  const ofDeleted = await keyOf(test, deleted.id);
  await test.orm.em.fork().nativeDelete(Staff, { id: deleted.id });
  const good = await keyOf(test, id);
  return {
    'a revoked key': bearer(await keyOf(test, id, { revokedAt: new Date() })),
    'an expired key': bearer(await keyOf(test, id, { expiresAt: new Date() })),
    'a mistyped key': bearer(flipped(good)),
    'a key with another secret': bearer(newKeyText(good.slice(12, 44), 'test')),
    'a key of nothing': bearer(newKeyText(v7(), 'test')),
    'a key of a disabled account': bearer(await keyOf(test, disabled.id)),
    'a key of a deleted account': bearer(ofDeleted),
  };
}

/** The text with one character in its middle another. */
function flipped(text: string): string {
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
}

/** By hand: what libraries refuse to make is what is tried. */
function hmacToken(claims: Claims, secret: string | Buffer): string {
  const parts = [{ alg: 'HS256', typ: 'at+jwt' }, claims];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
