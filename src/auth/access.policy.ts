import { ForbiddenError } from '../common/errors.js';
import type { Actor } from './actor.js';
import type { Role } from './staff.entity.js';

/** How far a role reaches: everything, what is theirs, nothing. */
type Reach = 'all' | 'own' | 'none';

/**
 * The whole of who may do what. `own` means: for a coach an athlete they coach (with that athlete's plans and running)
 * or a race, a workout or a plan template they made; for an athlete their own plans and their own running.
 */
const REACH = {
  'user.manage': { admin: 'all', coach: 'none', athlete: 'none' },
  'key.manage': { admin: 'all', coach: 'none', athlete: 'none' },
  'audit.read': { admin: 'all', coach: 'none', athlete: 'none' },
  'report.read': { admin: 'all', coach: 'none', athlete: 'none' },
  'job.manage': { admin: 'all', coach: 'none', athlete: 'none' },
  'webhook.manage': { admin: 'all', coach: 'none', athlete: 'none' },
  'ai.manage': { admin: 'all', coach: 'none', athlete: 'none' },
  'athlete.read': { admin: 'all', coach: 'own', athlete: 'none' },
  'athlete.write': { admin: 'all', coach: 'own', athlete: 'none' },
  'athlete.assign': { admin: 'all', coach: 'none', athlete: 'none' },
  'person.export': { admin: 'all', coach: 'none', athlete: 'none' },
  'person.erase': { admin: 'all', coach: 'none', athlete: 'none' },
  'running.read': { admin: 'all', coach: 'own', athlete: 'own' },
  'running.write': { admin: 'all', coach: 'own', athlete: 'own' },
  'race.read': { admin: 'all', coach: 'all', athlete: 'none' },
  'race.write': { admin: 'all', coach: 'own', athlete: 'none' },
  'workout.read': { admin: 'all', coach: 'all', athlete: 'none' },
  'workout.write': { admin: 'all', coach: 'own', athlete: 'none' },
  'plan.read': { admin: 'all', coach: 'own', athlete: 'own' },
  'plan.write': { admin: 'all', coach: 'own', athlete: 'none' },
  'plan.batch': { admin: 'all', coach: 'none', athlete: 'none' },
  'template.read': { admin: 'all', coach: 'own', athlete: 'none' },
  'template.write': { admin: 'all', coach: 'own', athlete: 'none' },
  'template.assign': { admin: 'all', coach: 'own', athlete: 'none' },
  'plan.ease': { admin: 'all', coach: 'own', athlete: 'own' },
  'attention.read': { admin: 'all', coach: 'own', athlete: 'none' },
  'plan.generate': { admin: 'all', coach: 'own', athlete: 'own' },
  'operation.read': { admin: 'all', coach: 'own', athlete: 'own' },
  'operation.cancel': { admin: 'all', coach: 'own', athlete: 'own' },
  'plan.accept_risk': { admin: 'all', coach: 'own', athlete: 'none' },
} as const satisfies Record<string, Record<Role, Reach>>;

export type Action = keyof typeof REACH;

export const ACTIONS = Object.keys(REACH) as readonly Action[];

/** Whose a thing is. For a race or a workout `coachId` is who made it. */
export interface Ownership {
  coachId: string | null;
  athleteId?: string;
}

/**
 * How far the actor reaches with an action: what a list has to be narrowed by.
 * @throws ForbiddenError `access.denied` when not at all
 */
export function reachOf(actor: Actor, action: Action): Exclude<Reach, 'none'> {
  const reach = grantedReach(actor, action);
  if (reach === 'none') throw denied(actor, action);
  return reach;
}

/**
 * The first line of a use case about one thing, before it is looked up: whoever may do this to nothing at all does not
 * learn what there is.
 * @throws ForbiddenError `access.denied`
 */
export function requireReach(actor: Actor, action: Action): void {
  reachOf(actor, action);
}

/** Whether the actor may do this to a thing of that owner. */
export function mayAccess(actor: Actor, action: Action, owner?: Ownership): boolean {
  const reach = grantedReach(actor, action);
  if (reach === 'all') return true;
  if (reach === 'none' || !owner) return false;
  return actor.role === 'athlete'
    ? actor.athleteId !== null && owner.athleteId === actor.athleteId
    : owner.coachId === actor.id;
}

/**
 * The first line of a use case, or the next once it is known whose the thing is.
 * @throws ForbiddenError `access.denied` when it is another's, or the role may not at all
 */
export function requireAccess(actor: Actor, action: Action, owner?: Ownership): void {
  if (!mayAccess(actor, action, owner)) throw denied(actor, action);
}

/**
 * The first line of what people do for themselves.
 * @throws ForbiddenError `access.denied` for a program with a key
 */
export function requirePerson(actor: Actor): void {
  if (actor.key) throw new ForbiddenError('access.denied', 'An API key may not do this; sign in.');
}

/** A key has no more than the role behind it, and of that only what its scopes say. */
function grantedReach({ role, key }: Actor, action: Action): Reach {
  return key && !key.actions.has(action) ? 'none' : REACH[action][role];
}

function denied(actor: Actor, action: Action): ForbiddenError {
  const lacksScope = actor.key && REACH[action][actor.role] !== 'none' && !actor.key.actions.has(action);
  const detail = lacksScope
    ? `The API key has no scope for ${action}; make one that has.`
    : DENIED[grantedReach(actor, action)];
  return new ForbiddenError('access.denied', detail);
}

const DENIED: Record<Reach, string> = {
  none: 'Your role may not do this; ask an admin.',
  own: 'This is not yours; ask the coach it belongs to, or an admin.',
  all: 'This is not allowed.',
};
