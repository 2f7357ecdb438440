import type { Action } from '../../../src/auth/access.policy.js';
import type { Recipe } from './targets.js';

/**
 * Who asks. `coach` and `athlete` are those a target belongs to; the keys are of whoever of the coach and the admin may
 * ask at all, but for `othersKey`, which is the other coach's and has the scope that the route needs.
 */
export const EVERYBODY = [
  'nobody',
  'admin',
  'coach',
  'otherCoach',
  'athlete',
  'otherAthlete',
  'readKey',
  'rightKey',
  'otherKey',
  'othersKey',
] as const;
export type Who = (typeof EVERYBODY)[number];

/** What a key needs: an action of the policy; `any`: to be a key; `person`: no key will do. */
export type Need = Action | 'any' | 'person';

/** The status that each of them gets for a target that is there. */
export type Expected = Readonly<Record<Who, number>>;

/** Ids by the name of their parameter, and what else a body needs. */
export type Ids = Readonly<Record<string, string>>;

/** A route of the application, and what becomes of whoever asks. */
export interface Row {
  /** As the router has it. */
  readonly route: string;
  readonly need: Need;
  readonly expected: Expected;
  /** Actions that a key needs beside, for what the body names. */
  readonly also?: readonly Action[];
  /** What it is asked about; made anew for everyone who may change it. Missing: about nothing in particular. */
  readonly target?: Recipe;
  /** Text is a sheet. */
  readonly body?: (ids: Ids) => object | string;
  /** Values of parameters that are no ids of the target. */
  readonly params?: Ids;
  /** What stands after the path, where a route does not do without. */
  readonly query?: string;
  /** Parameters and fields that name a part of the target: one of another target is not found under this one. */
  readonly parts?: readonly string[];
  /** The action of the one entry that its success leaves in the audit log; null: it changes nothing. */
  readonly audit: string | null;
}

type Options = Pick<Row, 'also' | 'target' | 'body' | 'params' | 'query' | 'parts'>;
/** How a route is told in one line: what it is, what success is, what a key needs, what goes on record. */
type Told = readonly [route: string, ok: number, need: Need, audit?: string | null];

const REFUSED: Expected = {
  nobody: 401,
  admin: 403,
  coach: 403,
  otherCoach: 403,
  athlete: 403,
  otherAthlete: 403,
  readKey: 403,
  rightKey: 403,
  otherKey: 403,
  othersKey: 403,
};

function row([route, ok, need, audit = null]: Told, allowed: readonly Who[], options: Options): Row {
  const who: Who[] = [...allowed];
  if (need !== 'person') who.push('rightKey');
  if (need === 'any') who.push('otherKey', 'othersKey');
  if (need === 'any' || need.endsWith('.read')) who.push('readKey');
  if (need !== 'person' && allowed.includes('otherCoach')) who.push('othersKey');
  const expected = { ...REFUSED, ...Object.fromEntries(who.map((each) => [each, ok])) };
  return { route: route.replace(' ', ' /api'), need, audit, expected, ...options };
}

/** Admins alone. */
export const forAdmins = (told: Told, options: Options = {}): Row => row(told, ['admin'], options);

/** Admins, and the coach it belongs to. */
export const forOwnStaff = (told: Told, options: Options = {}): Row => row(told, ['admin', 'coach'], options);

/** Admins and every coach. */
export const forStaff = (told: Told, options: Options = {}): Row =>
  row(told, ['admin', 'coach', 'otherCoach'], options);

/** Admins, the coach and the athlete it belongs to. */
export const forOwners = (told: Told, options: Options = {}): Row =>
  row(told, ['admin', 'coach', 'athlete'], options);

/** Whoever is signed in. */
export const forEverybody = (told: Told, options: Options = {}): Row =>
  row(told, ['admin', 'coach', 'otherCoach', 'athlete', 'otherAthlete'], options);

/** Whoever comes, signed in or not. */
export function open([route, ok, audit]: [string, number, string?], options: Options = {}): Row {
  return row([route, ok, 'any', audit ?? null], EVERYBODY, options);
}
