import { defineEntity, p } from '@mikro-orm/core';
import { Athlete } from '../athletes/athlete.entity.js';
import type { Problem } from '../common/problem.js';
import { key, NEW_LEASE, timestamps } from '../database/columns.js';

export const OPERATION_STATUSES = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** Those of an operation that has not ended. */
export const OPEN_STATUSES = ['pending', 'running'] as const satisfies readonly OperationStatus[];

/** What the items of a batch have in common. */
export interface BatchRequest {
  /** The key with which it was asked for; null for somebody signed in. */
  apiKeyId: string | null;
  shared: unknown;
}

const OPEN = `status in ('pending', 'running')`;

const OperationSchema = defineEntity({
  name: 'Operation',
  tableName: 'operation',
  properties: {
    ...key,
    /** What is done: `plan.generate`, `week.generate`, `phase.generate`, `plan.batch`. */
    kind: p.text(),
    status: p.enum(OPERATION_STATUSES).onCreate(() => 'pending'),
    /** Whose it is, by whose access it is read and cancelled; null for work about nobody in particular. */
    athlete: () => p.manyToOne(Athlete).ref().strictNullable().deleteRule('cascade').index(),
    /** What it is about. No foreign key: the subject may be deleted, and the operation says what became of it. */
    subjectType: p.text().strictNullable(),
    subjectId: p.uuid().strictNullable(),
    /** What the work has claimed to be the only one at it: free again once the operation has ended. */
    claim: p.text().strictNullable().index(),
    /** Who began it. */
    actorId: p.uuid(),
    /** The request that began it: its path and its id, which a problem repeats. */
    path: p.text(),
    traceId: p.text(),
    /** Digest of the request with its idempotency key: the same request meets this operation; null without a key. */
    requestDigest: p.text().strictNullable().index(),
    /** Of work that is done item by item; null for all other. */
    batch: p.json<BatchRequest>().strictNullable(),
    /** Rises whenever another process takes the work over: only the newest may store anything. */
    attempt: p.integer().onCreate(() => 1),
    done: p.integer().onCreate(() => 0),
    /** Null until it is known. */
    total: p.integer().strictNullable(),
    /** Of its newest event; rises by one under a lock on this row. */
    lastSequence: p.integer().onCreate(() => 0),
    /** Until when the process that runs it is taken to be alive; null once it has ended. */
    leaseUntil: p.datetime(3).strictNullable().defaultRaw(NEW_LEASE),
    /** The body that the synchronous call would have answered. */
    result: p.json<object>().strictNullable(),
    problem: p.json<Problem>().strictNullable(),
    finishedAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  indexes: [
    { name: 'operation_lease_index', properties: ['leaseUntil'], where: OPEN },
    { name: 'operation_finished_index', properties: ['finishedAt'] },
  ],
  checks: [
    { name: 'operation_finished_check', expression: `(${OPEN}) = (finished_at is null)` },
    { name: 'operation_lease_check', expression: `(${OPEN}) = (lease_until is not null)` },
    { name: 'operation_result_check', expression: `(status = 'succeeded') = (result is not null)` },
    { name: 'operation_problem_check', expression: `(status = 'failed') = (problem is not null)` },
  ],
});

/** Long work that was asked for with `Prefer: respond-async`. Ended by whoever locks the row first, once. */
export class Operation extends OperationSchema.class {}
OperationSchema.setClass(Operation);
