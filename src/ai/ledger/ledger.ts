import { EntityManager, type RequiredEntityData } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { BatchWriter } from '../../common/batch-writer.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { ModelCall } from './model-call.entity.js';

/** An attempt as it is written down. */
export type CallRecord = Omit<RequiredEntityData<ModelCall>, 'id' | 'reply'> & { reply: string | null };

const DAY_MS = 86_400_000;

/**
 * Writes attempts down, outside any transaction of those who asked: a run that comes to nothing has still cost
 * something. A crash loses at most the attempts that end in that moment.
 */
@Injectable()
export class Ledger {
  private readonly calls = new BatchWriter<CallRecord>((calls) => this.write(calls));
  private purgedAt = 0;

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Resolves once the attempt is stored. Its texts are stored only where configuration says for how long. */
  record(call: CallRecord): Promise<void> {
    if (this.config.ai.keepRepliesDays === 0) return this.calls.add({ ...call, prompt: null, reply: null });
    // What the database cannot hold of a model's words is no reason to lose the attempt.
    const reply = call.reply?.toWellFormed().replaceAll('\0', '\uFFFD') ?? null;
    return this.calls.add({ ...call, reply });
  }

  private async write(calls: readonly CallRecord[]): Promise<void> {
    const em = this.em.fork();
    await em.insertMany(
      ModelCall,
      calls.map((call) => ({ id: v7(), ...call })),
    );
    await this.purge(em);
  }

  /** Kept texts go when their days are over; looked at once a day, and at the first attempt after a start. */
  private async purge(em: EntityManager): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.purgedAt < DAY_MS) return;
    this.purgedAt = now;
    const before = new Date(now - this.config.ai.keepRepliesDays * DAY_MS);
    await em.nativeUpdate(
      ModelCall,
      { at: { $lt: before }, prompt: { $ne: null } },
      { prompt: null, reply: null },
    );
  }
}

/** What the calls of a run have cost, as far as it is known; USD. */
export async function callCost(em: EntityManager, requestId: string): Promise<number> {
  const calls = await em.find(ModelCall, { requestId, usd: { $ne: null } }, { fields: ['usd'] });
  return calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}
