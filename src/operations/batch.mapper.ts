import type { BatchItemResponse, BatchResultResponse } from './batch-response.dto.js';
import { isOpen } from './operation-log.js';
import type { OperationItem } from './operation-item.entity.js';
import type { Operation } from './operation.entity.js';

/** What has come of a batch up to now. */
export function toBatchResult(
  operation: Pick<Operation, 'status'>,
  items: readonly OperationItem[],
): BatchResultResponse {
  const count = (status: OperationItem['status']) => items.filter((item) => item.status === status).length;
  const ended = !isOpen(operation);
  return {
    total: items.length,
    succeeded: count('succeeded'),
    failed: count('failed'),
    items: items.map((item) => toItemResponse(item, ended)),
  };
}

function toItemResponse(
  { index, status, subjectId, problem }: OperationItem,
  ended: boolean,
): BatchItemResponse {
  return {
    index,
    status: status === 'pending' && ended ? 'cancelled' : status,
    trainingPlanId: status === 'succeeded' ? subjectId : null,
    problem,
  };
}
