import { EntityManager, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { requireAccess } from './access.policy.js';
import type { Actor } from './actor.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Which entries; what is left out narrows nothing. */
export interface AuditLogFilter extends PageQuery {
  actorId?: string;
  apiKeyId?: string;
  action?: string;
  subjectType?: string;
  subjectId?: string;
  /** The first instant. */
  from?: string;
  /** The first instant after. */
  to?: string;
}

/** Reading what is on record. */
@Injectable()
export class AuditLog {
  constructor(private readonly em: EntityManager) {}

  async list(actor: Actor, { from, to, limit, cursor, ...equal }: AuditLogFilter): Promise<Page<AuditEntry>> {
    requireAccess(actor, 'audit.read');
    const conditions: FilterQuery<AuditEntry>[] = Object.entries(equal)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => ({ [field]: value }));
    if (from !== undefined) conditions.push({ at: { $gte: new Date(from) } });
    if (to !== undefined) conditions.push({ at: { $lt: new Date(to) } });
    const page: PageQuery = {
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    };
    return pageOf(page, ({ where, options }) =>
      this.em.find(AuditEntry, { $and: [...conditions, where] }, options),
    );
  }
}
