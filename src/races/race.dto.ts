import { ApiExtraModels, ApiProperty, getSchemaPath, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { IsCalendarDate, IsLine } from '../common/validators.js';
import { distanceFault, type DistanceInput } from './race-distance.js';

/** A distance as a number with its unit. */
export class DistanceValue {
  @ApiProperty({ minimum: 1, example: 21.1 })
  value: number;

  @ApiProperty({ example: 'km', description: 'mi, km or m.' })
  unit: string;
}

/** A name or a length; what is wrong with it is said by the rules that read it. */
function IsDistance(): PropertyDecorator {
  return ValidateBy({
    name: 'isDistance',
    validator: {
      validate: (value) => distanceFault(value) === null,
      defaultMessage: (context) => distanceFault(context?.value) ?? '',
    },
  });
}

@ApiExtraModels(DistanceValue)
export class CreateRaceDto {
  @ApiProperty({ minLength: 1, maxLength: 200 })
  @IsLine(200)
  name: string;

  @ApiProperty({
    oneOf: [{ type: 'string', example: 'Half marathon' }, { $ref: getSchemaPath(DistanceValue) }],
    description: '1 to 62.2 miles, by name or as a number with its unit.',
  })
  @IsDistance()
  distance: DistanceInput;

  @ApiProperty({ format: 'date', example: '2027-04-18' })
  @IsCalendarDate()
  date: string;

  @ApiProperty({ type: String, required: false, nullable: true, minLength: 1, maxLength: 100 })
  @IsOptional()
  @IsLine(100)
  city?: string | null;
}

/** Only what changes. Null takes the city away; the rest cannot be null. */
export class UpdateRaceDto extends PartialType(CreateRaceDto, { skipNullProperties: false }) {
  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Let each plan that leads to the race follow, all or none.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  replan?: boolean;
}

export class RaceListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, description: 'Words in the name or the city.' })
  @IsOptional()
  @IsLine(100)
  q?: string;
}

export class RaceResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'Half marathon', description: 'Can be sent back as it is.' })
  distance: string;

  @ApiProperty({ example: 13.1094 })
  distanceMiles: number;

  @ApiProperty({ example: 21097.5 })
  distanceMetres: number;

  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ type: String, nullable: true })
  city: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Who made it.' })
  createdById: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class ChangedRaceResponse extends RaceResponse {
  @ApiProperty({
    type: [String],
    items: { type: 'string', format: 'uuid' },
    description: 'Plans that followed it: drafts weighed anew, others with a new version each.',
  })
  replanned: string[];
}

export class RaceListResponse {
  @ApiProperty({ type: [RaceResponse] })
  items: RaceResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
