import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { IsCalendarDate, IsId, IsIds, IsLine, IsText } from '../../common/validators.js';
import { MOST_ITEMS } from '../batches/plan-batch.dto.js';
import { IsRaceTime } from '../plan.validators.js';

const OPTIONAL = { required: false, nullable: true } as const;

export class CreatePlanTemplateDto {
  @ApiProperty({ format: 'uuid', description: 'The plan to save, in any state.' })
  @IsId()
  trainingPlanId: string;

  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsLine(200)
  name: string;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 2000 })
  @IsOptional()
  @IsText(2000)
  description?: string | null;
}

/** Only what changes. Null takes the description away; the name cannot be null. */
export class UpdatePlanTemplateDto extends PartialType(
  OmitType(CreatePlanTemplateDto, ['trainingPlanId'] as const),
  { skipNullProperties: false },
) {}

export class PlanTemplateListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, description: 'Words in the name or the description.' })
  @IsOptional()
  @IsLine(100)
  q?: string;
}

export class AthleteGoal {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  athleteId: string;

  @ApiProperty({ type: String, example: '3:45:00' })
  @IsRaceTime()
  goalTime: string;
}

export class AssignTemplateDto {
  @ApiProperty({
    type: [String],
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: MOST_ITEMS,
    uniqueItems: true,
  })
  @IsIds({ least: 1, most: MOST_ITEMS })
  athleteIds: string[];

  @ApiProperty({ format: 'uuid', description: 'The race that all of them prepare for.' })
  @IsId()
  raceId: string;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    format: 'date',
    description: 'Left out: as many weeks before the race as the template has, and not before this week.',
  })
  @IsOptional()
  @IsCalendarDate()
  startDate?: string | null;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    example: '3:45:00',
    description: 'Of all who have none of their own.',
  })
  @IsOptional()
  @IsRaceTime()
  goalTime?: string | null;

  @ApiProperty({ ...OPTIONAL, type: [AthleteGoal], maxItems: MOST_ITEMS, description: 'Goals of their own.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ITEMS)
  @ValidateNested({ each: true })
  @Type(() => AthleteGoal)
  goals?: AthleteGoal[] | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Boolean,
    default: false,
    description: 'true: generated too; else drafts.',
  })
  @IsOptional()
  @IsBoolean()
  generate?: boolean | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Boolean,
    default: false,
    description: 'true: on the days of the template; else on those of the athlete, where they have any.',
  })
  @IsOptional()
  @IsBoolean()
  keepDays?: boolean | null;
}
