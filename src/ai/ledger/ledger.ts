import { EntityManager, type RequiredEntityData } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { BatchWriter } from '../../common/batch-writer.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { inTransaction } from '../../database/transaction.js';
import { ModelCall } from './model-call.entity.js';

/** An attempt as it is written down. */
export type CallRecord = Omit<RequiredEntityData<ModelCall>, 'id' | 'planId' | 'reply'> & {
  planId: string;
  reply: string | null;
};

/**
 * Writes attempts down, outside any transaction of those who asked: a run that comes to nothing has still cost
 * something. A crash loses at most the attempts that end in that moment.
 */
@Injectable()
export class Ledger {
  private readonly calls = new BatchWriter<CallRecord>((calls) =>
    inTransaction(this.em, (em) => this.write(em, calls)),
  );

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Resolves once the attempt is stored. Its texts are stored only where configuration says for how long.
   * @param em in whose transaction it is stored; left out: in one of its own, that it may share with others
   */
  record(call: CallRecord, em?: EntityManager): Promise<void> {
    const kept = this.kept(call);
    return em ? this.write(em, [kept]) : this.calls.add(kept);
  }

  private kept(call: CallRecord): CallRecord {
    if (this.config.ai.keepRepliesDays === 0) return { ...call, prompt: null, reply: null };
    // What the database cannot hold of a model's words is no reason to lose the attempt.
    const reply = call.reply?.toWellFormed().replaceAll('\0', '\uFFFD') ?? null;
    return { ...call, reply };
  }

  private async write(em: EntityManager, calls: readonly CallRecord[]): Promise<void> {
    const known = this.config.ai.keepRepliesDays > 0 ? await lockPlans(em, calls) : null;
    await em.insertMany(
      ModelCall,
      calls.map((call) => ({
        id: v7(),
        ...call,
        ...(known?.has(call.planId) === false && {
          prompt: null,
          reply: null,
          providerRequestId: null,
        }),
      })),
    );
  }
}

/**
 * Those of the calls' plans that are there, and are there until the transaction ends: whoever erases a person waits, and
 * then finds the texts; of somebody who was erased while a model wrote, none are kept.
 */
async function lockPlans(em: EntityManager, calls: readonly CallRecord[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(calls.map(({ planId }) => planId))];
  const rows: { id: string }[] = await em
    .getConnection()
    .execute(
      `select id from training_plan where id in (${ids.map(() => '?').join(', ')}) order by id for key share`,
      ids,
      'all',
      em.getTransactionContext(),
    );
  return new Set(rows.map(({ id }) => id));
}

/** What the calls of a run have cost, as far as it is known; USD. */
export async function callCost(em: EntityManager, requestId: string): Promise<number> {
  const calls = await em.find(ModelCall, { requestId, usd: { $ne: null } }, { fields: ['usd'] });
  return calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}
