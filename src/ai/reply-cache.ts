import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';
import { CachedReply } from './reply-cache.entity.js';

/** How long a reply serves others. */
export const CACHE_DAYS = 30;
const DAY_MS = 86_400_000;

/** What is kept of a reply: sessions that were laid and audited once. */
export interface CacheEntry {
  target: string;
  model: string;
  contract: string;
  promptVersion: string;
  sessions: Session[];
  mended: SessionFinding[];
}

/** Replies of models that were decoded and checked, by the hash of the request that brought them. */
@Injectable()
export class ReplyCache {
  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What was kept under this key, its use counted; null when there is nothing that is still good. */
  async find(key: string): Promise<CacheEntry | null> {
    const [row] = await this.em
      .fork()
      .getConnection()
      .execute<CacheRow[]>(
        `update reply_cache set hits = hits + 1 where key = ? and expires_at > ?
         returning target, model, contract, prompt_version, sessions, mended`,
        [key, this.clock.now()],
        'all',
      );
    if (!row) return null;
    const { prompt_version: promptVersion, ...entry } = row;
    return { ...entry, promptVersion };
  }

  async keep(key: string, entry: CacheEntry): Promise<void> {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + CACHE_DAYS * DAY_MS);
    const em = this.em.fork();
    await em.nativeDelete(CachedReply, { expiresAt: { $lte: createdAt } });
    await em.upsert(CachedReply, { key, ...entry, hits: 0, createdAt, expiresAt });
  }
}

interface CacheRow extends Omit<CacheEntry, 'promptVersion'> {
  prompt_version: string;
}
