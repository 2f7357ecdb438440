import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsCalendarDate } from '../common/validators.js';
import { REPORT_FORMATS, type ReportFormat } from './report-format.js';
import { REPORT_BY, type ReportBy } from './report-rows.sql.js';

export class ReportQuery {
  @ApiProperty({ enum: REPORT_BY, description: 'What there is a row for.' })
  @IsIn(REPORT_BY)
  by: ReportBy;

  @ApiProperty({
    required: false,
    format: 'date',
    description:
      'First day, at most five years before the last. Left out: twelve months up to the last day’s.',
  })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({ required: false, format: 'date', description: 'Last day, counted. Left out: today.' })
  @IsOptional()
  @IsCalendarDate()
  to?: string;

  @ApiProperty({
    required: false,
    enum: REPORT_FORMATS,
    description: 'Left out: as `Accept` would have it, else JSON.',
  })
  @IsOptional()
  @IsIn(REPORT_FORMATS)
  format?: ReportFormat;
}

const ROW_GROUPS = ['coach', 'no_coach', 'unknown', 'month'] as const;
type RowGroup = (typeof ROW_GROUPS)[number];

/** What a row is of. */
export class ReportGroup {
  @ApiProperty({
    enum: ROW_GROUPS,
    description:
      '`no_coach`: athletes without one. `unknown`: plans that are gone, because their athlete was erased or they were ' +
      'drafts.',
  })
  group: RowGroup;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The athletes’ coach as of now.',
  })
  coachId: string | null;

  @ApiProperty({ type: String, nullable: true })
  coachName: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2026-11' })
  month: string | null;
}

/** What a report says beside its rows. */
export class ReportHead {
  @ApiProperty({ enum: REPORT_BY })
  by: ReportBy;

  @ApiProperty({ format: 'date' })
  from: string;

  @ApiProperty({ format: 'date' })
  to: string;
}
