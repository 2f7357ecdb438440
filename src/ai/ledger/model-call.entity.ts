import { defineEntity, p } from '@mikro-orm/core';
import { key } from '../../database/columns.js';
import { FAILURE_KINDS } from '../model-call.js';
import { CONTRACT_IDS } from '../reply-contract.js';

/** How an attempt ended: with sessions that could be used, or with the failure. */
export const CALL_OUTCOMES = ['ok', ...FAILURE_KINDS] as const;

/** USD to a hundred-millionth: one token of the cheapest model. */
export function usd() {
  return p.decimal('number').precision(14).scale(8);
}

const ModelCallSchema = defineEntity({
  name: 'ModelCall',
  tableName: 'model_call',
  properties: {
    ...key,
    /** When the call was begun. */
    at: p.datetime(3).index(),
    /** The run of which it is an attempt: `generation.id`. No foreign key: the ledger outlives what it paid for. */
    requestId: p.uuid().index(),
    planId: p.uuid().index(),
    weekNumber: p.smallint(),
    /** Id in the catalogue. */
    target: p.text(),
    /** As the server reported it; null where it did not. */
    model: p.text().strictNullable(),
    contract: p.enum(CONTRACT_IDS),
    promptVersion: p.text(),
    mode: p.enum(['strict_schema', 'json_mode', 'plain']),
    serviceTier: p.text(),
    /** Asked a second time, with what was wrong the first. */
    reAsk: p.boolean(),
    experiment: p.text().strictNullable(),
    arm: p.text().strictNullable(),
    outcome: p.enum(CALL_OUTCOMES),
    status: p.smallint().strictNullable(),
    /** As the server counted them, null where it did not. Cached are inside input, reasoning inside output. */
    inputTokens: p.integer().strictNullable(),
    cachedTokens: p.integer().strictNullable(),
    outputTokens: p.integer().strictNullable(),
    reasoningTokens: p.integer().strictNullable(),
    /** Null where the tokens or the price are not known. */
    usd: usd().strictNullable(),
    latencyMs: p.integer(),
    firstTokenMs: p.integer().strictNullable(),
    /** The provider's own id of the request. */
    providerRequestId: p.text().strictNullable(),
    /** SHA-256 of what was sent and of what came back. */
    promptHash: p.text(),
    replyHash: p.text().strictNullable(),
    /** What was found wrong with the reply, and what could be mended. */
    findings: p.smallint(),
    mended: p.smallint(),
    /** Kept for `AI_KEEP_REPLIES_DAYS`, else null. */
    prompt: p.text().strictNullable(),
    reply: p.text().strictNullable(),
  },
  indexes: [
    {
      name: 'model_call_experiment_index',
      expression:
        'create index model_call_experiment_index on model_call (experiment, arm) where experiment is not null',
    },
    {
      name: 'model_call_kept_index',
      expression: 'create index model_call_kept_index on model_call (at) where prompt is not null',
    },
  ],
});

/** The ledger: one row per attempt, failed ones too. */
export class ModelCall extends ModelCallSchema.class {}
ModelCallSchema.setClass(ModelCall);
