import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../../database/columns.js';
import { AiBatch } from './ai-batch.entity.js';
import type { BulkWeek, SettledError } from './bulk-week.js';
import type { Target } from '../routing/router.js';
import type { Reservation } from '../ledger/spending.js';
import type { EarlierAnswer } from '../week-question.js';
import type { KeptWeek } from '../week-writer.js';

/**
 * `waiting`: for its batch. `live`: its batch is over, and it is still to be written. `written`, `failed`: to be handed over.
 * `cancelled`: nobody wants it, its batch has it.
 */
export const ITEM_STATES = ['waiting', 'live', 'written', 'failed', 'cancelled'] as const;

const AiBatchItemSchema = defineEntity({
  name: 'AiBatchItem',
  tableName: 'ai_batch_item',
  properties: {
    ...key,
    /** The name its owner knows it by. */
    customId: p.text().unique(),
    /** Null once the batch is forgotten. */
    batch: () => p.manyToOne(AiBatch).ref().strictNullable().deleteRule('set null').index(),
    state: p.enum(ITEM_STATES),
    /** In which contract the batch's model is asked, and for which arm of an experiment. */
    asked: p.json<Omit<Target, 'profile'>>().strictNullable(),
    /** All that is needed to ask for the week and to judge it. */
    task: p.json<BulkWeek>(),
    /** What is set aside for the request until it is known what it has cost. */
    reservation: p.json<Reservation>().strictNullable(),
    /** What the batch brought, until the week is written. */
    earlier: p.json<EarlierAnswer>().strictNullable(),
    written: p.json<KeptWeek>().strictNullable(),
    error: p.json<SettledError>().strictNullable(),
    /** Until when another process leaves it alone. */
    leaseUntil: p.datetime(3).strictNullable(),
    ...createdAt,
  },
  indexes: [
    {
      name: 'ai_batch_item_due_index',
      expression: `create index ai_batch_item_due_index on ai_batch_item (state, id) where state in ('live', 'written', 'failed')`,
    },
  ],
});

/** One week to be written in bulk. Goes when it was handed over: what it took is in the ledger. */
export class AiBatchItem extends AiBatchItemSchema.class {}
AiBatchItemSchema.setClass(AiBatchItem);
