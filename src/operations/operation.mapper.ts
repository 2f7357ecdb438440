import type { OperationResponse } from './operation-response.dto.js';
import type { Operation } from './operation.entity.js';

export function toOperationResponse(operation: Operation): OperationResponse {
  const { id, kind, status, subjectType, subjectId, done, total, result, problem } = operation;
  return {
    id,
    kind,
    status,
    subject: subjectType !== null && subjectId !== null ? { type: subjectType, id: subjectId } : null,
    progress: { done, total },
    result,
    problem,
    createdAt: operation.createdAt.toISOString(),
    finishedAt: operation.finishedAt?.toISOString() ?? null,
  };
}
