import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { allowAuditRetention } from '../auth/audit-exceptions.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { OneAtATime } from '../common/one-at-a-time.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { retentionRules, type RetentionRule } from './retention-rules.js';

/** Rows of one transaction: their locks last for milliseconds. */
const BATCH = 500;
const DAY_MS = 86_400_000;

/** Forgets what is older than the operator keeps. Every replica may, side by side. */
@Injectable()
export class RetentionSweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(RetentionSweeper.name);
  private readonly stopping = new AbortController();
  private readonly sweeping = new OneAtATime<Record<string, number>>();

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Cron('17 * * * *', { name: 'retention.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    if (!this.config.scheduler.enabled) return;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn({ err: error }, 'what is old could not be forgotten; the next tick does');
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.sweeping.idle();
  }

  /** @returns how many rows of each table it forgot, for those where there were any */
  async sweep(): Promise<Record<string, number>> {
    return this.sweeping.run(() => this.forget());
  }

  private async forget(): Promise<Record<string, number>> {
    const forgotten: Record<string, number> = {};
    for (const rule of retentionRules(this.config)) {
      const keptFrom = await this.keptFrom(rule);
      for (let count = BATCH; count === BATCH && !this.stopping.signal.aborted;) {
        count = await inTransaction(this.em, (em) => forgetBatch(em, rule, keptFrom));
        if (count > 0) forgotten[rule.table] = (forgotten[rule.table] ?? 0) + count;
      }
    }
    if (Object.keys(forgotten).length > 0) this.logger.log({ rows: forgotten }, 'what is old was forgotten');
    return forgotten;
  }

  private async keptFrom({ days, clock }: RetentionRule): Promise<Date> {
    const now = clock === 'service' ? this.clock.now() : await databaseNow(this.em);
    return new Date(now.getTime() - days * DAY_MS);
  }
}

async function databaseNow(em: EntityManager): Promise<Date> {
  const [row]: { now: string }[] = await em.fork().getConnection().execute('select now()');
  return new Date(row?.now ?? Number.NaN);
}

async function forgetBatch(
  em: EntityManager,
  { table, since, only = 'true', set }: RetentionRule,
  keptFrom: Date,
): Promise<number> {
  if (table === 'audit_entry') await allowAuditRetention(em, keptFrom);
  // Rows that another replica is at are its own to forget.
  const old = `ctid = any(array(
    select ctid from ${table} where ${only} and ${since} < ? limit ${BATCH} for update skip locked))`;
  const change = set === undefined ? `delete from ${table}` : `update ${table} set ${set}`;
  const { affectedRows } = await em.getConnection().execute<{
    affectedRows: number;
  }>(`${change} where ${old}`, [keptFrom], 'run', em.getTransactionContext());
  return affectedRows;
}
