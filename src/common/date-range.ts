import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PageQuery } from './paging.js';
import { IsCalendarDate } from './validators.js';

/** A list of what has a date: `?from=2026-11-01&to=2026-11-30`, both days counted. */
export class DateRangeQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'date', description: 'First day.' })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({ required: false, format: 'date', description: 'Last day.' })
  @IsOptional()
  @IsCalendarDate()
  to?: string;
}
