import { Inject, Injectable } from '@nestjs/common';
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { UnavailableError } from '../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import type { OidcSettings } from '../config/oidc-settings.js';
import type { Role } from './staff.entity.js';

/** Signatures by a key pair: with a shared secret, whoever knows the provider's public key could sign. */
const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

const FETCH_MILLISECONDS = 3000;
const CLOCK_SKEW_SECONDS = 5;

/** When the keys could not be had, which says nothing about the token. */
const NO_KEYS: ReadonlySet<string> = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

/** The strongest first: who has several roles has the strongest. */
const BY_STRENGTH: readonly Role[] = ['admin', 'coach', 'athlete'];

/** Whom a token of the identity provider tells of. */
export interface ExternalIdentity {
  /** The provider and what it knows them by: stays when their address or name changes. */
  identity: string;
  /** Null unless the provider says that it is theirs. */
  email: string | null;
  name: string | null;
  /** Null when the claim has no value that is one of our roles. */
  role: Role | null;
}

/** Checks access tokens of the outside identity provider, where one is configured. */
@Injectable()
export class ExternalTokens {
  private readonly oidc: OidcSettings | null;
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(@Inject(APP_CONFIG) { auth }: AppConfig) {
    this.oidc = auth.oidc;
  }

  /** Whether a token says it is the provider's: which check it has to pass, no more. */
  isOurs(token: string): boolean {
    return this.oidc !== null && claimedIssuer(token) === this.oidc.issuer;
  }

  /**
   * @returns whom it tells of, or null for any token that is not a good one of the provider for us
   * @throws UnavailableError `auth.provider_unavailable` when its keys cannot be had
   */
  async verify(token: string): Promise<ExternalIdentity | null> {
    if (!this.oidc) return null;
    const { issuer, audience } = this.oidc;
    const keys = await this.keySet(this.oidc);
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_SKEW_SECONDS,
      });
      return identityOf(payload, this.oidc);
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || NO_KEYS.has(error.code)) throw unavailable(error);
      return null;
    }
  }

  /** Found once; where that fails, the next token tries again. The set itself keeps keys and fetches new ones. */
  private keySet(oidc: OidcSettings): Promise<JWTVerifyGetKey> {
    this.keys ??= keysUrl(oidc).then(
      (url) => createRemoteJWKSet(url, { timeoutDuration: FETCH_MILLISECONDS }),
      (error: unknown) => {
        this.keys = undefined;
        throw unavailable(error);
      },
    );
    return this.keys;
  }
}

/** As OpenID Connect Discovery 1.0 has it. */
async function keysUrl({ issuer, jwksUrl }: OidcSettings): Promise<URL> {
  if (jwksUrl !== null) return new URL(jwksUrl);
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_MILLISECONDS),
  });
  const document = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
  const { jwks_uri: found } = document;
  // A document that speaks for another issuer would let its keys sign for ours.
  if (document.issuer !== issuer || typeof found !== 'string' || !URL.canParse(found)) {
    throw new Error('The discovery document is of another issuer, or names no keys');
  }
  if (new URL(found).protocol !== new URL(issuer).protocol) throw new Error('The keys are not at https');
  return new URL(found);
}

function claimedIssuer(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function identityOf(payload: JWTPayload, { issuer, roleClaim, roles }: OidcSettings): ExternalIdentity {
  const values = [claimOf(payload, roleClaim)].flat();
  const granted = values.map((value) =>
    typeof value === 'string' && Object.hasOwn(roles, value) ? roles[value] : null,
  );
  const { email, email_verified: isVerified, name } = payload;
  return {
    identity: `${issuer} ${payload.sub}`,
    email: typeof email === 'string' && isVerified === true ? email : null,
    name: typeof name === 'string' ? name : null,
    role: BY_STRENGTH.find((role) => granted.includes(role)) ?? null,
  };
}

/** A claim by its name, or by the names of objects inside each other. */
function claimOf(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  let value: unknown = payload;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function unavailable(cause: unknown): UnavailableError {
  const error = new UnavailableError(
    'auth.provider_unavailable',
    'The keys of the identity provider cannot be had; try again shortly, or sign in here.',
  );
  error.cause = cause;
  return error;
}
