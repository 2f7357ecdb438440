import { EntityManager } from '@mikro-orm/core';
import { Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

type Count = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Requests of one key's window that this process may let in without asking. */
interface Reserve {
  left: number;
  /** Of the limit, what all processes had taken when this one last asked. */
  taken: number;
  /** Milliseconds of this process's clock; never after the end by the database's. */
  endsAt: number;
  /** Requests that wait to be counted. */
  waiting: number;
  asking: Promise<void> | null;
}

/** Of a limit, what a process takes at once: a twentieth saves nineteen of twenty statements. */
const SHARE_AT_ONCE = 1 / 20;

/** So long after a failure requests are let in uncounted: a database that is away is not asked for each of them. */
const PAUSE_MS = 1_000;

/**
 * Counts that all replicas share, in windows that begin with a key's first request. A process takes requests out of the
 * shared count a few at a time, so that most cost no statement. No more than the limit are ever let in; each other
 * replica may hold up to a twentieth of it unused. Without the database nothing is counted and everything is let in.
 */
@Injectable()
export class SharedCounts implements ThrottlerStorage {
  private readonly logger = new Logger(SharedCounts.name);
  private readonly reserves = new Map<string, Reserve>();
  private pausedUntil = 0;

  constructor(private readonly em: EntityManager) {}

  /**
   * @param key a digest
   * @param ttl length of a window in milliseconds
   * @returns times in seconds
   */
  async increment(key: string, ttl: number, limit: number): Promise<Count> {
    if (performance.now() < this.pausedUntil) return uncounted(ttl);
    const reserve = this.reserveOf(key);
    reserve.waiting += 1;
    try {
      while (!isKnown(reserve, limit)) {
        reserve.asking ??= this.ask(key, { reserve, ttl, limit }).finally(() => (reserve.asking = null));
        await reserve.asking;
      }
    } catch (error) {
      this.pause(error);
      return uncounted(ttl);
    } finally {
      reserve.waiting -= 1;
    }
    return take(reserve, limit);
  }

  /** Forgets the windows that are over. */
  async sweep(): Promise<void> {
    for (const [key, { endsAt, waiting }] of this.reserves) {
      if (waiting === 0 && endsAt <= performance.now()) this.reserves.delete(key);
    }
    await this.em.fork().getConnection().execute('delete from rate_limit_count where ends_at <= now()');
  }

  private reserveOf(key: string): Reserve {
    const known = this.reserves.get(key);
    if (known) return known;
    const fresh: Reserve = { left: 0, taken: 0, endsAt: 0, waiting: 0, asking: null };
    this.reserves.set(key, fresh);
    return fresh;
  }

  private async ask(
    key: string,
    { reserve, ttl, limit }: { reserve: Reserve; ttl: number; limit: number },
  ): Promise<void> {
    const wanted = Math.max(reserve.waiting, Math.floor(limit * SHARE_AT_ONCE), 1);
    const askedAt = performance.now();
    const [row] = await this.em
      .fork()
      .getConnection()
      .execute<{ taken: number; ms: number }[]>(
        `insert into rate_limit_count as c (key, taken, ends_at) values (?, ?, now() + make_interval(secs => ?))
         on conflict (key) do update set
           taken = excluded.taken + case when c.ends_at > now() then least(c.taken, ?) else 0 end,
           ends_at = case when c.ends_at > now() then c.ends_at else excluded.ends_at end
         returning taken, extract(epoch from ends_at - now())::float8 * 1000 as ms`,
        [key, wanted, ttl / 1000, limit],
      );
    if (!row) throw new Error('A count has no row');
    reserve.left = Math.max(0, Math.min(wanted, limit - (row.taken - wanted)));
    reserve.taken = Math.min(row.taken, limit);
    reserve.endsAt = askedAt + row.ms;
  }

  private pause(error: unknown): void {
    this.pausedUntil = performance.now() + PAUSE_MS;
    this.logger.warn({ err: error }, 'Requests are not counted: the database does not answer');
  }
}

/** Whether it can be said without asking if one more is let in. */
function isKnown({ left, taken, endsAt }: Reserve, limit: number): boolean {
  return endsAt > performance.now() && (left > 0 || taken >= limit);
}

function take(reserve: Reserve, limit: number): Count {
  const isBlocked = reserve.left === 0;
  if (!isBlocked) reserve.left -= 1;
  const seconds = Math.max(1, Math.ceil((reserve.endsAt - performance.now()) / 1000));
  return {
    totalHits: isBlocked ? limit + 1 : reserve.taken - reserve.left,
    timeToExpire: seconds,
    isBlocked,
    timeToBlockExpire: isBlocked ? seconds : 0,
  };
}

function uncounted(ttl: number): Count {
  return { totalHits: 0, timeToExpire: Math.ceil(ttl / 1000), isBlocked: false, timeToBlockExpire: 0 };
}
