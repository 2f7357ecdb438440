import { isHttpUrl } from './http-url.js';
import type { Setting, SettingReader } from './setting.js';

/** The roles of accounts, as settings name them. */
const ROLE_NAMES = ['admin', 'coach', 'athlete'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** An outside identity provider whose access tokens let people in. */
export interface OidcSettings {
  /** As its tokens name it. */
  readonly issuer: string;
  /** As its tokens name us. */
  readonly audience: string;
  /** Where its keys are; null: its discovery document says where. */
  readonly jwksUrl: string | null;
  /** The claim with the role or roles, names of objects inside each other parted by dots. */
  readonly roleClaim: string;
  /** Our role for each value of the claim. */
  readonly roles: Readonly<Record<string, RoleName>>;
}

const SAME_NAMES: Readonly<Record<string, RoleName>> = { admin: 'admin', coach: 'coach', athlete: 'athlete' };

const url = (name: string): Setting<string> => ({
  name,
  accepts: 'an http or https address without user, password, query or hash; in production https',
  parse: (value) => (isHttpUrl(value) ? value : undefined),
});

export const OIDC_SETTINGS = {
  oidcIssuer: url('OIDC_ISSUER'),
  oidcAudience: {
    name: 'OIDC_AUDIENCE',
    accepts: '1 to 500 printable characters without blanks',
    parse: (value) => (/^[!-~]{1,500}$/.test(value) ? value : undefined),
  } satisfies Setting<string>,
  oidcJwksUrl: url('OIDC_JWKS_URL'),
  oidcRoleClaim: {
    name: 'OIDC_ROLE_CLAIM',
    accepts: 'the name of a claim, such as role or realm_access.roles',
    parse: (value) => (/^[!-~]{1,200}$/.test(value) ? value : undefined),
  } satisfies Setting<string>,
  oidcRoles: {
    name: 'OIDC_ROLES',
    accepts: `values of the claim with our role for each, such as staff-admins=admin, trainers=coach; roles: ${ROLE_NAMES.join(', ')}`,
    parse: rolesOf,
  } satisfies Setting<Readonly<Record<string, RoleName>>>,
} as const;

/** Null without an issuer: nobody signs in elsewhere. */
export function readOidc(reader: SettingReader, production: boolean): OidcSettings | null {
  const before = reader.problems.length;
  const issuer = reader.read(OIDC_SETTINGS.oidcIssuer);
  const audience = reader.read(OIDC_SETTINGS.oidcAudience);
  const jwksUrl = reader.read(OIDC_SETTINGS.oidcJwksUrl) ?? null;
  const roleClaim = reader.read(OIDC_SETTINGS.oidcRoleClaim) ?? 'role';
  const roles = reader.read(OIDC_SETTINGS.oidcRoles) ?? SAME_NAMES;
  if (reader.problems.length > before) return null;
  if (issuer === undefined) {
    if (audience !== undefined || jwksUrl !== null) {
      reader.refuse('OIDC_ISSUER: missing; the other settings of the identity provider are given');
    }
    return null;
  }
  if (audience === undefined) {
    // Without one, a token that the provider made for any other service would let its holder in here.
    reader.refuse('OIDC_AUDIENCE: missing; OIDC_ISSUER is given, and its tokens must name this service');
    return null;
  }
  for (const [{ name }, given] of [
    [OIDC_SETTINGS.oidcIssuer, issuer],
    [OIDC_SETTINGS.oidcJwksUrl, jwksUrl],
  ] as const) {
    if (production && given !== null && !given.startsWith('https:')) {
      reader.refuse(
        `${name}: "${given}" is not https; in production whoever is in between could let anybody in`,
      );
    }
  }
  return { issuer, audience, jwksUrl, roleClaim, roles };
}

function rolesOf(text: string): Readonly<Record<string, RoleName>> | undefined {
  const roles: Record<string, RoleName> = Object.create(null) as Record<string, RoleName>;
  for (const pair of text.split(',')) {
    const [, value, roleName] = /^\s*([!-~]+)\s*=\s*(\w+)\s*$/.exec(pair) ?? [];
    const role = ROLE_NAMES.find((known) => known === roleName);
    if (value === undefined || role === undefined) return undefined;
    roles[value] = role;
  }
  return roles;
}
