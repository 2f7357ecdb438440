import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  ValidateNested,
} from 'class-validator';
import { ZONES, ZONE_SHADES, type Zone, type ZoneShade } from '../coaching/sessions.js';
import { IsHundredths, IsWhole } from '../common/validators.js';

/** More than any workout has; what one may have, the rules say. */
const MOST_PIECES = 20;
const KINDS = ['parts', 'sets'] as const;

class EffortDto {
  @ApiProperty({ enum: ZONES })
  @IsIn(ZONES)
  zone: Zone;

  @ApiProperty({
    required: false,
    nullable: true,
    enum: ZONE_SHADES,
    description: 'The slow or the fast end of the zone, or by feel. Left out: its middle.',
  })
  @IsOptional()
  @IsIn(ZONE_SHADES)
  shade?: ZoneShade | null;
}

export class PartDto extends EffortDto {
  @ApiProperty({ minimum: 0.05, maximum: 1, description: 'Of the whole run; all parts together make 1.' })
  @IsHundredths(0, 1)
  share: number;
}

export class StepDto extends EffortDto {
  @ApiProperty({ minimum: 1, maximum: 45, description: 'Grows and shrinks with what the day may hold.' })
  @IsHundredths(0, 60)
  minutes: number;
}

function IsPieces(type: () => typeof PartDto | typeof StepDto): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MOST_PIECES),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  );
}

/** A whole run, divided by shares. */
export class PartsDto {
  @ApiProperty({ enum: ['parts'] })
  @IsIn(KINDS)
  kind: 'parts';

  @ApiProperty({ type: [PartDto], minItems: 1, maxItems: 7 })
  @IsPieces(() => PartDto)
  parts: PartDto[];
}

/** Work in steps, repeated. */
export class SetsDto {
  @ApiProperty({ enum: ['sets'] })
  @IsIn(KINDS)
  kind: 'sets';

  @ApiProperty({ type: [StepDto], minItems: 1, maxItems: 5 })
  @IsPieces(() => StepDto)
  steps: StepDto[];

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 12,
    description: 'Times through the steps, at least.',
  })
  @IsWhole(1, 99)
  fewest: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 12 })
  @IsWhole(1, 99)
  most: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Recovery after each step, as a share of its time.' })
  @IsHundredths(0, 10)
  jog: number;

  @ApiProperty({
    type: Boolean,
    required: false,
    nullable: true,
    description: 'The steps of a set follow each other without a break, and the jog comes after the set.',
  })
  @IsOptional()
  @IsBoolean()
  unbroken?: boolean | null;
}

export type StructureDto = PartsDto | SetsDto;

/** How a workout is built up: parts of a whole run, or sets of steps. */
export function IsStructure(): PropertyDecorator {
  return applyDecorators(
    IsObject(),
    ValidateNested(),
    Type(() => PartsDto, {
      discriminator: {
        property: 'kind',
        subTypes: [
          { value: PartsDto, name: 'parts' },
          { value: SetsDto, name: 'sets' },
        ],
      },
      keepDiscriminatorProperty: true,
    }),
  );
}

export const STRUCTURE_SCHEMA = {
  oneOf: [{ $ref: getSchemaPath(PartsDto) }, { $ref: getSchemaPath(SetsDto) }],
  description:
    'Parts of a whole run on easy, recovery, shakeout and long-run days; sets of steps on the others.',
};

/** Makes the two kinds known to the document. */
export const HasStructures = (): ClassDecorator => ApiExtraModels(PartsDto, SetsDto);
