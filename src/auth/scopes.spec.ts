import { describe, expect, it } from 'vitest';
import { mayAccess } from './access.policy.js';
import type { Actor } from './actor.js';
import { actionsOf, SCOPES } from './scopes.js';

const keyOf = (role: Actor['role'], ...scopes: string[]): Actor => ({
  id: 'somebody',
  role,
  athleteId: null,
  key: { id: 'key', actions: actionsOf(scopes) },
});
const own = { coachId: 'somebody' };
const anothers = { coachId: 'another' };

describe('scopes', () => {
  it('are the actions of the policy and two groups of them, but for accounts and keys', () => {
    expect(SCOPES).toEqual(
      expect.arrayContaining(['read', 'write', 'plan.read', 'plan.generate', 'audit.read']),
    );
    for (const action of ['user.manage', 'key.manage']) expect(SCOPES).not.toContain(action);
    expect(actionsOf(['user.manage', 'key.manage', 'unheard.of', '__proto__'])).toEqual(new Set());
  });

  it('of reading change nothing, and those of writing manage nothing', () => {
    for (const action of actionsOf(['read'])) expect(action).toMatch(/\.read$/);
    expect(actionsOf(['write'])).toContain('plan.read');
    for (const action of actionsOf(['write'])) expect(action).not.toMatch(/\.manage$|^audit|^person|^report/);
  });

  it('give a part of what the role may, and never more', () => {
    expect(mayAccess(keyOf('admin', 'plan.read'), 'plan.read', anothers)).toBe(true);
    expect(mayAccess(keyOf('admin', 'plan.read'), 'plan.write', anothers)).toBe(false);
    expect(mayAccess(keyOf('coach', 'plan.read'), 'plan.read', own)).toBe(true);
    expect(mayAccess(keyOf('coach', 'plan.read'), 'plan.read', anothers)).toBe(false);
    expect(mayAccess(keyOf('coach', 'ai.manage'), 'ai.manage')).toBe(false);
    expect(mayAccess(keyOf('admin'), 'plan.read', own)).toBe(false);
  });
});
