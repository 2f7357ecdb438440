import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  ValidateNested,
} from 'class-validator';
import { IdParam } from '../common/id-param.js';
import { IsCalendarDate, IsHundredths, IsId, IsLine, IsWhole } from '../common/validators.js';
import { ACTIVITY_KINDS, MANUAL_SOURCE, type ActivityKind } from './activity.entity.js';

const OPTIONAL = { required: false, nullable: true } as const;

const MAX_MILES = 200;
const MAX_DURATION_SECONDS = 7 * 86_400;
const MAX_BULK = 1000;

export class CreateActivityDto {
  @ApiProperty({ format: 'date', description: 'Not before 1990, and not after today for the athlete.' })
  @IsCalendarDate()
  date: string;

  @ApiProperty({ enum: ACTIVITY_KINDS, description: 'All but `other` are running.' })
  @IsIn(ACTIVITY_KINDS)
  kind: ActivityKind;

  @ApiProperty({ minimum: 0, maximum: MAX_MILES, example: 6.2 })
  @IsHundredths(0, MAX_MILES)
  miles: number;

  @ApiProperty({
    ...OPTIONAL,
    type: 'integer',
    minimum: 1,
    maximum: MAX_DURATION_SECONDS,
    description: 'Of a run: 2:30 to 60:00 per mile.',
  })
  @IsOptional()
  @IsWhole(1, MAX_DURATION_SECONDS)
  durationSeconds?: number | null;

  @ApiProperty({ ...OPTIONAL, type: 'integer', minimum: 1, maximum: 10, description: 'How hard it felt.' })
  @IsOptional()
  @IsWhole(1, 10)
  rpe?: number | null;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 50, default: MANUAL_SOURCE, example: 'garmin' })
  @IsOptional()
  @IsLine(50)
  source?: string | null;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    maxLength: 200,
    description: 'What the source calls it: the same source and external id twice is one activity.',
  })
  @IsOptional()
  @IsLine(200)
  externalId?: string | null;
}

/** Only what changes. Null takes an optional value away; date, kind and miles cannot be null. */
export class UpdateActivityDto extends PartialType(CreateActivityDto, { skipNullProperties: false }) {}

export class BulkActivitiesDto {
  @ApiProperty({
    type: [CreateActivityDto],
    minItems: 1,
    maxItems: MAX_BULK,
    description: 'All are stored, or none; of two with one source and external id the later holds.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_BULK)
  // Nested lists would be looked into, and an empty one pass for an activity.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CreateActivityDto)
  items: CreateActivityDto[];
}

export class ActivityParam extends IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  aid: string;
}

export class ActivityResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ enum: ACTIVITY_KINDS })
  kind: ActivityKind;

  @ApiProperty()
  miles: number;

  @ApiProperty({ type: 'integer', nullable: true })
  durationSeconds: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  rpe: number | null;

  @ApiProperty()
  source: string;

  @ApiProperty({ type: String, nullable: true })
  externalId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class ActivityListResponse {
  @ApiProperty({ type: [ActivityResponse] })
  items: ActivityResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class BulkActivitiesResponse {
  @ApiProperty({ type: 'integer', description: 'Activities that are new.' })
  created: number;

  @ApiProperty({ type: [ActivityResponse], description: 'What each item is now, in the order sent.' })
  items: ActivityResponse[];
}
