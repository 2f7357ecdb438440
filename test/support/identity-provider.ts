import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

interface Key {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

/** A real issuer on loopback: discovery, keys, and tokens signed with them. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often its keys were fetched. */
  readonly fetches: () => number;
  /** A good access token for {@link AUDIENCE}, with claims and header changed; undefined takes one away. */
  token(claims?: Record<string, unknown>, header?: object, key?: Key): Promise<string>;
  /** The public key as its holder may publish it. */
  publicPem(): Promise<string>;
  /** Signs with a new key from now on; the old one is published no more. */
  rotate(alg?: string): Promise<void>;
  /** A key that it never publishes. */
  strangersKey(): Promise<Key>;
  /** What it answers everything with from now on; null: as it should. */
  answerWith(status: number | null): void;
  /** Names another issuer in its discovery document. */
  claimToBe(issuer: string | null): void;
  close(): Promise<void>;
}

export const AUDIENCE = 'gofast-api-of-the-club';

async function newKey(kid: string, alg: string): Promise<Key> {
  return { kid, alg, ...(await generateKeyPair(alg, { extractable: true })) };
}

async function toJwk({ kid, alg, publicKey }: Key): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let current = await newKey('key-1', 'RS256');
  let made = 1;
  let fetches = 0;
  let forced: number | null = null;
  let name: string | null = null;
  const server = createServer((request, response) => {
    const answer = async (): Promise<object> => {
      if (request.url === '/.well-known/openid-configuration')
        return { issuer: name ?? issuer, jwks_uri: jwksUrl };
      fetches += 1;
      return { keys: [await toJwk(current)] };
    };
    const respond = async (): Promise<void> => {
      const body = JSON.stringify(await answer());
      response.writeHead(forced ?? 200, { 'content-type': 'application/json' }).end(body);
    };
    void respond();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jwksUrl = `${issuer}/keys`;
  const now = (): number => Math.floor(Date.now() / 1000);
  return {
    issuer,
    jwksUrl,
    fetches: () => fetches,
    token: (claims = {}, header = {}, key = current) =>
      new SignJWT({ iss: issuer, aud: AUDIENCE, sub: 'somebody', iat: now(), exp: now() + 300, ...claims })
        .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
        .sign(key.privateKey),
    publicPem: () => exportSPKI(current.publicKey),
    rotate: async (alg = 'RS256') => {
      made += 1;
      current = await newKey(`key-${made}`, alg);
    },
    strangersKey: () => newKey(current.kid, current.alg),
    answerWith: (status) => (forced = status),
    claimToBe: (other) => (name = other),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
