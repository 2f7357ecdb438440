import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { CLOCK, type Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { inTransaction } from '../../database/transaction.js';
import { AiBatchItem } from './ai-batch-item.entity.js';
import { AiBatch } from './ai-batch.entity.js';
import { batchRequest } from './bulk-accounts.js';
import { BulkBatches } from './bulk-batches.js';
import { batchSizes, writingTask, type BulkTask, type BulkWeek, type SettledWeek } from './bulk-week.js';
import { chatParams } from '../transport/chat-params.js';
import type { Target } from '../routing/router.js';
import { WeekWriter } from '../week-writer.js';
import { WritingPlan } from '../writing-plan.js';

/** A week and where it goes: to a batch for `target`, or null. */
interface PlacedWeek {
  customId: string;
  week: BulkWeek;
  target: Target | null;
  /** Of its request. */
  bytes: number;
}

type ItemState = AiBatchItem['state'];

/** Weeks that are taken up at once. */
const PAGE = 50;
/** Above the time that a page may take, so that nobody else begins with it meanwhile. */
const LIVE_LEASE_MS = 20 * 60_000;

/**
 * Has many weeks written that nobody waits for. From a configured number on they go to the provider as a batch, at
 * half the price and within a day; what is refused, spoilt, expired or late is written by the next target live, and
 * at last by the built-in coach. All is remembered, so that one process may go on where another has ended.
 */
@Injectable()
export class BulkWriting {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly batches: BulkBatches,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes weeks up, all or none, and returns before any model is asked: {@link poll} does the rest. One whose
   * `customId` is under way already is not taken up again.
   * @throws RangeError for a week that its blueprint has not
   */
  async add(tasks: readonly BulkTask[]): Promise<void> {
    const placed: PlacedWeek[] = [];
    for (const task of await this.unknown(tasks)) placed.push(await this.place(task));
    const byModel = Map.groupBy(placed, ({ target }) => target?.profile.id ?? null);
    await inTransaction(this.em, async (em) => {
      for (const weeks of byModel.values()) {
        const profile = weeks[0]?.target?.profile;
        if (!profile || weeks.length < this.config.ai.bulk.from) {
          await remember(em, weeks, null);
          continue;
        }
        for (const part of batchSizes(weeks)) {
          const nothingYet = { providerId: null, submittedAt: null, dueAt: null, cancelledAt: null };
          const batch = em.create(AiBatch, { profile, ...nothingYet, closedAt: null, leaseUntil: null });
          await em.flush();
          await remember(em, part, batch);
        }
      }
    });
  }

  /**
   * Goes on with all that is under way: hands batches in and reads them, writes live what has to be, and hands over
   * what is done. Call it now and then, from as many processes as there are.
   * @param receive is told of each week at least once, in any order; a week it throws for is told of again
   * @throws what `receive` or the database throws, after the others were seen to
   */
  async poll({
    receive,
    signal,
  }: {
    receive: (week: SettledWeek) => Promise<void>;
    signal: AbortSignal;
  }): Promise<void> {
    await this.batches.attend(signal);
    await this.handOver(receive);
    for (;;) {
      const weeks = signal.aborted ? [] : await this.claim(['live']);
      if (weeks.length === 0) return;
      await forAll(weeks, (week) => this.writeLive(week, signal));
      await this.handOver(receive);
    }
  }

  /** Weeks that nobody wants any more; what a batch brings for them is still paid for. */
  async cancel(customIds: readonly string[]): Promise<void> {
    const em = this.em.fork();
    const customId = { $in: [...customIds] };
    await em.nativeUpdate(AiBatchItem, { customId, state: 'waiting' }, { state: 'cancelled' });
    await em.nativeDelete(AiBatchItem, { customId, state: { $in: ['live', 'written', 'failed'] } });
  }

  private async unknown(tasks: readonly BulkTask[]): Promise<BulkTask[]> {
    const customId = { $in: tasks.map((task) => task.customId) };
    const items = await this.em.fork().find(AiBatchItem, { customId }, { fields: ['customId'] });
    const known = new Set(items.map((item) => item.customId));
    return tasks.filter((task) => !known.has(task.customId));
  }

  private async place({ customId, ...task }: BulkTask): Promise<PlacedWeek> {
    new WritingPlan(task).week(task.weekNumbers[0]);
    const order = await this.orderOf(task);
    // What is not sent is not kept either.
    const week = { ...task, subject: { ...task.subject, injuryNotes: order?.injuryNotes ?? null } };
    const [target] = order?.route.targets ?? [];
    if (!order || !target?.profile.capabilities.batch || order.route.bestOf > 1) {
      return { customId, week, target: null, bytes: 0 };
    }
    const { request } = batchRequest(week, { target, context: order.context });
    return { customId, week, target, bytes: Buffer.byteLength(JSON.stringify(chatParams(request))) };
  }

  /** Null for a task that cannot be asked for: it is told of when it is to be written. */
  private async orderOf(task: BulkWeek) {
    try {
      return await this.writer.order(writingTask(task, NEVER));
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  private async writeLive(item: AiBatchItem, signal: AbortSignal): Promise<void> {
    const { id, task, earlier, leaseUntil } = item;
    const settle = async (
      values: Partial<Pick<AiBatchItem, 'state' | 'written' | 'error'>>,
    ): Promise<void> => {
      // Whoever has lost the lease has lost the week.
      const mine = { id, state: 'live', leaseUntil } as const;
      await this.em.fork().nativeUpdate(AiBatchItem, mine, { ...values, leaseUntil: null });
    };
    try {
      const [written] = await this.writer.write({ ...writingTask(task, signal), earlier });
      if (!written) throw new Error('A week was asked for and not written');
      await settle({ state: 'written', written });
    } catch (error) {
      if (signal.aborted) return settle({});
      if (!(error instanceof DomainError)) {
        await settle({});
        throw error;
      }
      const { code, message } = error;
      await settle({ state: 'failed', error: { code, detail: message } });
    }
  }

  private async handOver(receive: (week: SettledWeek) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    for (;;) {
      const items = await this.claim(['written', 'failed']);
      if (items.length === 0) break;
      for (const item of items) {
        const { id, leaseUntil } = item;
        try {
          await receive(settled(item));
          await this.em.fork().nativeDelete(AiBatchItem, { id, leaseUntil });
        } catch (error) {
          failures.push(error);
        }
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'weeks could not be handed over');
  }

  /** Up to a page of them that no other process has, for a while. */
  private async claim(states: readonly ItemState[]): Promise<AiBatchItem[]> {
    const em = this.em.fork();
    const now = this.clock.now();
    const rows: { id: string }[] = await em.getConnection().execute(
      `update ai_batch_item set lease_until = ? where id in (
         select id from ai_batch_item
         where state in (${states.map(() => '?').join(', ')}) and (lease_until is null or lease_until <= ?)
         order by id limit ${PAGE} for update skip locked)
       returning id`,
      [new Date(now.getTime() + LIVE_LEASE_MS), ...states, now],
      'all',
    );
    return em.find(AiBatchItem, { id: { $in: rows.map(({ id }) => id) } }, { orderBy: { id: 'asc' } });
  }
}

const NEVER = new AbortController().signal;

async function remember(
  em: EntityManager,
  weeks: readonly PlacedWeek[],
  batch: AiBatch | null,
): Promise<void> {
  const rows = weeks.map(({ customId, week, target }) => ({
    id: v7(),
    customId,
    batch: batch?.id ?? null,
    state: batch ? ('waiting' as const) : ('live' as const),
    asked: batch && target ? { contract: target.contract, experimentArm: target.experimentArm } : null,
    task: week,
    reservation: null,
    earlier: null,
    written: null,
    error: null,
    leaseUntil: null,
    createdAt: new Date(),
  }));
  for (let from = 0; from < rows.length; from += PAGE) {
    await em.upsertMany(AiBatchItem, rows.slice(from, from + PAGE), {
      onConflictFields: ['customId'],
      onConflictAction: 'ignore',
    });
  }
}

function settled({ customId, written, error }: AiBatchItem): SettledWeek {
  if (written) return { customId, written, error: null };
  if (error) return { customId, written: null, error };
  throw new Error('A settled week has neither sessions nor an error');
}

/** All of them side by side; the first failure is thrown after all have ended. */
async function forAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(items.map(work));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
