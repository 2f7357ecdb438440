import { describe, expect, it } from 'vitest';
import { ForbiddenError } from '../common/errors.js';
import { mayAccess, requireAccess, type Action } from './access.policy.js';
import type { Actor } from './actor.js';

const admin: Actor = { id: 'admin', role: 'admin', athleteId: null };
const coach: Actor = { id: 'coach', role: 'coach', athleteId: null };
const athlete: Actor = { id: 'account', role: 'athlete', athleteId: 'runner' };

const own = { coachId: 'coach', athleteId: 'runner' };
const anothers = { coachId: 'another', athleteId: 'another' };
const nobodys = { coachId: null, athleteId: 'another' };

/** Who may, of: admin, coach on their own, coach on another's, athlete on their own, athlete on another's. */
const CASES: [
  Action,
  admin: boolean,
  coachOwn: boolean,
  coachOther: boolean,
  own: boolean,
  other: boolean,
][] = [
  ['user.manage', true, false, false, false, false],
  ['key.manage', true, false, false, false, false],
  ['audit.read', true, false, false, false, false],
  ['athlete.read', true, true, false, false, false],
  ['athlete.write', true, true, false, false, false],
  ['athlete.assign', true, false, false, false, false],
  ['person.export', true, false, false, false, false],
  ['person.erase', true, false, false, false, false],
  ['running.read', true, true, false, true, false],
  ['running.write', true, true, false, true, false],
  ['race.read', true, true, true, false, false],
  ['race.write', true, true, false, false, false],
  ['plan.read', true, true, false, true, false],
  ['plan.write', true, true, false, false, false],
  ['plan.ease', true, true, false, true, false],
  ['plan.generate', true, true, false, true, false],
  ['operation.read', true, true, false, true, false],
  ['operation.cancel', true, true, false, true, false],
  ['plan.accept_risk', true, true, false, false, false],
];

describe.each(CASES)('%s', (action, ...expected) => {
  it('is for those it is for', () => {
    expect([
      mayAccess(admin, action, anothers),
      mayAccess(coach, action, own),
      mayAccess(coach, action, anothers),
      mayAccess(athlete, action, own),
      mayAccess(athlete, action, anothers),
    ]).toEqual(expected);
  });
});

describe('requireAccess', () => {
  it('takes an athlete without a coach for nobody’s but the admins’', () => {
    expect(() => requireAccess(coach, 'athlete.read', nobodys)).toThrow(ForbiddenError);
    expect(() => requireAccess(admin, 'athlete.read', nobodys)).not.toThrow();
  });

  it('takes nobody for the owner of what has none', () => {
    expect(() => requireAccess(coach, 'plan.read')).toThrow(ForbiddenError);
    expect(() => requireAccess({ ...athlete, athleteId: null }, 'plan.read', { coachId: null })).toThrow(
      ForbiddenError,
    );
  });
});
