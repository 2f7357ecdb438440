import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { ForbiddenError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import type { Actor } from './actor.js';
import { recordAudit } from './audit-trail.js';
import type { ExternalIdentity } from './external-tokens.js';
import type { Origin } from './origin.js';
import { isActiveAdmin, lockAdmins } from './staff-accounts.js';
import { StaffService } from './staff.service.js';
import { Staff, type Role } from './staff.entity.js';

const MAX_NAME = 100;

interface Newcomer {
  external: ExternalIdentity;
  role: Role;
  origin: Origin;
}

/** The accounts of people who sign in at the outside identity provider. */
@Injectable()
export class ExternalAccounts {
  constructor(
    private readonly em: EntityManager,
    private readonly staff: StaffService,
  ) {}

  /**
   * Whoever an identity belongs to, with the role that the provider gives them. One that is not known yet gets the
   * account of its address, else a new one.
   * @returns null when the account is disabled
   * @throws ForbiddenError `auth.role_missing`, `auth.account_missing`
   */
  async actorOf(external: ExternalIdentity, origin: Origin): Promise<Actor | null> {
    const { role } = external;
    if (role === null) {
      throw new ForbiddenError(
        'auth.role_missing',
        'Your identity provider gives you no role here; ask an admin.',
      );
    }
    const staff =
      // Apart from the request's own: what is stored may follow before it is read there.
      (await this.em.fork().findOne(Staff, { identity: external.identity })) ??
      (await this.firstSeen({ external, role, origin }));
    if (staff.status !== 'active') return null;
    // An athlete is tied to a person whose plans they see, which only an admin can do, or undo.
    if ((staff.role === 'athlete') !== (role === 'athlete')) throw accountMissing();
    if (staff.role !== role && !(await this.isLastAdmin(staff))) {
      await this.follow(staff.id, { role, origin });
    }
    return { id: staff.id, role, athleteId: staff.athleteId };
  }

  private async firstSeen(newcomer: Newcomer): Promise<Staff> {
    try {
      return await inTransaction(this.em, async (em) => this.link(em, newcomer));
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      // Another request of theirs was first.
      return this.em.fork().findOneOrFail(Staff, { identity: newcomer.external.identity });
    }
  }

  private async link(em: EntityManager, { external, role, origin }: Newcomer): Promise<Staff> {
    const { identity, email, name } = external;
    if (email === null || !isEmail(email)) throw accountMissing();
    const known = await this.staff.findByEmail(email, em);
    // Another request of theirs came in between.
    if (known?.identity === identity) return known;
    if (known?.identity || (!known && role === 'athlete')) throw accountMissing();
    const staff =
      known ??
      em.create(Staff, {
        email,
        name: name?.slice(0, MAX_NAME) ?? email,
        role,
        athleteId: null,
        passwordHash: null,
      });
    staff.identity = identity;
    recordAudit(em, {
      actor: { id: staff.id, origin },
      action: known ? 'user.identity_linked' : 'user.created',
      subject: { type: 'user', id: staff.id },
      detail: { role: staff.role, identity },
    });
    await em.flush();
    return staff;
  }

  /** Without a lock: for as long as they are, this is asked at each of their requests. */
  private async isLastAdmin(staff: Staff): Promise<boolean> {
    if (!isActiveAdmin(staff)) return false;
    return (
      (await this.em.fork().count(Staff, { role: 'admin', status: 'active', id: { $ne: staff.id } })) === 0
    );
  }

  /** What is stored follows the provider, but never until no admin is left. */
  private async follow(id: string, { role, origin }: Pick<Newcomer, 'role' | 'origin'>): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const admins = await lockAdmins(em);
      const staff = await em.findOneOrFail(Staff, id);
      const isLast = isActiveAdmin(staff) && admins.length === 1;
      if (isLast || staff.role === role) return;
      recordAudit(em, {
        actor: { id, origin },
        action: 'user.changed',
        subject: { type: 'user', id },
        detail: { before: { role: staff.role }, after: { role }, byIdentityProvider: true },
      });
      staff.role = role;
    });
  }
}

function accountMissing(): ForbiddenError {
  return new ForbiddenError(
    'auth.account_missing',
    'There is no account here that is yours in this role; ask an admin to make one with your e-mail address.',
  );
}
