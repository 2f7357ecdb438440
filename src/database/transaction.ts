import type { EntityManager } from '@mikro-orm/core';

/**
 * Deadlock and serialization failure: PostgreSQL undid the transaction and asks for it to be run again. A foreign key
 * that leads nowhere: what was read a moment ago is deleted, and the next attempt finds that out and says so.
 */
const RETRYABLE_CODES: ReadonlySet<unknown> = new Set(['40P01', '40001', '23503']);
const MAX_ATTEMPTS = 3;

/**
 * Runs `work` in one transaction with an EntityManager of its own, so that nothing of an attempt that was undone
 * lives on in the caller's. Deadlocks, serialization failures and references to what was deleted meanwhile are tried
 * again, so `work` must not do anything that a rollback does not undo. The work is flushed before the commit.
 */
export async function inTransaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await em.fork().transactional(work);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRYABLE_CODES.has(error.code);
}
