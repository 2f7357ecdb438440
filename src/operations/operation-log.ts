import { LockMode, type EntityManager } from '@mikro-orm/core';
import type { Problem } from '../common/problem.js';
import { CancelledError, type WorkEvent } from './long-work.js';
import { OperationItem } from './operation-item.entity.js';
import { OperationEvent } from './operation-event.entity.js';
import { OPEN_STATUSES, Operation } from './operation.entity.js';

/** How an operation ended. */
export type OperationEnd =
  { status: 'succeeded'; result: object } | { status: 'failed'; problem: Problem } | { status: 'cancelled' };

export function isOpen({ status }: Pick<Operation, 'status'>): boolean {
  return OPEN_STATUSES.some((open) => open === status);
}

/**
 * Whether the operation, or the item of one, with this claim has ended, cancelled or its process dead: it will store
 * nothing any more.
 */
export async function isAbandoned(em: EntityManager, claim: string): Promise<boolean> {
  if ((await em.count(Operation, { claim, status: { $nin: [...OPEN_STATUSES] } })) > 0) return true;
  const item = await em.findOne(OperationItem, { claim }, { populate: ['operation'], strategy: 'joined' });
  if (!item) return false;
  const operation = item.operation.getEntity();
  return !isOpen(operation) || item.status !== 'pending' || item.attempt < operation.attempt;
}

/**
 * The operation with its row locked, so that its events are numbered and it ends once.
 * @throws CancelledError when it is gone or has ended, or another process has taken it over
 */
export async function lockOpen(
  em: EntityManager,
  { id, attempt }: Pick<Operation, 'id' | 'attempt'>,
): Promise<Operation> {
  const operation = await em.findOne(Operation, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!operation || !isOpen(operation) || operation.attempt !== attempt) throw new CancelledError();
  return operation;
}

/** Adds an event to an operation that is locked. */
export function record(em: EntityManager, operation: Operation, { type, data, progress }: WorkEvent): void {
  operation.lastSequence += 1;
  if (progress) {
    operation.done = progress.done;
    operation.total = progress.total;
  }
  const { lastSequence: sequence, done, total } = operation;
  em.create(OperationEvent, { operation, sequence, type, data: { ...data, progress: { done, total } } });
}

/** Ends an operation that is locked and open, with its last event. */
export function end(em: EntityManager, operation: Operation, how: OperationEnd): void {
  const problem = how.status === 'failed' ? how.problem : null;
  record(em, operation, {
    type: `operation.${how.status}`,
    data: { status: how.status, ...(problem && { problem }) },
  });
  em.assign(operation, {
    status: how.status,
    result: how.status === 'succeeded' ? how.result : null,
    problem,
    leaseUntil: null,
    finishedAt: new Date(),
  });
}
