import { ApiProperty } from '@nestjs/swagger';
import { ProblemResponse } from '../common/problem-response.dto.js';
import type { Problem } from '../common/problem.js';
import { OPERATION_STATUSES, type OperationStatus } from './operation.entity.js';

export class OperationSubject {
  @ApiProperty({ example: 'training_plan' })
  type: string;

  @ApiProperty({ format: 'uuid' })
  id: string;
}

export class OperationProgress {
  @ApiProperty({ type: 'integer', description: 'Steps done: weeks of a generation, items of a batch' })
  done: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'null until it is known' })
  total: number | null;
}

export class OperationResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'plan.generate' })
  kind: string;

  @ApiProperty({ enum: OPERATION_STATUSES })
  status: OperationStatus;

  @ApiProperty({ type: OperationSubject, nullable: true, description: 'What it is about' })
  subject: OperationSubject | null;

  @ApiProperty({ type: OperationProgress })
  progress: OperationProgress;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'The body that the synchronous call would have answered, once succeeded; of a batch a BatchResultResponse from the start',
  })
  result: object | null;

  @ApiProperty({
    type: ProblemResponse,
    nullable: true,
    description: 'What the synchronous call would have answered, once failed',
  })
  problem: Problem | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}
