import type { EntityManager } from '@mikro-orm/core';

/**
 * The audit log only grows, but for two things that have to be: a person who is erased is erased there, too, and what
 * is older than the operator keeps goes. Both have to be said in the transaction that does it; the trigger on the table
 * still refuses whatever goes further.
 */
const ERASURE = 'gofast.audit_erasure';
const KEPT_FROM = 'gofast.audit_kept_from';

/**
 * SQL of the trigger's body before it refuses. Erasing empties `detail`, `address`, `user_agent` and `request_id` and touches
 * nothing else; only entries from before the given time may be deleted. One `if` inside the other: a DELETE has no `new`, and a
 * TRUNCATE neither.
 */
export const AUDIT_EXCEPTIONS =
  `if tg_op = 'UPDATE' then ` +
  `if current_setting('${ERASURE}', true) = 'on' and new.detail = '{}' ` +
  `and (new.address is null or new.address = old.address) ` +
  `and (new.user_agent is null or new.user_agent = old.user_agent) ` +
  `and (new.request_id is null or new.request_id = old.request_id) ` +
  `and (new.id, new.at, new.actor_id, new.api_key_id, new.action, new.subject_type, new.subject_id) ` +
  `is not distinct from (old.id, old.at, old.actor_id, old.api_key_id, old.action, old.subject_type, old.subject_id) ` +
  `then return new; end if; ` +
  `elsif tg_op = 'DELETE' then ` +
  `if old.at < nullif(current_setting('${KEPT_FROM}', true), '')::timestamptz then return old; end if; ` +
  `end if; `;

/** For the rest of the EntityManager's transaction, entries may be emptied of what they say of people. */
export async function allowAuditErasure(em: EntityManager): Promise<void> {
  await setForTransaction(em, ERASURE, 'on');
}

/** For the rest of the EntityManager's transaction, entries from before this time may be deleted. */
export async function allowAuditRetention(em: EntityManager, keptFrom: Date): Promise<void> {
  await setForTransaction(em, KEPT_FROM, keptFrom.toISOString());
}

async function setForTransaction(em: EntityManager, name: string, value: string): Promise<void> {
  if (!em.isInTransaction()) throw new Error('An exception to the audit log ends with its transaction');
  await em
    .getConnection()
    .execute('select set_config(?, ?, true)', [name, value], 'all', em.getTransactionContext());
}
