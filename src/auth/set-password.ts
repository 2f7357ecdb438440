import { raw, type EntityManager } from '@mikro-orm/core';
import { PasswordReset } from './password-reset.entity.js';
import { endSessions } from './sessions.service.js';
import { Staff } from './staff.entity.js';

/** The new password of an account. */
export interface NewPassword {
  staffId: string;
  passwordHash: string;
  /** The session that goes on; all others end. */
  keptSession?: string | undefined;
}

/** Sets a password; links made before are good no more, and sessions end, but the one that is kept. */
export async function setPassword(
  em: EntityManager,
  { staffId, passwordHash, keptSession }: NewPassword,
): Promise<void> {
  await em.nativeUpdate(Staff, { id: staffId }, { passwordHash, updatedAt: raw<Date>('now()') });
  await em.nativeDelete(PasswordReset, { staff: staffId });
  await endSessions(em, { staff: staffId, ...(keptSession !== undefined && { id: { $ne: keptSession } }) });
}
