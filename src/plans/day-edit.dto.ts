import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import type { Finding } from '../coaching/audit.js';
import { DAY_TYPES, type DayType } from '../coaching/model.js';
import { IdParam } from '../common/id-param.js';
import { IsCalendarDate, IsFlag, IsHundredths, IsText, IsWhole } from '../common/validators.js';
import { DayResponse, FindingResponse, PACE, WeekResponse } from './cascade-response.dto.js';
import { IsPace } from './plan.validators.js';

const OPTIONAL = { required: false, nullable: true } as const;
/** More than any session has. */
const MOST_LAPS = 60;
const LONGEST_LAP = 100;

export class LapDto {
  @ApiProperty({
    ...OPTIONAL,
    type: 'integer',
    minimum: 1,
    maximum: MOST_LAPS,
    description: 'From 1 without gaps. Left out: its place in the list.',
  })
  @IsOptional()
  @IsWhole(1, MOST_LAPS)
  lapIndex?: number | null;

  @ApiProperty({ type: Number, minimum: 0.01, maximum: LONGEST_LAP, description: 'In hundredths of a mile.' })
  @IsHundredths(0.01, LONGEST_LAP)
  distanceMiles: number;

  @ApiProperty({ ...OPTIONAL, ...PACE, description: 'Per mile; null or left out: by feel.' })
  @IsOptional()
  @IsPace()
  paceGoal?: string | null;
}

const LAPS: { type: [typeof LapDto]; maxItems: number } = { type: [LapDto], maxItems: MOST_LAPS };

function IsLaps(): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(MOST_LAPS),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => LapDto),
  );
}

/** The whole of a day's session; what it was before is not asked. */
export class EditDayDto {
  @ApiProperty({ enum: DAY_TYPES })
  @IsIn(DAY_TYPES)
  workoutType: DayType;

  @ApiProperty(LAPS)
  @IsLaps()
  warmup: LapDto[];

  @ApiProperty(LAPS)
  @IsLaps()
  workout: LapDto[];

  @ApiProperty(LAPS)
  @IsLaps()
  cooldown: LapDto[];

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 2000, description: 'What the run is for.' })
  @IsOptional()
  @IsText(2000)
  notes?: string | null;
}

export class MoveDayDto {
  @ApiProperty({ format: 'date', description: 'A day of the same week; the two days change places.' })
  @IsCalendarDate()
  to: string;
}

export class DayParam extends IdParam {
  @ApiProperty({ format: 'date' })
  @IsCalendarDate()
  date: string;
}

export class KeepQuery {
  @ApiProperty({
    required: false,
    type: Boolean,
    description: 'Keep findings of C, E, F and S on record; those of the other rules are never kept.',
  })
  @IsOptional()
  @IsFlag()
  force?: boolean;
}

export class EditFindingsResponse {
  @ApiProperty({ type: [FindingResponse] })
  before: Finding[];

  @ApiProperty({ type: [FindingResponse] })
  after: Finding[];
}

export class DayEditResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ type: DayResponse, description: 'The day as it is now.' })
  day: DayResponse;

  @ApiProperty({ type: WeekResponse, description: 'Its week as it is now.' })
  week: WeekResponse;

  @ApiProperty({
    type: EditFindingsResponse,
    description: 'What the rules say of the plan without and with the change.',
  })
  findings: EditFindingsResponse;
}
