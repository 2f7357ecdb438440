import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../../database/columns.js';
import type { ModelProfile } from '../model-profile.js';

const AiBatchSchema = defineEntity({
  name: 'AiBatch',
  tableName: 'ai_batch',
  properties: {
    /** Also the tag it carries at the provider, by which one whose handing in was cut short is found again. */
    ...key,
    /** The model as it was configured when the batch was made. */
    profile: p.json<ModelProfile>(),
    /** Null until the provider has taken it, as far as is known. */
    providerId: p.text().strictNullable(),
    /** How often it was tried to hand it in; written down before each try. */
    tries: p.smallint().onCreate(() => 0),
    submittedAt: p.datetime(3).strictNullable(),
    /** When waiting ends. */
    dueAt: p.datetime(3).strictNullable(),
    cancelledAt: p.datetime(3).strictNullable(),
    /** From then on nothing more is expected of it. */
    closedAt: p.datetime(3).strictNullable(),
    /** Until when another process leaves it alone. */
    leaseUntil: p.datetime(3).strictNullable(),
    ...createdAt,
  },
  indexes: [
    {
      name: 'ai_batch_open_index',
      expression: 'create index ai_batch_open_index on ai_batch (id) where closed_at is null',
    },
  ],
});

/** Requests for weeks that were handed in together, or are about to be. */
export class AiBatch extends AiBatchSchema.class {}
AiBatchSchema.setClass(AiBatch);
