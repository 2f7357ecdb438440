import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { IsId, IsInstant, IsLine } from '../common/validators.js';
import { SCOPES } from './scopes.js';

export class CreateApiKeyDto {
  @ApiProperty({
    minLength: 1,
    maxLength: 100,
    description: 'What it is for, e.g. the program that gets it.',
  })
  @IsLine(100)
  name: string;

  @ApiProperty({
    enum: SCOPES,
    isArray: true,
    minItems: 1,
    maxItems: SCOPES.length,
    uniqueItems: true,
    description:
      'What it may do, of what the role of its user may: `read` whatever only reads, `write` the daily work of staff, ' +
      'or single actions. Accounts and keys are for people.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes: string[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    required: false,
    nullable: true,
    description: 'Whom it acts for, with their role and what is theirs; left out: you.',
  })
  @IsOptional()
  @IsId()
  userId?: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    nullable: true,
    description: 'Left out: good until it is revoked.',
  })
  @IsOptional()
  @IsInstant()
  expiresAt?: string | null;
}

export class ApiKeyResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: [String] })
  scopes: string[];

  @ApiProperty({ format: 'uuid', description: 'Whom it acts for.' })
  userId: string;

  @ApiProperty({ format: 'uuid', description: 'Who made it.' })
  createdBy: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To about a minute.' })
  lastUsedAt: string | null;
}

export class CreatedApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({ description: 'Said once. Send it as "Authorization: Bearer …".' })
  key: string;
}

export class ApiKeyListResponse {
  @ApiProperty({ type: [ApiKeyResponse] })
  items: ApiKeyResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
