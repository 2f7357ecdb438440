import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional } from 'class-validator';
import { PHASE_NAMES, type PhaseName } from '../coaching/model.js';
import { MAX_TOTAL_WEEKS } from '../coaching/phases.js';
import { IdParam } from '../common/id-param.js';
import { IsId, IsLine } from '../common/validators.js';
import { PLAN_MODES, type PlanMode } from './training-plan.entity.js';

const OPTIONAL = { required: false, nullable: true } as const;

export class GenerateDto {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  trainingPlanId: string;

  @ApiProperty({
    ...OPTIONAL,
    enum: PLAN_MODES,
    description: 'progressive: phases and week 1 now, a week at a time later; complete: every week now.',
  })
  @IsOptional()
  @IsIn(PLAN_MODES)
  mode?: PlanMode | null;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 100, description: 'Who writes; staff only.' })
  @IsOptional()
  @IsLine(100)
  model?: string | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Boolean,
    description: 'Staff take it on themselves that the plan does not prepare for its race.',
  })
  @IsOptional()
  @IsBoolean()
  acceptRisk?: boolean | null;
}

export class GenerateWeekDto {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  trainingPlanId: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_TOTAL_WEEKS })
  @IsInt()
  weekNumber: number;

  @ApiProperty({ ...OPTIONAL, type: Boolean, description: 'Write a week anew that is written already.' })
  @IsOptional()
  @IsBoolean()
  regenerate?: boolean | null;

  @ApiProperty({ ...OPTIONAL, type: Boolean, description: 'Let go of locked days too.' })
  @IsOptional()
  @IsBoolean()
  overwriteEdits?: boolean | null;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 100, description: 'Who writes; staff only.' })
  @IsOptional()
  @IsLine(100)
  model?: string | null;
}

export class GeneratePhaseDto {
  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 100, description: 'Who writes; staff only.' })
  @IsOptional()
  @IsLine(100)
  model?: string | null;
}

export class RegenerateDto {
  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 100, description: 'Who writes; staff only.' })
  @IsOptional()
  @IsLine(100)
  model?: string | null;
}

export class PhaseParam extends IdParam {
  @ApiProperty({ enum: PHASE_NAMES })
  @IsIn(PHASE_NAMES)
  name: PhaseName;
}

/** Path parameters are text. */
export class WeekParam extends IdParam {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_TOTAL_WEEKS })
  @Type(() => Number)
  @IsInt()
  n: number;
}
