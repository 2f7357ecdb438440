import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ATTENTION_FILTERS, type AttentionFilter } from '../athletes/attention-kinds.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery } from '../common/paging.js';
import { Accepts, IsCalendarDate, IsId, IsLine } from '../common/validators.js';
import type { CascadeDepth } from './stored-week.js';
import { PLAN_STATUSES, type PlanStatus } from './training-plan.entity.js';

export class PlanListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, description: "Words in the plan's or the athlete's name." })
  @IsOptional()
  @IsLine(100)
  q?: string;

  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional()
  @IsId()
  athleteId?: string;

  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional()
  @IsId()
  coachId?: string;

  @ApiProperty({
    required: false,
    format: 'uuid',
    description: 'Plans that lead to this race; those that pass it as a tune-up are not among them.',
  })
  @IsOptional()
  @IsId()
  raceId?: string;

  @ApiProperty({ required: false, enum: PLAN_STATUSES })
  @IsOptional()
  @IsIn(PLAN_STATUSES)
  status?: PlanStatus;

  @ApiProperty({ required: false, format: 'date' })
  @IsOptional()
  @IsCalendarDate()
  startsBefore?: string;

  @ApiProperty({
    required: false,
    enum: ATTENTION_FILTERS,
    description: 'Those that want a person; see /attention.',
  })
  @IsOptional()
  @IsIn(ATTENTION_FILTERS)
  attention?: AttentionFilter;
}

/** Levels of a cascade, each with those above it. */
const DEPTHS: readonly CascadeDepth[] = ['plan', 'phases', 'weeks', 'days', 'laps'];

export class PlanQuery {
  @ApiProperty({
    required: false,
    type: String,
    example: 'phases,weeks',
    description: `How deep the answer goes: some of ${DEPTHS.join(', ')}; the deepest one counts. Left out: all.`,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @Accepts('isInclude', isInclude, `must be some of ${DEPTHS.join(', ')}, with commas between`)
  include?: CascadeDepth[];
}

function isInclude(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((level) => DEPTHS.includes(level));
}

/** The deepest level that was asked for. */
export function depthOf({ include }: PlanQuery): CascadeDepth {
  return include ? (DEPTHS.findLast((depth) => include.includes(depth)) ?? 'laps') : 'laps';
}

/** Versions of a plan count from 1. */
export class VersionParam extends IdParam {
  @ApiProperty({ type: 'integer', minimum: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  v: number;
}

/** Two versions of a plan, to be compared. */
export class VersionPairParam extends VersionParam {
  @ApiProperty({ type: 'integer', minimum: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  w: number;
}
