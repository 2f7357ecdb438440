import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { BatchWriter } from '../../common/batch-writer.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { Session, SessionFinding } from '../../coaching/sessions.js';
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

interface Lookup {
  key: string;
  found: CacheEntry | null;
}

interface CacheRow extends Omit<CacheEntry, 'promptVersion'> {
  key: string;
  prompt_version: string;
}

/**
 * Replies of models that were decoded and checked, by the hash of the request that brought them. The weeks of a plan
 * are looked up and kept together: one statement for all that come at once.
 */
@Injectable()
export class ReplyCache {
  private readonly lookups = new BatchWriter<Lookup>((lookups) => this.lookUp(lookups));
  private readonly entries = new BatchWriter<CacheEntry & { key: string }>((entries) => this.store(entries));

  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What was kept under this key, its use counted; null when there is nothing that is still good. */
  async find(key: string): Promise<CacheEntry | null> {
    const lookup: Lookup = { key, found: null };
    await this.lookups.add(lookup);
    return lookup.found;
  }

  keep(key: string, entry: CacheEntry): Promise<void> {
    return this.entries.add({ key, ...entry });
  }

  private async lookUp(lookups: readonly Lookup[]): Promise<void> {
    const rows = await this.em
      .fork()
      .getConnection()
      .execute<CacheRow[]>(
        `update reply_cache set hits = hits + 1
         where key in (${lookups.map(() => '?').join(', ')}) and expires_at > ?
         returning key, target, model, contract, prompt_version, sessions, mended`,
        [...lookups.map(({ key }) => key), this.clock.now()],
        'all',
      );
    for (const { key, prompt_version: promptVersion, ...entry } of rows) {
      for (const lookup of lookups) if (lookup.key === key) lookup.found = { ...entry, promptVersion };
    }
  }

  private async store(entries: readonly (CacheEntry & { key: string })[]): Promise<void> {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + CACHE_DAYS * DAY_MS);
    const em = this.em.fork();
    // Two processes may have asked the same; a key given twice would be refused in one statement.
    const byKey = new Map(entries.map((entry) => [entry.key, { ...entry, hits: 0, createdAt, expiresAt }]));
    await em.upsertMany(CachedReply, [...byKey.values()]);
  }
}
