import { raw, type EntityManager } from '@mikro-orm/core';
import type { Actor } from './actor.js';
import { ApiKey } from './api-key.entity.js';
import { actionsOf } from './scopes.js';
import { Staff } from './staff.entity.js';

/**
 * Who asked for something that another process goes on with, as the database has them now.
 * @returns null when the account, or the key it was asked for with, is good no more
 */
export async function laterActor(
  em: EntityManager,
  { staffId, apiKeyId }: { staffId: string; apiKeyId: string | null },
): Promise<Actor | null> {
  const staff = await em.findOne(Staff, { id: staffId, status: 'active' });
  if (!staff) return null;
  const { id, role, athleteId } = staff;
  if (apiKeyId === null) return { id, role, athleteId };
  const key = await em.findOne(ApiKey, {
    id: apiKeyId,
    staff: staffId,
    revokedAt: null,
    $or: [{ expiresAt: null }, { expiresAt: { $gt: raw('now()') } }],
  });
  return key && { id, role, athleteId, key: { id: key.id, actions: actionsOf(key.scopes) } };
}
