import { defineEntity, p } from '@mikro-orm/core';
import { key, NEW_LEASE } from '../database/columns.js';

/** What `Idempotency-Key` promises; worded as the lease is. */
const END = `(now() + '24:00:00'::interval)`;

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_key',
  properties: {
    /** Made anew with each claim: who was taken for dead and comes back finds it gone. */
    ...key,
    /** SHA-256 in hex of the actor, the method, the path and the key: neither is kept. */
    digest: p.text().unique(),
    /** SHA-256 in hex of the query and the body that came with it. */
    requestDigest: p.text(),
    /** After which it may be claimed anew; null once it is answered. */
    leaseUntil: p.datetime(3).strictNullable().defaultRaw(NEW_LEASE),
    /** Of the answer; null while it is worked on. */
    status: p.smallint().strictNullable(),
    /** Those of the answer that are given again; null where the answer is not kept: it held a secret, or somebody was erased. */
    headers: p.json<Record<string, string>>().strictNullable(),
    /** As it was sent; null for an answer without one. */
    body: p.text().strictNullable(),
    expiresAt: p.datetime(3).defaultRaw(END).index(),
  },
  checks: [
    { name: 'idempotency_key_lease_check', expression: '(status is null) = (lease_until is not null)' },
    { name: 'idempotency_key_headers_check', expression: 'headers is null or status is not null' },
    { name: 'idempotency_key_body_check', expression: 'body is null or headers is not null' },
  ],
});

/** An `Idempotency-Key` that was sent, and what it was answered with. */
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
