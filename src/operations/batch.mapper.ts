import type { BatchItemResponse, BatchResultResponse } from './batch-response.dto.js';
import { isOpen } from './operation-log.js';
import type { OperationItem } from './operation-item.entity.js';
import type { Operation } from './operation.entity.js';

/** What of an item its operation tells. */
export const TOLD_OF_ITEMS = ['index', 'status', 'subjectId', 'problem'] as const;
export type ToldItem = Pick<OperationItem, (typeof TOLD_OF_ITEMS)[number]>;

/** What has come of a batch up to now. */
export function toBatchResult(
  operation: Pick<Operation, 'status'>,
  items: readonly ToldItem[],
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

function toItemResponse({ index, status, subjectId, problem }: ToldItem, ended: boolean): BatchItemResponse {
  return {
    index,
    status: status === 'pending' && ended ? 'cancelled' : status,
    trainingPlanId: status === 'succeeded' ? subjectId : null,
    problem,
  };
}
