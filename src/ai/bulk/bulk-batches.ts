import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { AiBatchItem } from './ai-batch-item.entity.js';
import { AiBatch } from './ai-batch.entity.js';
import { BulkAccounts } from './bulk-accounts.js';
import { GRACE_MS } from './bulk-week.js';
import { BATCH_TRANSPORT, type BatchItem, type BatchProgress, type BatchTransport } from '../model-batch.js';
import { FAILURE_RULES } from '../calls/failure-rules.js';
import { ModelCallError } from '../model-call.js';

/** A batch is left alone by others for so long: above the time limits of the calls made for it. */
const LEASE_MS = 15 * 60_000;
/** For a file to go up or to come down, and for all else. */
const TRANSFER_MS = 5 * 60_000;
const ASK_MS = 60_000;
const HOUR_MS = 3_600_000;
const MOST_TRIES = 3;
const PAGE = 200;

/** Brings batches to the provider and back. Each step is written down before it is taken, so that it can be taken again. */
@Injectable()
export class BulkBatches {
  private readonly logger = new Logger(BulkBatches.name);

  constructor(
    private readonly em: EntityManager,
    private readonly accounts: BulkAccounts,
    @Inject(BATCH_TRANSPORT) private readonly transport: BatchTransport,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes each open batch that no other process has one step further. */
  async attend(signal: AbortSignal): Promise<void> {
    let last = '00000000-0000-0000-0000-000000000000';
    while (!signal.aborted) {
      const batch = await this.claim(last);
      if (!batch) return;
      last = batch.id;
      try {
        await (batch.providerId === null ? this.handIn(batch, signal) : this.follow(batch, signal));
      } finally {
        const { id, leaseUntil } = batch;
        await this.em.fork().nativeUpdate(AiBatch, { id, leaseUntil }, { leaseUntil: null });
      }
    }
  }

  private async claim(after: string): Promise<AiBatch | null> {
    const em = this.em.fork();
    const now = this.clock.now();
    const [row]: { id: string }[] = await em.getConnection().execute(
      `update ai_batch set lease_until = ? where id = (
         select id from ai_batch
         where closed_at is null and id > ? and (lease_until is null or lease_until <= ?)
         order by id limit 1 for update skip locked)
       returning id`,
      [new Date(now.getTime() + LEASE_MS), after, now],
      'all',
    );
    return row ? em.findOne(AiBatch, row.id) : null;
  }

  private async handIn(batch: AiBatch, signal: AbortSignal): Promise<void> {
    const { profile, tries, id: tag } = batch;
    try {
      await this.update(batch, { tries: tries + 1 });
      // A try that was cut short may have reached the provider.
      const found =
        tries > 0 ? await this.transport.find({ profile, tag }, { signal, totalMs: ASK_MS }) : null;
      if (found) return await this.update(batch, { providerId: found.batchId });
      if (tries >= MOST_TRIES) return await this.giveBack(batch, 'it could not be handed in');
      const now = this.clock.now();
      const dueAt = new Date(now.getTime() + this.config.ai.bulk.waitHours * HOUR_MS);
      await this.update(batch, { submittedAt: now, dueAt });
      const items = await this.requests(batch, signal);
      if (items.length === 0) return await this.giveBack(batch, 'nothing is left in it');
      const progress = await this.transport.submit({ profile, items, tag }, { signal, totalMs: TRANSFER_MS });
      await this.update(batch, { providerId: progress.batchId });
    } catch (error) {
      const kind = kindOf(error);
      const { next } = FAILURE_RULES[kind];
      const again = next === 'backoff' || next === 'retry_after' || next === 'stop';
      if (again && tries < MOST_TRIES) this.logger.warn(`a batch for ${profile.id} waits: ${kind}`);
      else await this.giveBack(batch, kind);
    }
  }

  /** The requests of a batch, the money for each set aside; what no budget has room for is left to be written live. */
  private async requests(batch: AiBatch, signal: AbortSignal): Promise<BatchItem[]> {
    const requests: BatchItem[] = [];
    for await (const item of this.items(batch, ['waiting'])) {
      const { id } = item;
      const request = await this.accounts.reserve(item, { batch, signal });
      if (request) requests.push({ id, request });
      else await this.em.fork().nativeUpdate(AiBatchItem, { id, state: 'waiting' }, { state: 'live' });
    }
    // What a try before this one had set money aside for, and nobody wants any more, is not asked for.
    const asked = new Set(requests.map(({ id }) => id));
    for await (const item of this.items(batch, ['cancelled'])) {
      if (!asked.has(item.id)) await this.accounts.release(item);
    }
    return requests;
  }

  private async follow(batch: AiBatch, signal: AbortSignal): Promise<void> {
    const { profile, providerId, dueAt } = batch;
    if (providerId === null || dueAt === null) throw new Error('A batch is followed that was not handed in');
    const now = this.clock.now();
    const late = now.getTime() - dueAt.getTime();
    try {
      const place = { profile, batchId: providerId };
      const options = { signal, totalMs: ASK_MS };
      let progress = await this.transport.progress(place, options);
      if (
        progress.state === 'running' &&
        batch.cancelledAt === null &&
        (late >= 0 || (await this.unwanted(batch)))
      ) {
        progress = await this.transport.cancel(place, options);
        await this.update(batch, { cancelledAt: now });
      }
      if (progress.state !== 'running') return await this.read(batch, { progress, signal });
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'model_gone') return this.conclude(batch, { kind, served: true, signal });
      this.logger.warn(`a batch of ${profile.id} could not be read: ${kind}`);
    }
    if (late >= GRACE_MS) await this.conclude(batch, { kind: 'timeout_total', served: true, signal });
  }

  private async read(
    batch: AiBatch,
    { progress, signal }: { progress: BatchProgress; signal: AbortSignal },
  ): Promise<void> {
    const { profile } = batch;
    const { resultFiles, state } = progress;
    const results = await this.transport.results({ profile, resultFiles }, { signal, totalMs: TRANSFER_MS });
    // Of two lines for one request the first counts, and lines for none are nobody's.
    const byId = new Map(results.toReversed().map((result) => [result.id, result]));
    for await (const item of this.items(batch, ['waiting', 'cancelled'])) {
      const result = byId.get(item.id);
      if (result) await this.accounts.settle(item, { batch, result, signal });
    }
    if (state === 'done') return this.conclude(batch, { kind: 'bad_envelope', served: true, signal });
    // What was not done by the end is not charged.
    const kind = state === 'partial' ? 'timeout_total' : 'bad_request';
    await this.conclude(batch, { kind, served: false, signal });
  }

  /** Nothing more is expected: what has not come back is left to the next target. */
  private async conclude(
    batch: AiBatch,
    { kind, served, signal }: { kind: ModelCallError['kind']; served: boolean; signal: AbortSignal },
  ): Promise<void> {
    const usage = served ? null : { input: 0, cached: 0, output: 0, reasoning: 0 };
    const error = new ModelCallError(kind, 'the batch did not bring it', { usage });
    for await (const item of this.items(batch, ['waiting', 'cancelled'])) {
      await this.accounts.settle(item, { batch, result: { id: item.id, error }, signal });
    }
    await this.update(batch, { closedAt: this.clock.now() });
  }

  /** A batch that was never taken: its weeks are written live, by whoever is first in turn. */
  private async giveBack(batch: AiBatch, reason: string): Promise<void> {
    this.logger.warn(`a batch for ${batch.profile.id} is not handed in: ${reason}`);
    for await (const item of this.items(batch, ['waiting', 'cancelled'])) await this.accounts.release(item);
    await this.update(batch, { closedAt: this.clock.now() });
  }

  private async unwanted({ id }: AiBatch): Promise<boolean> {
    return (await this.em.fork().count(AiBatchItem, { batch: id, state: 'waiting' })) === 0;
  }

  private async update(batch: AiBatch, values: Partial<Omit<AiBatch, 'id'>>): Promise<void> {
    Object.assign(batch, values);
    await this.em.fork().nativeUpdate(AiBatch, { id: batch.id }, values);
  }

  /** Page by page: a batch with all its plans is much to hold. */
  private async *items({ id: batch }: AiBatch, states: AiBatchItem['state'][]): AsyncGenerator<AiBatchItem> {
    let last: string | null = null;
    for (;;) {
      const after = last === null ? {} : { id: { $gt: last } };
      const page: AiBatchItem[] = await this.em
        .fork()
        .find(
          AiBatchItem,
          { batch, state: { $in: states }, ...after },
          { orderBy: { id: 'asc' }, limit: PAGE },
        );
      yield* page;
      if (page.length < PAGE) return;
      last = page.at(-1)?.id ?? null;
    }
  }
}

function kindOf(error: unknown): ModelCallError['kind'] {
  if (error instanceof ModelCallError) return error.kind;
  throw error;
}
