import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../common/errors.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { Actor } from './actor.js';
import { PasswordHasher } from './password-hasher.js';
import { Staff } from './staff.entity.js';
import { StaffService } from './staff.service.js';

export interface SignedIn {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  staff: Staff;
}

/** Signing in, and who is signed in. */
@Injectable()
export class AuthService {
  constructor(
    private readonly em: EntityManager,
    private readonly staff: StaffService,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws UnauthenticatedError the same, after as long, for an unknown account, a wrong password and a disabled account */
  async login(email: string, password: string): Promise<SignedIn> {
    const staff = await this.staff.findByEmail(email);
    const matches = await this.hasher.matches(staff?.passwordHash ?? null, password);
    if (!staff || !matches || staff.status !== 'active') {
      throw new UnauthenticatedError('auth.bad_credentials', 'The e-mail address or the password is wrong.');
    }
    return { accessToken: await this.tokens.issue(staff.id), expiresIn: ACCESS_TOKEN_SECONDS, staff };
  }

  me(actor: Actor): Promise<Staff> {
    return this.em.findOneOrFail(Staff, actor.id);
  }
}
