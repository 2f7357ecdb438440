import { toBatchResult, type ToldItem } from './batch.mapper.js';
import type { OperationResponse } from './operation-response.dto.js';
import type { Operation } from './operation.entity.js';

/** @param items of a batch; null where they are not told */
export function toOperationResponse(
  operation: Operation,
  items: readonly ToldItem[] | null = null,
): OperationResponse {
  const { id, kind, status, subjectType, subjectId, done, total, result, problem } = operation;
  return {
    id,
    kind,
    status,
    subject: subjectType !== null && subjectId !== null ? { type: subjectType, id: subjectId } : null,
    progress: { done, total },
    result: items ? toBatchResult(operation, items) : result,
    problem,
    createdAt: operation.createdAt.toISOString(),
    finishedAt: operation.finishedAt?.toISOString() ?? null,
  };
}
