import type { AuditEntry } from './audit-entry.entity.js';
import type { AuditEntryResponse } from './audit-log.dto.js';

export function toAuditEntryResponse(entry: AuditEntry): AuditEntryResponse {
  const { id, at, actorId, apiKeyId, action, subjectType, subjectId, detail, address, userAgent, requestId } =
    entry;
  return {
    id,
    at: at.toISOString(),
    actorId,
    apiKeyId,
    action,
    subjectType,
    subjectId,
    detail,
    address,
    userAgent,
    requestId,
  };
}
