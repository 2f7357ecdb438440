import { ApiProperty, PartialType } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsOptional, IsString, ValidateIf } from 'class-validator';
import { IdParam } from '../common/id-param.js';
import { PageQuery } from '../common/paging.js';
import { IsId, IsLine } from '../common/validators.js';
import { MAX_URL_LENGTH } from './receiver-url.js';
import { DELIVERY_STATES, type DeliveryState } from './webhook-delivery.entity.js';
import {
  WEBHOOK_EVENT_TYPES,
  WEBHOOK_STATES,
  type WebhookEventType,
  type WebhookState,
} from './webhook.entity.js';

const MAX_DESCRIPTION_LENGTH = 200;

export class CreateWebhookDto {
  @ApiProperty({
    format: 'uri',
    maxLength: MAX_URL_LENGTH,
    example: 'https://receiver.example.com/hooks',
    description: 'https at a public address, without user or password. Redirects are not followed.',
  })
  @IsString()
  url: string;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    minLength: 1,
    maxLength: MAX_DESCRIPTION_LENGTH,
  })
  @IsOptional()
  @IsLine(MAX_DESCRIPTION_LENGTH)
  description?: string | null;

  @ApiProperty({
    type: [String],
    enum: WEBHOOK_EVENT_TYPES,
    required: false,
    nullable: true,
    minItems: 1,
    uniqueItems: true,
    description: 'What it is told of; null or left out: everything.',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENT_TYPES, { each: true })
  eventTypes?: WebhookEventType[] | null;
}

/** Only what changes. */
export class UpdateWebhookDto extends PartialType(CreateWebhookDto, { skipNullProperties: false }) {
  @ApiProperty({
    enum: WEBHOOK_STATES,
    required: false,
    description: 'Disabled: what it has still to be told is cancelled, and nothing is recorded for it.',
  })
  @ValidateIf(({ state }: UpdateWebhookDto) => state !== undefined)
  @IsIn(WEBHOOK_STATES)
  state?: WebhookState;
}

export class WebhookResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uri' })
  url: string;

  @ApiProperty({ type: String, nullable: true })
  description: string | null;

  @ApiProperty({ type: [String], enum: WEBHOOK_EVENT_TYPES })
  eventTypes: WebhookEventType[];

  @ApiProperty({ enum: WEBHOOK_STATES })
  state: WebhookState;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is told nothing.' })
  disabledReason: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  disabledAt: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when every try has failed; null once one has succeeded.',
  })
  failingSince: string | null;

  @ApiProperty({ type: 'integer', description: 'Deliveries given up since the last that succeeded.' })
  consecutiveFailures: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class CreatedWebhookResponse extends WebhookResponse {
  @ApiProperty({
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    description: 'What deliveries are signed with. Said once.',
  })
  secret: string;
}

export class WebhookListResponse {
  @ApiProperty({ type: [WebhookResponse] })
  items: WebhookResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class DeliveryParam extends IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  did: string;
}

export class DeliveryListQuery extends PageQuery {
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;
}

export class DeliveryResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'webhook-id: the same at every try.' })
  messageId: string;

  @ApiProperty({ example: 'week.generated' })
  type: string;

  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The body, as sent.' })
  payload: object;

  @ApiProperty({ type: 'integer', description: 'Tries begun.' })
  attempts: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAttemptAt: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'HTTP status of the newest try.' })
  lastStatus: number | null;

  @ApiProperty({ type: String, nullable: true })
  lastError: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  lastDurationMs: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deliveredAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class DeliveryListResponse {
  @ApiProperty({ type: [DeliveryResponse] })
  items: DeliveryResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
