import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { Accepts, IsId } from '../common/validators.js';

const MOST_WEEKS = 8;

export class ShiftDto {
  @ApiProperty({
    type: 'integer',
    minimum: -MOST_WEEKS,
    maximum: MOST_WEEKS,
    not: { enum: [0] },
    example: 2,
    description: 'Whole weeks, negative: earlier. Start and race move together.',
  })
  @Accepts(
    'isShift',
    (value) => Number.isInteger(value) && value !== 0 && Math.abs(Number(value)) <= MOST_WEEKS,
    `must be a whole number from -${MOST_WEEKS} to ${MOST_WEEKS} other than 0`,
  )
  weeks: number;

  @ApiProperty({
    required: false,
    nullable: true,
    type: String,
    format: 'uuid',
    description: 'The race on the new date. Left out: the one of the same distance that there is.',
  })
  @IsOptional()
  @IsId()
  raceId?: string | null;
}
