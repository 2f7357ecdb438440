import { defineEntity, p } from '@mikro-orm/core';
import { usd } from './model-call.entity.js';

const ModelSpendSchema = defineEntity({
  name: 'ModelSpend',
  tableName: 'model_spend',
  properties: {
    /** `plan:<id>`, `day:2026-11-23` or `month:2026-11`, in UTC. */
    scope: p.text().primary(),
    /** What calls have cost, and what those in flight may cost at most. */
    spentUsd: usd().check('spent_usd >= 0'),
  },
});

/** Money spent and reserved, by what a budget limits: where a reservation is decided, in one statement. */
export class ModelSpend extends ModelSpendSchema.class {}
ModelSpendSchema.setClass(ModelSpend);
