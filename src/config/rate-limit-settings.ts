import type { Setting, SettingReader } from './setting.js';

/** Most requests a minute, over all replicas; 0: no limit. */
export interface RateLimits {
  /** Of one account, or one API key. */
  readonly account: number;
  /** Of those, the ones that pay a model or compute for long. */
  readonly costly: number;
  /** Of one address (IPv6: one network of 64 bits), whoever is behind it. */
  readonly address: number;
  /** Of one address, to each of the routes that take a password or hand out tokens. */
  readonly signIn: number;
}

/** Of production: a busy office behind one address is far below, and what overloads the service far above. */
const IN_PRODUCTION: RateLimits = { account: 600, costly: 60, address: 3000, signIn: 30 };

/** A try, a test and a measurement come from one account at one address. */
const ELSEWHERE: RateLimits = { account: 0, costly: 0, address: 0, signIn: 0 };

function perMinute(name: string): Setting<number> {
  return {
    name,
    accepts: 'requests a minute, a whole number from 0 (no limit) to 1000000',
    parse: (text) => (/^\d{1,7}$/.test(text) && Number(text) <= 1_000_000 ? Number(text) : undefined),
  };
}

export const RATE_LIMIT_SETTINGS = {
  rateLimitAccount: perMinute('RATE_LIMIT_ACCOUNT'),
  rateLimitCostly: perMinute('RATE_LIMIT_COSTLY'),
  rateLimitAddress: perMinute('RATE_LIMIT_ADDRESS'),
  rateLimitSignIn: perMinute('RATE_LIMIT_SIGN_IN'),
} as const;

export function readRateLimits(reader: SettingReader, production: boolean): RateLimits {
  const otherwise = production ? IN_PRODUCTION : ELSEWHERE;
  return {
    account: reader.read(RATE_LIMIT_SETTINGS.rateLimitAccount) ?? otherwise.account,
    costly: reader.read(RATE_LIMIT_SETTINGS.rateLimitCostly) ?? otherwise.costly,
    address: reader.read(RATE_LIMIT_SETTINGS.rateLimitAddress) ?? otherwise.address,
    signIn: reader.read(RATE_LIMIT_SETTINGS.rateLimitSignIn) ?? otherwise.signIn,
  };
}
