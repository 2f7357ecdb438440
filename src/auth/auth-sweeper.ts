import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { PasswordReset } from './password-reset.entity.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RETRY_SECONDS } from './sessions.service.js';
import { SignInFailures } from './sign-in-failures.entity.js';
import { FORGOTTEN_AFTER_SECONDS } from './slowdown.js';
import { StaffSession } from './staff-session.entity.js';

/** Forgets what counts no more: sessions that have ended, answers nobody may ask for again, failed tries. Every replica does. */
@Injectable()
export class AuthSweeper implements BeforeApplicationShutdown {
  private readonly sweeping = new OneAtATime<void>();

  constructor(private readonly em: EntityManager) {}

  @Cron('23 */5 * * * *', { name: 'auth.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.sweep();
  }

  async sweep(): Promise<void> {
    await this.sweeping.run(() => this.forget());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.idle();
  }

  private async forget(): Promise<void> {
    const em = this.em.fork();
    const unanswerable = raw(`now() - interval '${RETRY_SECONDS} seconds'`);
    await em.nativeUpdate(
      RefreshToken,
      { answer: { $ne: null }, usedAt: { $lt: unanswerable } },
      { answer: null },
    );
    // Kept for a day, so that a token of theirs is still known for what it is. Their tokens go with them.
    await em.nativeDelete(StaffSession, { expiresAt: { $lt: raw(`now() - interval '1 day'`) } });
    await em.nativeDelete(PasswordReset, { expiresAt: { $lt: raw('now()') } });
    const forgotten = raw(`now() - interval '${FORGOTTEN_AFTER_SECONDS} seconds'`);
    await em.nativeDelete(SignInFailures, { lastAt: { $lt: forgotten } });
  }
}
