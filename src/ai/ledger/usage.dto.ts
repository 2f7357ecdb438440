import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsCalendarDate } from '../../common/validators.js';
import { CONTRACT_IDS, type ContractId } from '../reply-contract.js';

const COUNT = { type: 'integer', minimum: 0 } as const;
const USD = {
  type: Number,
  nullable: true,
  description: 'Of the calls whose cost is known; null where none is.',
} as const;

/** The days to report on, both counted, in UTC. */
export class UsageQuery {
  @ApiProperty({ type: String, format: 'date', required: false, description: '30 days before `to`.' })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({ type: String, format: 'date', required: false, description: 'Today.' })
  @IsOptional()
  @IsCalendarDate()
  to?: string;
}

/** What calls took. */
export interface Usage {
  calls: number;
  failedCalls: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  usd: number | null;
  unpricedCalls: number;
}

/** Failed calls count: they may have cost money. */
export class UsageResponse implements Usage {
  @ApiProperty(COUNT)
  calls: number;

  @ApiProperty({ ...COUNT, description: 'Without a reply that could be used.' })
  failedCalls: number;

  @ApiProperty({ ...COUNT, description: 'Cached ones among them.' })
  inputTokens: number;

  @ApiProperty(COUNT)
  cachedTokens: number;

  @ApiProperty({ ...COUNT, description: 'Reasoning ones among them.' })
  outputTokens: number;

  @ApiProperty(COUNT)
  reasoningTokens: number;

  @ApiProperty(USD)
  usd: number | null;

  @ApiProperty({ ...COUNT, description: 'Calls whose tokens or price are not known: not in `usd`.' })
  unpricedCalls: number;
}

export class ModelUsageResponse extends UsageResponse {
  @ApiProperty({ example: 'gpt-6-luna', description: 'Id in the catalogue.' })
  model: string;
}

export class DayUsageResponse extends UsageResponse {
  @ApiProperty({ format: 'date' })
  day: string;
}

export class PlanUsageResponse extends UsageResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;
}

export class CacheUsageResponse {
  @ApiProperty({ ...COUNT, description: 'How long a reply is kept for others.' })
  timeToLiveDays: number;

  @ApiProperty({ ...COUNT, description: 'Replies that are kept.' })
  entries: number;

  @ApiProperty({ ...COUNT, description: 'Times one of them was used, and nothing spent.' })
  hits: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'Hits among the weeks that kept replies were written for or used in; null without any.',
  })
  hitRate: number | null;
}

export class UsageReportResponse {
  @ApiProperty({ format: 'date' })
  from: string;

  @ApiProperty({ format: 'date' })
  to: string;

  @ApiProperty({ type: UsageResponse })
  total: UsageResponse;

  @ApiProperty({ type: [ModelUsageResponse] })
  byModel: ModelUsageResponse[];

  @ApiProperty({ type: [DayUsageResponse] })
  byDay: DayUsageResponse[];

  @ApiProperty({ type: [PlanUsageResponse], maxItems: 200, description: 'The 200 dearest.' })
  byPlan: PlanUsageResponse[];

  @ApiProperty({ type: CacheUsageResponse })
  cache: CacheUsageResponse;
}

export class ArmResponse {
  @ApiProperty({ example: 'gpt-6-luna/laps' })
  arm: string;

  @ApiProperty({ example: 'gpt-6-luna' })
  model: string;

  @ApiProperty({ enum: CONTRACT_IDS })
  contract: ContractId;

  @ApiProperty({ description: 'Athletes are put into it now; else it is a record.' })
  running: boolean;

  @ApiProperty({ ...COUNT, description: 'Weeks that were asked for.' })
  weeks: number;

  @ApiProperty({ ...COUNT, description: 'Calls that were made for them.' })
  attempts: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'Weeks it wrote among them.',
  })
  successRate: number | null;

  @ApiProperty({ ...COUNT, description: 'Calls that asked again, with what was wrong.' })
  reAsks: number;

  @ApiProperty({ ...COUNT, description: 'What was wrong, over all replies.' })
  findings: number;

  @ApiProperty({ ...COUNT, description: 'What was mended, over all replies.' })
  mended: number;

  @ApiProperty(USD)
  usd: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds, the middle of all calls.' })
  medianLatencyMs: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds; 95 % of calls took less.' })
  p95LatencyMs: number | null;
}

export class ExperimentResponse {
  @ApiProperty()
  id: string;

  @ApiProperty({ type: [ArmResponse] })
  arms: ArmResponse[];
}

export class ExperimentListResponse {
  @ApiProperty({ type: [ExperimentResponse] })
  items: ExperimentResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Null: all experiments fit a page.' })
  nextCursor: null;
}
