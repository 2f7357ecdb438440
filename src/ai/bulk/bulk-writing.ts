import { setImmediate } from 'node:timers/promises';
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
import {
  batchSizes,
  bulkTerms,
  writingTask,
  type BulkTask,
  type BulkTerms,
  type BulkWeek,
  type SettledError,
  type SettledWeek,
} from './bulk-week.js';
import { chatParams } from '../transport/chat-params.js';
import { ModelCatalogue } from '../routing/model-catalogue.js';
import type { Target } from '../routing/router.js';
import { RoutesService } from '../routing/routes.service.js';
import { WeekWriter, type KeptWeek } from '../week-writer.js';

/** Which of these weeks are still wanted, in the EntityManager's transaction. */
export type Confirm = (em: EntityManager, customIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** A week and which model's batch it may go to. */
interface PlacedWeek {
  customId: string;
  week: BulkWeek;
  target: Target;
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
 * half the price and within a day; what is refused, spoilt, expired or late is written by the next target live. All is
 * remembered, so that one process may go on where another has ended.
 */
@Injectable()
export class BulkWriting {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly batches: BulkBatches,
    private readonly routes: RoutesService,
    private readonly catalogue: ModelCatalogue,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** When weeks go to a batch; null where the routes name no model that takes one. */
  async terms(): Promise<BulkTerms | null> {
    const { routing } = await this.routes.current();
    const named = new Set([
      ...routing.routes.flatMap(({ targets }) => targets),
      ...routing.experiments.flatMap(({ arms }) => arms.map(({ target }) => target)),
    ]);
    const isOffered = this.catalogue
      .models()
      .some(({ profile, hasKey }) => hasKey && profile.capabilities.batch && named.has(profile.id));
    return isOffered ? bulkTerms(this.config.ai.bulk) : null;
  }

  /**
   * Takes weeks up for batches, and returns before any model is asked: {@link poll} does the rest. One whose
   * `customId` is under way already is not taken up again.
   * @param confirm which of them are still wanted: called in the transaction that remembers them, so that it may lock
   *   what has to stay as it is until then; all of them unless told otherwise
   * @returns the `customId`s of those that are not taken: no batch is offered for them, or they are too few
   * @throws RangeError for a week that its blueprint has not
   */
  async add(
    tasks: readonly BulkTask[],
    { confirm = async (_, ids) => new Set(ids) }: { confirm?: Confirm } = {},
  ): Promise<string[]> {
    const known = await this.known(tasks);
    const placed: PlacedWeek[] = [];
    for (const task of tasks.filter(({ customId }) => !known.has(customId))) {
      const week = await this.place(task);
      if (week) placed.push(week);
      // To lay out hundreds of weeks takes seconds, in which requests want to be answered.
      await setImmediate();
    }
    const { from } = this.config.ai.bulk;
    const byModel = Map.groupBy(placed, ({ target }) => target.profile.id);
    const many = [...byModel.values()].filter((weeks) => weeks.length >= from);
    const taken = await inTransaction(this.em, async (em) => {
      const ids = many.flatMap((weeks) => weeks.map(({ customId }) => customId));
      const confirmed = ids.length > 0 ? await confirm(em, ids) : new Set<string>();
      for (const weeks of many) {
        const wanted = weeks.filter(({ customId }) => confirmed.has(customId));
        for (const part of batchSizes(wanted)) await remember(em, part);
      }
      return confirmed;
    });
    return tasks.map(({ customId }) => customId).filter((id) => !known.has(id) && !taken.has(id));
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
    for (;;) {
      await this.batches.attend(signal);
      await this.handOver(receive);
      const weeks = signal.aborted ? [] : await this.claim(['live']);
      if (weeks.length === 0) return;
      await forAll(weeks, (week) => this.writeLive(week, signal));
      await this.handOver(receive);
    }
  }

  /** The `customId`s of weeks that are still to be written. */
  async underWay(): Promise<string[]> {
    const state = { $in: ['waiting', 'live'] } as const;
    const items = await this.em.fork().find(AiBatchItem, { state }, { fields: ['customId'] });
    return items.map(({ customId }) => customId);
  }

  /** Weeks that nobody wants any more; what a batch brings for them is still paid for. */
  async cancel(customIds: readonly string[]): Promise<void> {
    const em = this.em.fork();
    const customId = { $in: [...customIds] };
    await em.nativeUpdate(AiBatchItem, { customId, state: 'waiting' }, { state: 'cancelled' });
    await em.nativeDelete(AiBatchItem, { customId, state: { $in: ['live', 'written', 'failed'] } });
  }

  private async known(tasks: readonly BulkTask[]): Promise<ReadonlySet<string>> {
    const customId = { $in: tasks.map((task) => task.customId) };
    const items = await this.em.fork().find(AiBatchItem, { customId }, { fields: ['customId'] });
    return new Set(items.map((item) => item.customId));
  }

  /** Null where no batch is offered: the first model takes none, several are compared, or none may be asked. */
  private async place({ customId, ...task }: BulkTask): Promise<PlacedWeek | null> {
    const order = await this.orderOf(task);
    const [target] = order?.route.targets ?? [];
    if (!order || !target?.profile.capabilities.batch || order.route.bestOf > 1) return null;
    // What is not sent is not kept either.
    const week = { ...task, subject: { ...task.subject, injuryNotes: order.injuryNotes } };
    const { request } = batchRequest(week, { target, context: order.context });
    return { customId, week, target, bytes: Buffer.byteLength(JSON.stringify(chatParams(request))) };
  }

  /** Null for a task that cannot be asked for. */
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
      const kept: KeptWeek[] = [];
      const keep = async (week: KeptWeek) => void kept.push(week);
      await this.writer.write({ ...writingTask(task, signal), earlier, keep });
      const [written] = kept;
      await settle(written ? { state: 'written', written } : { state: 'failed', error: NO_MODEL });
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

const NO_MODEL: SettledError = { code: 'ai.models_failed', detail: 'No model may be asked for it by now.' };

/** Stores weeks that go together, in a batch that is to be handed in. */
async function remember(em: EntityManager, weeks: readonly PlacedWeek[]): Promise<void> {
  const [first] = weeks;
  if (!first) return;
  const { profile } = first.target;
  const nothingYet = { providerId: null, submittedAt: null, dueAt: null, cancelledAt: null };
  const batch = em.create(AiBatch, { profile, ...nothingYet, closedAt: null, leaseUntil: null });
  await em.flush();
  const rows = weeks.map(({ customId, week, target }) => ({
    id: v7(),
    customId,
    batch: batch.id,
    state: 'waiting' as const,
    asked: { contract: target.contract, experimentArm: target.experimentArm },
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
