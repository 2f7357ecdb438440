import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, ValidateIf } from 'class-validator';
import {
  EXPERIENCES,
  INJURY_RISKS,
  type DayNumber,
  type Experience,
  type InjuryRisk,
} from '../coaching/model.js';
import { PageQuery } from '../common/paging.js';
import { IsFlag, IsHundredths, IsId, IsIds, IsLine, IsText } from '../common/validators.js';
import { PACE_SOURCES } from './athlete-pace.entity.js';
import { ATTENTION_FILTERS, type AttentionFilter } from './attention-kinds.js';
import { IsFiveKPace, IsTimeZone, IsWeekdays } from './athlete.validators.js';

const OPTIONAL = { required: false, nullable: true } as const;

export class CreateAthleteDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsLine(100)
  firstName: string;

  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsLine(100)
  lastName: string;

  @ApiProperty({ format: 'email', maxLength: 254, description: 'Unique, whatever its case.' })
  @IsEmail()
  // In quotes, addresses may have line breaks.
  @IsLine(254)
  email: string;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    example: '7:30',
    description: 'Current 5K pace per mile, "3:50" to "20:00". Setting it adds to the history at /paces.',
  })
  @IsOptional()
  @IsFiveKPace()
  fiveKPace?: string | null;

  @ApiProperty({ ...OPTIONAL, type: Number, minimum: 0, maximum: 150, description: 'Miles a week today.' })
  @IsOptional()
  @IsHundredths(0, 150)
  currentWeeklyMileage?: number | null;

  @ApiProperty({
    ...OPTIONAL,
    type: [Number],
    minItems: 2,
    maxItems: 7,
    uniqueItems: true,
    items: { type: 'integer', minimum: 1, maximum: 7 },
    example: [2, 4, 6, 7],
    description: 'ISO weekdays, 1 Monday to 7 Sunday.',
  })
  @IsOptional()
  @IsWeekdays()
  preferredDays?: DayNumber[] | null;

  @ApiProperty({ ...OPTIONAL, enum: EXPERIENCES, description: 'Left out: judged by weekly mileage.' })
  @IsOptional()
  @IsIn(EXPERIENCES)
  experience?: Experience | null;

  @ApiProperty({ ...OPTIONAL, enum: INJURY_RISKS, default: 'normal' })
  @IsOptional()
  @IsIn(INJURY_RISKS)
  injuryRisk?: InjuryRisk | null;

  @ApiProperty({ ...OPTIONAL, type: String, maxLength: 2000 })
  @IsOptional()
  @IsText(2000)
  injuryNotes?: string | null;

  @ApiProperty({ ...OPTIONAL, type: String, example: 'Europe/Berlin', description: 'IANA time zone.' })
  @IsOptional()
  @IsTimeZone()
  timeZone?: string | null;

  @ApiProperty({ ...OPTIONAL, type: Boolean, default: false })
  @IsOptional()
  @IsBoolean()
  tracksActivities?: boolean | null;

  @ApiProperty({
    ...OPTIONAL,
    type: Boolean,
    description:
      'true: a model may write for them and be told of their health; false: they declined, and the built-in coach ' +
      'writes; null: not asked, a model may write and learns nothing of their health.',
  })
  @IsOptional()
  @IsBoolean()
  aiConsent?: boolean | null;

  @ApiProperty({
    ...OPTIONAL,
    type: String,
    format: 'uuid',
    description: 'Set by admins; a coach is its own.',
  })
  @IsOptional()
  @IsId()
  coachId?: string | null;
}

/** Only what changes. Null sets an optional field back; the name and the e-mail address cannot be null. */
export class UpdateAthleteDto extends PartialType(CreateAthleteDto, { skipNullProperties: false }) {}

const MOST_REASSIGNED = 500;

export class ReassignDto {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    minItems: 1,
    maxItems: MOST_REASSIGNED,
    uniqueItems: true,
    description: 'All of them are changed, or none.',
  })
  @IsIds({ least: 1, most: MOST_REASSIGNED })
  athleteIds: string[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: nobody coaches them.' })
  @ValidateIf((_, value: unknown) => value !== null)
  @IsId()
  coachId: string | null;
}

export class ReassignedResponse {
  @ApiProperty({ type: 'integer', description: 'Of how many the coach is another now.' })
  changed: number;
}

export class ImportQuery {
  @ApiProperty({
    required: false,
    type: Boolean,
    default: false,
    description: 'true: look, and store nothing.',
  })
  @IsOptional()
  @IsFlag()
  dryRun?: boolean;
}

export class ImportedAthleteResponse {
  @ApiProperty({ type: 'integer', description: 'Where it ends in the sheet; the columns are on line 1.' })
  line: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: nothing was stored.' })
  id: string | null;

  @ApiProperty({ format: 'email' })
  email: string;
}

export class ImportResponse {
  @ApiProperty({ type: 'integer', description: 'Athletes that were added: all of the sheet, or none.' })
  created: number;

  @ApiProperty({ type: [ImportedAthleteResponse], description: 'In the order of the sheet.' })
  athletes: ImportedAthleteResponse[];
}

export class AthleteListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, description: 'Words in the name or the e-mail address.' })
  @IsOptional()
  @IsLine(100)
  q?: string;

  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional()
  @IsId()
  coachId?: string;

  @ApiProperty({
    required: false,
    enum: ATTENTION_FILTERS,
    description: 'Those who want a person; see /attention.',
  })
  @IsOptional()
  @IsIn(ATTENTION_FILTERS)
  attention?: AttentionFilter;
}

export class AthleteResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  firstName: string;

  @ApiProperty()
  lastName: string;

  @ApiProperty({ format: 'email' })
  email: string;

  @ApiProperty({ type: String, nullable: true, example: '7:30' })
  fiveKPace: string | null;

  @ApiProperty({ type: Number, nullable: true })
  currentWeeklyMileage: number | null;

  @ApiProperty({ type: [Number], nullable: true })
  preferredDays: DayNumber[] | null;

  @ApiProperty({ enum: EXPERIENCES, nullable: true })
  experience: Experience | null;

  @ApiProperty({ enum: INJURY_RISKS })
  injuryRisk: InjuryRisk;

  @ApiProperty({ type: String, nullable: true })
  injuryNotes: string | null;

  @ApiProperty({ type: String, nullable: true })
  timeZone: string | null;

  @ApiProperty()
  tracksActivities: boolean;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Null: the athlete was not asked.' })
  aiConsent: boolean | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  coachId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class AthleteListResponse {
  @ApiProperty({ type: [AthleteResponse] })
  items: AthleteResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class AthletePaceResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ example: '7:30' })
  fiveKPace: string;

  @ApiProperty({ enum: PACE_SOURCES })
  source: (typeof PACE_SOURCES)[number];
}

export class AthletePaceListResponse {
  @ApiProperty({ type: [AthletePaceResponse] })
  items: AthletePaceResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
