import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { MAX_TOTAL_WEEKS } from '../coaching/phases.js';
import { Accepts } from '../common/validators.js';

export class ReleaseDto {
  @ApiProperty({
    required: false,
    nullable: true,
    type: [Number],
    minItems: 1,
    uniqueItems: true,
    items: { type: 'integer', minimum: 1, maximum: MAX_TOTAL_WEEKS },
    description: 'Written weeks that the athlete is to see. Left out: all of them.',
  })
  @IsOptional()
  @Accepts('isWeekNumbers', isWeekNumbers, `must be a list of different weeks, 1 to ${MAX_TOTAL_WEEKS}`)
  weekNumbers?: number[] | null;
}

function isWeekNumbers(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length) return false;
  return value.every(
    (each) => Number.isInteger(each) && Number(each) >= 1 && Number(each) <= MAX_TOTAL_WEEKS,
  );
}
