import { ApiProperty } from '@nestjs/swagger';
import { ProblemResponse } from '../common/problem-response.dto.js';
import type { Problem } from '../common/problem.js';

/** As rows have them, and those that a batch which has ended never came to. */
export const RESULT_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const;

export class BatchItemResponse {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Its place among the items of the request' })
  index: number;

  @ApiProperty({
    enum: RESULT_STATUSES,
    description: 'pending: not done yet; cancelled: the batch ended before, and nothing of it was stored',
  })
  status: (typeof RESULT_STATUSES)[number];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of an item that succeeded' })
  trainingPlanId: string | null;

  @ApiProperty({
    type: ProblemResponse,
    nullable: true,
    description:
      'What a request for this item alone would have been answered with: pointers are into the item. Null unless it failed',
  })
  problem: Problem | null;
}

/** The result of an operation of many items, which tells of each as soon as it is done. */
export class BatchResultResponse {
  @ApiProperty({
    type: 'integer',
    description: 'Items in all; those of people who were erased since left out',
  })
  total: number;

  @ApiProperty({ type: 'integer' })
  succeeded: number;

  @ApiProperty({ type: 'integer' })
  failed: number;

  @ApiProperty({ type: [BatchItemResponse], description: 'In the order of the request' })
  items: BatchItemResponse[];
}
