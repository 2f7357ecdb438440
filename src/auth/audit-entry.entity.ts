import { defineEntity, p } from '@mikro-orm/core';
import { AUDIT_EXCEPTIONS } from './audit-exceptions.js';
import { key, refuse } from '../database/columns.js';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    ...key,
    at: p.datetime(3).onCreate(() => new Date()),
    /** Who did it; null for the service itself. No foreign key: the record outlives the account. */
    actorId: p.uuid().strictNullable(),
    /** The API key it was done with; the actor is whom the key acts for. No foreign key either. */
    apiKeyId: p.uuid().strictNullable(),
    /** What was done, e.g. `plan.risk_accepted`. */
    action: p.text(),
    subjectType: p.text(),
    /** Null where what was meant does not exist: an unknown account that somebody tried to sign in to. */
    subjectId: p.uuid().strictNullable(),
    detail: p.json<Record<string, unknown>>(),
    /** Address the request came from, where there was one. */
    address: p.text().strictNullable(),
    /** What the client called itself there. */
    userAgent: p.text().strictNullable(),
    /** Of the request: `x-request-id` of its answer, `reqId` in the logs. */
    requestId: p.text().strictNullable(),
  },
  indexes: [
    // Each ends with the key, the order of the list.
    { name: 'audit_entry_actor_index', properties: ['actorId', 'id'] },
    { name: 'audit_entry_api_key_index', properties: ['apiKeyId', 'id'], where: 'api_key_id is not null' },
    { name: 'audit_entry_action_index', properties: ['action', 'id'] },
    { name: 'audit_entry_subject_index', properties: ['subjectType', 'subjectId', 'id'] },
    { name: 'audit_entry_at_index', properties: ['at'] },
  ],
  // And one that refuses TRUNCATE, which a comparison of schemas does not see: the migration adds it.
  triggers: [
    {
      name: 'audit_entry_append_only',
      timing: 'before',
      events: ['update', 'delete'],
      forEach: 'row',
      body: AUDIT_EXCEPTIONS + refuse('an audit entry'),
    },
  ],
});

/** Who did what to what, when, from where. Only ever added to, but for `AUDIT_EXCEPTIONS`. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
