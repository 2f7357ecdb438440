import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { defined } from '../common/defined.js';
import { UnauthenticatedError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { requirePerson } from './access.policy.js';
import type { Actor } from './actor.js';
import { recordAudit, recordChange } from './audit-trail.js';
import type { Origin } from './origin.js';
import { PasswordCheck } from './password-check.js';
import { Sessions, type SignedIn } from './sessions.service.js';
import { auditable } from './staff-accounts.js';
import { Staff } from './staff.entity.js';
import { StaffService } from './staff.service.js';

/** What somebody signs in with. */
export interface Credentials {
  email: string;
  password: string;
}

export interface OwnChanges {
  name?: string;
  units?: 'mi' | 'km' | null;
}

/** Signing in, and who is signed in. */
@Injectable()
export class AuthService {
  constructor(
    private readonly em: EntityManager,
    private readonly staff: StaffService,
    private readonly passwords: PasswordCheck,
    private readonly sessions: Sessions,
  ) {}

  /**
   * @throws UnauthenticatedError `auth.bad_credentials` the same, after as long, for an unknown account, a wrong
   * password and a disabled account; TooManyRequestsError `auth.too_many_tries`
   */
  async login({ email, password }: Credentials, origin: Origin): Promise<SignedIn> {
    const staff = await this.staff.findByEmail(email);
    const { address } = origin;
    const passwordHash = staff?.passwordHash ?? null;
    const matches = await this.passwords.matches({ email, passwordHash, password, address });
    if (!staff || !matches || staff.status !== 'active') {
      await this.recordFailure(staff, origin);
      throw new UnauthenticatedError('auth.bad_credentials', 'The e-mail address or the password is wrong.');
    }
    const pair = await inTransaction(this.em, async (em) => {
      recordAudit(em, {
        actor: { id: staff.id, origin },
        action: 'auth.signed_in',
        subject: { type: 'user', id: staff.id },
      });
      return this.sessions.begin(em, staff.id);
    });
    return { ...pair, staff };
  }

  /** For an unknown account, too: what is written for known ones alone would tell them by the time it takes. */
  private recordFailure(staff: Staff | null, origin: Origin): Promise<void> {
    return inTransaction(this.em, async (em) =>
      recordAudit(em, {
        actor: null,
        origin,
        action: 'auth.sign_in_failed',
        subject: { type: 'user', id: staff?.id ?? null },
      }),
    );
  }

  me(actor: Actor): Promise<Staff> {
    return this.em.findOneOrFail(Staff, actor.id);
  }

  /** Changes of one's own account what is one's own to change. */
  async updateMe(actor: Actor, changes: OwnChanges): Promise<Staff> {
    requirePerson(actor);
    return inTransaction(this.em, async (em) => {
      const me = await em.findOneOrFail(Staff, actor.id);
      const before = auditable(me);
      em.assign(me, defined({ ...changes, units: changes.units === null ? 'mi' : changes.units }));
      const subject = { type: 'user', id: me.id };
      recordChange(em, { actor, action: 'user.changed', subject, before, after: auditable(me) });
      return me;
    });
  }
}
