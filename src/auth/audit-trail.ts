import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from './actor.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Something worth knowing later: e.g. that a coach accepted the risk of a plan. No passwords, no health data. */
export interface AuditedAction {
  /** Null for the service itself. */
  actor: Pick<Actor, 'id' | 'origin'> | null;
  action: string;
  subject: { type: string; id: string };
  detail?: Record<string, unknown>;
}

/** Adds an entry that is written with the caller's own changes: both or neither. */
export function recordAudit(em: EntityManager, { actor, action, subject, detail }: AuditedAction): void {
  em.persist(
    em.create(AuditEntry, {
      actorId: actor?.id ?? null,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      detail: detail ?? {},
      address: actor?.origin?.address ?? null,
      userAgent: actor?.origin?.userAgent ?? null,
    }),
  );
}
