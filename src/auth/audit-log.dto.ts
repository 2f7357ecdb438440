import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { IsId, IsInstant, IsLine } from '../common/validators.js';

export class AuditLogQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid', description: 'Who did it.' })
  @IsOptional()
  @IsId()
  actorId?: string;

  @ApiProperty({ required: false, format: 'uuid', description: 'With which API key.' })
  @IsOptional()
  @IsId()
  apiKeyId?: string;

  @ApiProperty({ required: false, maxLength: 100, example: 'user.changed' })
  @IsOptional()
  @IsLine(100)
  action?: string;

  @ApiProperty({ required: false, maxLength: 100, example: 'training_plan' })
  @IsOptional()
  @IsLine(100)
  subjectType?: string;

  @ApiProperty({ required: false, format: 'uuid', description: 'What it was done to.' })
  @IsOptional()
  @IsId()
  subjectId?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'The first instant.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'The first instant after.' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

export class AuditEntryResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null for the service itself, and for who did not get in.',
  })
  actorId: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The API key it was done with.' })
  apiKeyId: string | null;

  @ApiProperty({ example: 'user.changed' })
  action: string;

  @ApiProperty({ example: 'user' })
  subjectType: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  subjectId: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'What more there is to know: `before` and `after` of the fields that a change was about, without secrets. ' +
      '`withheld` names fields that changed too, whose values are not told: who somebody is, and their health.',
  })
  detail: Record<string, unknown>;

  @ApiProperty({ type: String, nullable: true, description: 'Where the request came from.' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The request: `x-request-id` of its answer, `reqId` in the logs.',
  })
  requestId: string | null;
}

export class AuditLogResponse {
  @ApiProperty({ type: [AuditEntryResponse] })
  items: AuditEntryResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
