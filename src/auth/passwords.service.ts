import { EntityManager, LockMode, raw } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidError, requestInvalid } from '../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { requireAccess, requirePerson } from './access.policy.js';
import type { Actor } from './actor.js';
import { recordAudit } from './audit-trail.js';
import type { Origin } from './origin.js';
import { PasswordCheck } from './password-check.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFault } from '../config/password-policy.js';
import { PasswordReset } from './password-reset.entity.js';
import { digestOf, randomSecret } from './secrets.js';
import { setPassword } from './set-password.js';
import { requireStaff } from './staff-accounts.js';
import { Staff } from './staff.entity.js';

export interface ResetLink {
  /** Said once. */
  token: string;
  /** Where to go with it; null when no page is configured. */
  link: string | null;
  expiresAt: Date;
}

/** How people get new passwords: by the one they have, or by a link that an admin made. */
@Injectable()
export class Passwords {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly em: EntityManager,
    private readonly hasher: PasswordHasher,
    private readonly check: PasswordCheck,
  ) {}

  /**
   * Sets one's own password and ends one's other sessions.
   * @throws InvalidError `auth.wrong_password`, `request.invalid`; TooManyRequestsError `auth.too_many_tries`
   */
  async change(actor: Actor, given: { currentPassword: string; newPassword: string }): Promise<void> {
    requirePerson(actor);
    const staff = await this.em.findOneOrFail(Staff, actor.id, { populate: ['passwordHash'] });
    requireGoodPassword(staff, given.newPassword, '/newPassword');
    const { email, passwordHash } = staff;
    const address = actor.origin?.address ?? '';
    const password = given.currentPassword;
    if (!(await this.check.matches({ email, passwordHash, password, address }))) {
      throw new InvalidError('auth.wrong_password', 'The current password is wrong; see errors.', [
        { pointer: '/currentPassword', detail: 'must be the password you sign in with now' },
      ]);
    }
    const newHash = await this.hasher.hash(given.newPassword);
    await inTransaction(this.em, async (em) => {
      await setPassword(em, { staffId: staff.id, passwordHash: newHash, keptSession: actor.sessionId });
      recordAudit(em, { actor, action: 'user.password_changed', subject: { type: 'user', id: staff.id } });
    });
  }

  /**
   * A link for an account, in place of any made before.
   * @throws NotFoundError `user.not_found`; ForbiddenError `access.denied`
   */
  async makeLink(actor: Actor, staffId: string): Promise<ResetLink> {
    requireAccess(actor, 'user.manage');
    const token = randomSecret();
    const expiresAt = await inTransaction(this.em, async (em) => {
      // Of those who make one at once the last one's holds.
      await em.findOne(Staff, staffId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const staff = await requireStaff(em, staffId);
      await em.nativeDelete(PasswordReset, { staff });
      const reset = em.create(PasswordReset, { staff, digest: digestOf(token) });
      recordAudit(em, { actor, action: 'user.reset_link_made', subject: { type: 'user', id: staffId } });
      await em.flush();
      return reset.expiresAt;
    });
    const page = this.config.auth.passwordResetUrl;
    // After the hash, which no browser sends to a server and no proxy logs.
    return { token, link: page === null ? null : `${page}#token=${token}`, expiresAt };
  }

  /**
   * Sets the password of whoever a link was made for, ends their sessions and lets them sign in at once.
   * @throws InvalidError `auth.reset_invalid`, `request.invalid`
   */
  async reset(given: { token: string; password: string }, origin: Origin): Promise<void> {
    const link = { digest: digestOf(given.token), expiresAt: { $gt: raw('now()') } };
    const found = await this.em.findOne(PasswordReset, link, { populate: ['staff'] });
    if (!found) throw resetInvalid();
    const { id, email } = found.staff.getEntity();
    requireGoodPassword(found.staff.getEntity(), given.password, '/password');
    const passwordHash = await this.hasher.hash(given.password);
    await inTransaction(this.em, async (em) => {
      // Of those who use it at once, one deletes it.
      if ((await em.nativeDelete(PasswordReset, link)) === 0) throw resetInvalid();
      await setPassword(em, { staffId: id, passwordHash });
      await this.check.forget(em, email);
      recordAudit(em, {
        actor: { id, origin },
        action: 'user.password_reset',
        subject: { type: 'user', id },
      });
    });
  }
}

/** @throws InvalidError `request.invalid` */
function requireGoodPassword({ email, name }: Staff, password: string, pointer: string): void {
  const fault = passwordFault(password, [email, name]);
  if (fault) throw requestInvalid([{ pointer, detail: fault }]);
}

function resetInvalid(): InvalidError {
  return new InvalidError(
    'auth.reset_invalid',
    'The link was used, replaced or is too old; ask an admin for a new one.',
    [{ pointer: '/token', detail: 'must be of a link that was not used yet, of the last 24 hours' }],
  );
}
