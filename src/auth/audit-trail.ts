import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from './actor.js';
import { differenceOf } from './audit-difference.js';
import { AuditEntry } from './audit-entry.entity.js';
import type { Origin } from './origin.js';

/** Something worth knowing later: e.g. that a coach accepted the risk of a plan. No passwords, no health data. */
export interface AuditedAction {
  /** Null for the service itself. */
  actor: Pick<Actor, 'id' | 'key' | 'origin'> | null;
  action: string;
  /** Without an id where what was meant does not exist. */
  subject: { type: string; id: string | null };
  detail?: Record<string, unknown>;
  /** Where it came from, when not from where the actor is. */
  origin?: Origin;
}

/** Adds an entry that is written with the caller's own changes: both or neither. */
export function recordAudit(
  em: EntityManager,
  { actor, action, subject, detail, origin = actor?.origin }: AuditedAction,
): void {
  em.persist(
    em.create(AuditEntry, {
      actorId: actor?.id ?? null,
      apiKeyId: actor?.key?.id ?? null,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      detail: detail ?? {},
      address: origin?.address ?? null,
      userAgent: origin?.userAgent ?? null,
      requestId: origin?.requestId ?? null,
    }),
  );
}

/** Fields of something, `{}` where there is nothing: before it is made, after it is deleted. */
export type AuditedFields = Record<string, unknown>;

export interface AuditedChange extends AuditedAction {
  before: AuditedFields;
  after: AuditedFields;
  /** Fields of which only that they changed goes on record. */
  withheld?: ReadonlySet<string>;
  /** Which part of the subject it was, e.g. `{ activityId }`: by itself no news. */
  part?: AuditedFields;
}

/** As `recordAudit`, with what has changed beside any other detail. Where there is neither, nothing is written. */
export function recordChange(em: EntityManager, change: AuditedChange): void {
  const { before, after, withheld, part, detail, ...action } = change;
  const difference = differenceOf(before, after, withheld);
  if (!difference && !detail) return;
  recordAudit(em, { ...action, detail: { ...part, ...detail, ...difference } });
}
