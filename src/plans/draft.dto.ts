import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsWeekdays } from '../athletes/athlete.validators.js';
import { PHASE_NAMES, type DayNumber, type PhaseSplit } from '../coaching/model.js';
import { MAX_TOTAL_WEEKS } from '../coaching/phases.js';
import { IsCalendarDate, IsHundredths, IsId, IsIds, IsLine, IsWhole } from '../common/validators.js';
import { IsPhaseSplit, IsRaceTime } from './plan.validators.js';
import { MOST_TUNE_UPS } from './tune-up-races.js';
import {
  PLAN_MODES,
  RELEASES,
  type PlanMode,
  type PlanSettings,
  type Release,
} from './training-plan.entity.js';

type Nullable<T> = { [Key in keyof T]: T[Key] | null };

const OPTIONAL = { required: false, nullable: true } as const;

export class PlanSettingsDto implements Nullable<PlanSettings> {
  @ApiProperty({
    ...OPTIONAL,
    enum: RELEASES,
    default: 'auto',
    description: 'coach: the athlete sees a week when staff have released it, or a day before it begins.',
  })
  @IsOptional()
  @IsIn(RELEASES)
  release?: Release | null;

  @ApiProperty({
    ...OPTIONAL,
    type: 'integer',
    minimum: 1,
    maximum: 60,
    description: 'Days before its Monday on which a week is written. Left out: as the installation has it.',
  })
  @IsOptional()
  @IsWhole(1, 60)
  horizonDays?: number | null;

  @ApiProperty({
    ...OPTIONAL,
    type: 'integer',
    minimum: 1,
    maximum: MAX_TOTAL_WEEKS,
    example: 3,
    description:
      'Every so many weeks of base, build and a long peak is a recovery week: 2 to 4, to 3 for a novice or at high injury risk (rule C). Left out: the rarest of these.',
  })
  @IsOptional()
  @IsWhole(1, MAX_TOTAL_WEEKS)
  recoveryEvery?: number | null;

  @ApiProperty({
    ...OPTIONAL,
    type: 'integer',
    minimum: 1,
    maximum: 7,
    description:
      'ISO weekday of the long run; a preferred day (rule F). Left out: the first preferred of Saturday, Sunday, Friday, Thursday … Monday.',
  })
  @IsOptional()
  @IsWhole(1, 7)
  longRunDay?: DayNumber | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Number,
    minimum: 0,
    maximum: 150,
    description:
      'Most training miles a week, in half miles rounded down; at least 6 (rule C). Left out: what table and days carry.',
  })
  @IsOptional()
  @IsHundredths(0, 150)
  mostMiles?: number | null;
}

const PHASE_WEEKS = { type: 'integer', minimum: 1, maximum: MAX_TOTAL_WEEKS };

/** What `IsPhaseSplit` takes: weeks by phase, or the list that a plan shows, in its order. */
const PHASE_SPLITS = [
  {
    type: 'object',
    properties: Object.fromEntries(PHASE_NAMES.map((name) => [name, PHASE_WEEKS])),
    required: [...PHASE_NAMES],
  },
  {
    type: 'array',
    minItems: PHASE_NAMES.length,
    maxItems: PHASE_NAMES.length,
    items: {
      type: 'object',
      properties: { name: { type: 'string', enum: [...PHASE_NAMES] }, weekCount: PHASE_WEEKS },
      required: ['name', 'weekCount'],
      additionalProperties: true,
    },
  },
];

/** A draft may be incomplete; what it does not say comes from the athlete, and what nobody says is asked for at generate. */
export class CreateDraftDto {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  athleteId: string;

  @ApiProperty({ ...OPTIONAL, type: String, format: 'uuid', description: 'The race the plan leads to.' })
  @IsOptional()
  @IsId()
  raceId?: string | null;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    example: '3:45:00',
    description: '"H:MM:SS"; two parts are MM:SS or H:MM, whichever is humanly possible over the race.',
  })
  @IsOptional()
  @IsRaceTime()
  goalTime?: string | null;

  @ApiProperty({ ...OPTIONAL, type: String, format: 'date' })
  @IsOptional()
  @IsCalendarDate()
  startDate?: string | null;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 200, description: 'Left out: the name of the race.' })
  @IsOptional()
  @IsLine(200)
  name?: string | null;

  @ApiProperty({
    ...OPTIONAL,
    type: [Number],
    minItems: 2,
    maxItems: 7,
    uniqueItems: true,
    items: { type: 'integer', minimum: 1, maximum: 7 },
    example: [2, 4, 6, 7],
    description: 'ISO weekdays, 1 Monday to 7 Sunday. Left out: as the athlete has them.',
  })
  @IsOptional()
  @IsWeekdays()
  preferredDays?: DayNumber[] | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Number,
    minimum: 0,
    maximum: 150,
    description: 'Miles a week today. Left out: as the athlete has it.',
  })
  @IsOptional()
  @IsHundredths(0, 150)
  currentWeeklyMileage?: number | null;

  @ApiProperty({
    ...OPTIONAL,
    oneOf: PHASE_SPLITS,
    example: { base: 4, build: 6, peak: 3, taper: 3 },
    description: 'Weeks per phase; they sum to the weeks of the plan. Left out: the default split.',
  })
  @IsOptional()
  @IsPhaseSplit()
  phases?: PhaseSplit | null;

  @ApiProperty({ ...OPTIONAL, enum: PLAN_MODES, default: 'progressive' })
  @IsOptional()
  @IsIn(PLAN_MODES)
  mode?: PlanMode | null;

  @ApiProperty({
    ...OPTIONAL,
    type: [String],
    items: { type: 'string', format: 'uuid' },
    maxItems: MOST_TUNE_UPS,
    uniqueItems: true,
    description:
      'Races on the way (priority B). Each takes the place of its week’s long run and of a quality day, two easy days on either side; refused with the rule that stands against one.',
  })
  @IsOptional()
  @IsIds({ most: MOST_TUNE_UPS })
  tuneUpRaceIds?: string[] | null;

  @ApiProperty({ ...OPTIONAL, type: PlanSettingsDto, description: 'What is left out of it stays as it is.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanSettingsDto)
  settings?: PlanSettingsDto | null;
}

/** Only what changes. Null sets a field back to what it is when left out. */
export class UpdateDraftDto extends PartialType(OmitType(CreateDraftDto, ['athleteId'] as const)) {}
