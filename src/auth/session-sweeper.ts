import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { RefreshToken } from './refresh-token.entity.js';
import { RETRY_SECONDS } from './sessions.service.js';
import { StaffSession } from './staff-session.entity.js';

/** Forgets sessions that have ended, and answers that nobody may ask for any more. Every replica does. */
@Injectable()
export class SessionSweeper implements BeforeApplicationShutdown {
  private sweeping: Promise<void> | undefined;

  constructor(private readonly em: EntityManager) {}

  @Cron('23 */5 * * * *', { name: 'auth.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.sweep();
  }

  async sweep(): Promise<void> {
    this.sweeping ??= this.forget().finally(() => (this.sweeping = undefined));
    await this.sweeping;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping?.catch(() => {});
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
  }
}
