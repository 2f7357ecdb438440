import { EntityManager, raw, type RawQueryFragment } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { v7 } from 'uuid';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { NEW_LEASE } from '../database/columns.js';
import { InFlightError, UnprocessableError } from './errors.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { OneAtATime } from './one-at-a-time.js';

/** What a key is for and came with, as digests. */
export interface KeyedRequest {
  /** Of whose it is, the method, the path and the key. */
  digest: string;
  /** Of the query and the body. */
  requestDigest: string;
}

/** An answer as it is given again. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** Null for none. */
  body: string | null;
}

/** The right to work under a key, or what became of the work before. */
export type Claim =
  | { state: 'claimed'; id: string }
  | { state: 'answered'; answer: KeptAnswer }
  /** Done, with an answer that may not be kept. */
  | { state: 'withheld' };

const RETRY_AFTER_SECONDS = 2;
/** Keys are let go between two looks at most so often. */
const MAX_TRIES = 3;

/** One statement, so that of any number of replicas one claims; what a dead process held, or has expired, is free. */
const CLAIM = `
  insert into idempotency_key as held (id, digest, request_digest) values (?, ?, ?)
  on conflict (digest) do update
    set id = excluded.id, request_digest = excluded.request_digest, lease_until = excluded.lease_until,
        expires_at = excluded.expires_at, status = null, headers = null, body = null
    where held.expires_at <= now()
       or (held.lease_until <= now() and held.request_digest = excluded.request_digest)
  returning id`;

/**
 * Keys of requests that were sent, each claimed by one of them. A claim is a row with a lease, which is renewed while
 * the work goes on: no connection is held, and a process that dies locks its keys for no longer than the lease.
 */
@Injectable()
export class IdempotencyKeys implements BeforeApplicationShutdown {
  private readonly logger = new Logger(IdempotencyKeys.name);
  /** Claims that requests of this process work under. */
  private readonly held = new Set<string>();
  private readonly renewing = new OneAtATime<void>();
  private readonly sweeping = new OneAtATime<void>();

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * @throws UnprocessableError `idempotency.key_reused` for another query or body than before; InFlightError
   *   `idempotency.in_flight` while the first one is worked on
   */
  async claim(request: KeyedRequest): Promise<Claim> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const id = await this.tryClaim(request);
      if (id !== null) {
        this.held.add(id);
        return { state: 'claimed', id };
      }
      const found = await this.em.fork().findOne(IdempotencyKey, { digest: request.digest });
      if (found?.requestDigest === request.requestDigest && found.status !== null) return outcomeOf(found);
      if (found && found.requestDigest !== request.requestDigest) throw keyReused();
      if (found) break;
    }
    throw new InFlightError(
      'idempotency.in_flight',
      'A request with this Idempotency-Key is being worked on; send it again after Retry-After for its answer.',
      RETRY_AFTER_SECONDS,
    );
  }

  /** Stores the answer to a claimed request; `withheld` stores only that there was one, with that status. */
  async keep(id: string, { status, headers, body }: KeptAnswer, withheld: boolean): Promise<void> {
    this.held.delete(id);
    const answer = withheld ? { headers: null, body: null } : { headers, body };
    const claim = { id, leaseUntil: { $ne: null } };
    const kept = await this.em.fork().nativeUpdate(IdempotencyKey, claim, {
      leaseUntil: null,
      status,
      ...answer,
    });
    if (kept === 0) this.logger.warn({ claimId: id }, 'an idempotency key was taken over amid its request');
  }

  /** Lets a claim go: the next request with its key is worked on as if there had been none. */
  async release(id: string): Promise<void> {
    this.held.delete(id);
    await this.em.fork().nativeDelete(IdempotencyKey, { id });
  }

  @Cron('*/5 * * * * *', { name: 'idempotency.renew', waitForCompletion: true })
  async renewTick(): Promise<void> {
    await this.tick(() => this.renewing.run(() => this.renew()));
  }

  @Cron('41 */5 * * * *', { name: 'idempotency.sweep', waitForCompletion: true })
  async sweepTick(): Promise<void> {
    if (this.config.scheduler.enabled) await this.tick(() => this.sweeping.run(() => this.sweep()));
  }

  /** Says of the claims of this process that it lives. */
  async renew(): Promise<void> {
    if (this.held.size === 0) return;
    const claims = { id: { $in: [...this.held] }, leaseUntil: { $ne: null } };
    await this.em
      .fork()
      .nativeUpdate(IdempotencyKey, claims, { leaseUntil: raw<RawQueryFragment>(NEW_LEASE) });
  }

  /** Forgets expired keys, which are free already. Every replica does that has unattended work. */
  async sweep(): Promise<void> {
    await this.em.fork().nativeDelete(IdempotencyKey, { expiresAt: { $lt: raw('now()') } });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.renewing.idle(), this.sweeping.idle()]);
  }

  private async tryClaim({ digest, requestDigest }: KeyedRequest): Promise<string | null> {
    const rows: { id: string }[] = await this.em
      .fork()
      .getConnection()
      .execute(CLAIM, [v7(), digest, requestDigest]);
    return rows[0]?.id ?? null;
  }

  private async tick(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ err: error }, 'idempotency keys were not looked after; the next tick does');
    }
  }
}

function outcomeOf({ status, headers, body }: IdempotencyKey): Claim {
  if (status === null || headers === null) return { state: 'withheld' };
  return { state: 'answered', answer: { status, headers, body } };
}

function keyReused(): UnprocessableError {
  return new UnprocessableError(
    'idempotency.key_reused',
    'This Idempotency-Key came with another body or query before; send each new request with a new key.',
  );
}
