import {
  EntityManager,
  ForeignKeyConstraintViolationException,
  raw,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ConflictError, InvalidError } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { requireAccess } from './access.policy.js';
import type { Actor } from './actor.js';
import { recordAudit, recordChange } from './audit-trail.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFault } from '../config/password-policy.js';
import { oneTimePassword } from './secrets.js';
import { endSessions } from './sessions.service.js';
import { setPassword } from './set-password.js';
import { auditable, isActiveAdmin, lockAdmins, requireAnotherAdmin, requireStaff } from './staff-accounts.js';
import { Staff, type Role, type StaffStatus } from './staff.entity.js';

/** An account to be made. */
export interface NewStaff {
  email: string;
  name: string;
  role: Role;
  /** Left out: one is made up and handed back once. */
  password?: string | null | undefined;
  /** Exactly for the role `athlete`. */
  athleteId?: string | null | undefined;
  units?: 'mi' | 'km' | null | undefined;
}

/** What changes of an account; what is left out stays as it is. */
export interface StaffChanges extends Partial<Omit<NewStaff, 'password'>> {
  status?: StaffStatus;
  password?: string;
}

export interface CreatedStaff {
  staff: Staff;
  /** Only when none was given. */
  oneTimePassword: string | null;
}

/** The accounts of those who may sign in. */
@Injectable()
export class StaffService {
  constructor(
    private readonly em: EntityManager,
    private readonly hasher: PasswordHasher,
  ) {}

  async list(actor: Actor, query: PageQuery): Promise<Page<Staff>> {
    requireAccess(actor, 'user.manage');
    return pageOf(query, ({ where, options }) => this.em.find(Staff, where, options));
  }

  async create(actor: Actor, account: NewStaff): Promise<CreatedStaff> {
    requireAccess(actor, 'user.manage');
    return this.add(account, actor);
  }

  /**
   * Makes an account; by nobody who is signed in when `actor` is null (the command line, the first start).
   * @throws InvalidError `request.invalid`; ConflictError `user.email_taken`, `user.athlete_taken`
   */
  async add(account: NewStaff, actor: Actor | null): Promise<CreatedStaff> {
    checkAccount(account);
    const password = account.password ?? oneTimePassword();
    const staff = this.em.create(Staff, {
      email: account.email,
      name: account.name,
      role: account.role,
      units: account.units ?? 'mi',
      athleteId: account.athleteId ?? null,
      passwordHash: await this.hasher.hash(password),
    });
    recordAudit(this.em, {
      actor,
      action: 'user.created',
      subject: { type: 'user', id: staff.id },
      detail: { role: staff.role },
    });
    await this.em.flush().catch(explainClash);
    return { staff, oneTimePassword: typeof account.password === 'string' ? null : password };
  }

  async get(actor: Actor, id: string): Promise<Staff> {
    requireAccess(actor, 'user.manage');
    return requireStaff(this.em, id);
  }

  /**
   * Changes an account. A role acts at once; a new password, or being disabled, ends its sessions.
   * @throws NotFoundError `user.not_found`; ConflictError `user.last_admin`, `user.email_taken`,
   * `user.athlete_taken`; InvalidError `request.invalid`
   */
  async update(actor: Actor, id: string, { password, ...changes }: StaffChanges): Promise<Staff> {
    requireAccess(actor, 'user.manage');
    checkAccount({ ...changed(await requireStaff(this.em, id), changes), password });
    // Before the transaction: a hash takes its time, and may have to wait for others.
    const passwordHash = password === undefined ? null : await this.hasher.hash(password);
    return inTransaction(this.em, async (em) => {
      const admins = await lockAdmins(em);
      const staff = await requireStaff(em, id);
      const before = auditable(staff);
      const wasAdmin = isActiveAdmin(staff);
      em.assign(staff, changed(staff, changes));
      checkAccount(staff);
      if (wasAdmin && !isActiveAdmin(staff)) requireAnotherAdmin(admins, id);
      await em.flush().catch(explainClash);
      if (passwordHash !== null) await setPassword(em, { staffId: id, passwordHash });
      if (staff.status === 'disabled') await endSessions(em, { staff: id });
      recordChange(em, {
        actor,
        action: 'user.changed',
        subject: { type: 'user', id },
        before,
        after: auditable(staff),
        ...(passwordHash !== null && { detail: { newPassword: true } }),
      });
      return staff;
    });
  }

  /**
   * Deletes an account, its sessions and its keys. What they did stays on record; whom they coached has no coach.
   * @throws NotFoundError `user.not_found`; ConflictError `user.last_admin`
   */
  async remove(actor: Actor, id: string): Promise<void> {
    requireAccess(actor, 'user.manage');
    await inTransaction(this.em, async (em) => {
      const admins = await lockAdmins(em);
      const staff = await requireStaff(em, id);
      if (isActiveAdmin(staff)) requireAnotherAdmin(admins, id);
      em.remove(staff);
      recordAudit(em, {
        actor,
        action: 'user.deleted',
        subject: { type: 'user', id },
        detail: { before: auditable(staff) },
      });
    });
  }

  /** The account of an e-mail address in any case, with its password hash; null when there is none. */
  findByEmail(email: string, em: EntityManager = this.em): Promise<Staff | null> {
    const where = { [raw('lower(email)')]: raw('lower(?)', [email]) };
    return em.findOne(Staff, where, { populate: ['passwordHash'] });
  }
}

/** The account as it would be. */
function changed(staff: Staff, { units, athleteId, ...changes }: Omit<StaffChanges, 'password'>) {
  const { email = staff.email, name = staff.name, role = staff.role, status = staff.status } = changes;
  return {
    email,
    name,
    role,
    status,
    units: units === undefined ? staff.units : (units ?? 'mi'),
    athleteId: athleteId !== undefined || role !== 'athlete' ? (athleteId ?? null) : staff.athleteId,
  };
}

type AccountFields = Pick<NewStaff, 'email' | 'name' | 'role' | 'athleteId' | 'password'>;

function checkAccount({ email, name, role, password, athleteId }: AccountFields): void {
  const errors = [];
  const fault = typeof password === 'string' ? passwordFault(password, [email, name]) : null;
  if (fault) errors.push({ pointer: '/password', detail: fault });
  if ((role === 'athlete') !== (typeof athleteId === 'string')) {
    errors.push({ pointer: '/athleteId', detail: 'must be given for the role athlete, and only for it' });
  }
  if (errors.length > 0)
    throw new InvalidError('request.invalid', 'The account cannot be made; see errors.', errors);
}

function explainClash(error: unknown): never {
  if (error instanceof UniqueConstraintViolationException) {
    throw error.message.includes('staff_athlete_id_unique')
      ? new ConflictError('user.athlete_taken', 'This athlete has an account already.')
      : new ConflictError('user.email_taken', 'An account with this e-mail address exists already.');
  }
  if (error instanceof ForeignKeyConstraintViolationException) {
    throw new InvalidError('request.invalid', 'The account cannot be made; see errors.', [
      { pointer: '/athleteId', detail: 'must be the id of an athlete' },
    ]);
  }
  throw error;
}
