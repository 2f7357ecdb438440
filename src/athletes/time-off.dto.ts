import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IdParam } from '../common/id-param.js';
import { IsCalendarDate, IsId } from '../common/validators.js';
import { MAX_TIME_OFF_DAYS, TIME_OFF_REASONS, type TimeOffReason } from './time-off.entity.js';

export class CreateTimeOffDto {
  @ApiProperty({ format: 'date', description: 'First day without a run.' })
  @IsCalendarDate()
  from: string;

  @ApiProperty({ format: 'date', description: `Last day without a run; ${MAX_TIME_OFF_DAYS} days at most.` })
  @IsCalendarDate()
  to: string;

  @ApiProperty({ enum: TIME_OFF_REASONS })
  @IsIn(TIME_OFF_REASONS)
  reason: TimeOffReason;
}

export class TimeOffParam extends IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  tid: string;
}

export class TimeOffResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date' })
  from: string;

  @ApiProperty({ format: 'date' })
  to: string;

  @ApiProperty({ enum: TIME_OFF_REASONS })
  reason: TimeOffReason;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class TimeOffListResponse {
  @ApiProperty({ type: [TimeOffResponse] })
  items: TimeOffResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
