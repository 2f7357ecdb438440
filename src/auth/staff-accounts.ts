import { LockMode, type EntityManager } from '@mikro-orm/core';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { Staff } from './staff.entity.js';

/** @throws NotFoundError `user.not_found` */
export async function requireStaff(em: EntityManager, id: string): Promise<Staff> {
  const staff = await em.findOne(Staff, id);
  if (staff) return staff;
  throw new NotFoundError('user.not_found', 'There is no account with this id.');
}

export function isActiveAdmin({ role, status }: Pick<Staff, 'role' | 'status'>): boolean {
  return role === 'admin' && status === 'active';
}

/**
 * Locks the accounts of all admins until the transaction ends: of two who disable each other one comes too late.
 * @returns their ids
 */
export async function lockAdmins(em: EntityManager): Promise<string[]> {
  const admins = await em.find(
    Staff,
    { role: 'admin', status: 'active' },
    // Always in this order, so that nobody waits for one who waits for them.
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  return admins.map(({ id }) => id);
}

/**
 * @param admins as {@link lockAdmins} found them
 * @throws ConflictError `user.last_admin` when nobody but this one could make another
 */
export function requireAnotherAdmin(admins: readonly string[], id: string): void {
  if (admins.some((admin) => admin !== id)) return;
  throw new ConflictError(
    'user.last_admin',
    'This is the only active admin; make another one first (POST /api/users, or npm run staff).',
  );
}

/** What of an account goes on record. Not who an athlete is: the record outlives the person's data. */
export function auditable(staff: Staff): Record<string, unknown> {
  const { email, name, role, status, units, athleteId } = staff;
  return { ...(role !== 'athlete' && { email, name }), role, status, units, athleteId };
}
