import {
  EntityManager,
  ForeignKeyConstraintViolationException,
  raw,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ConflictError, InvalidError } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { requireAccess } from './access.policy.js';
import type { Actor } from './actor.js';
import { recordAudit } from './audit-trail.js';
import { PasswordHasher } from './password-hasher.js';
import { oneTimePassword, passwordFault } from './password-policy.js';
import { Staff, type Role } from './staff.entity.js';

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

  /** The account of an e-mail address in any case, with its password hash; null when there is none. */
  findByEmail(email: string): Promise<Staff | null> {
    const where = { [raw('lower(email)')]: raw('lower(?)', [email]) };
    return this.em.findOne(Staff, where, { populate: ['passwordHash'] });
  }
}

function checkAccount({ email, name, role, password, athleteId }: NewStaff): void {
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
