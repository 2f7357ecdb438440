import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { SaidOnce } from '../common/said-once.decorator.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  CreatedWebhookResponse,
  CreateWebhookDto,
  DeliveryListQuery,
  DeliveryListResponse,
  DeliveryParam,
  DeliveryResponse,
  UpdateWebhookDto,
  WebhookListResponse,
  WebhookResponse,
} from './webhook.dto.js';
import { toCreatedWebhookResponse, toDeliveryResponse, toWebhookResponse } from './webhook.mapper.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@ApiBearerAuth()
@Roles('admin')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Receivers of events, newest first' })
  @ApiOkResponse({ type: WebhookListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<WebhookListResponse> {
    return toPageResponse(await this.webhooks.list(actor, query), toWebhookResponse);
  }

  @Post()
  @SaidOnce('Delete it (GET, DELETE /api/webhooks) and make it again with a new Idempotency-Key.')
  @ApiOperation({ summary: 'Tell a receiver of events, by the Standard Webhooks specification' })
  @ApiCreatedResponse({ type: CreatedWebhookResponse })
  async create(
    @CurrentActor() actor: Actor,
    @Body() values: CreateWebhookDto,
  ): Promise<CreatedWebhookResponse> {
    return toCreatedWebhookResponse(await this.webhooks.create(actor, values));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change where it is or what it is told, disable it, enable it again' })
  @ApiOkResponse({ type: WebhookResponse })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() changes: UpdateWebhookDto,
  ): Promise<WebhookResponse> {
    return toWebhookResponse(await this.webhooks.update(actor, id, changes));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Tell it nothing more; what it had still to be told is cancelled' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.webhooks.remove(actor, id);
  }

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send it a webhook.test, whatever it is told of' })
  @ApiAcceptedResponse({ type: DeliveryResponse })
  async sendTest(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<DeliveryResponse> {
    return toDeliveryResponse(await this.deliveries.sendTest(actor, id));
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What it was told, newest first; kept for 30 days' })
  @ApiOkResponse({ type: DeliveryListResponse })
  async listDeliveries(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: DeliveryListQuery,
  ): Promise<DeliveryListResponse> {
    return toPageResponse(await this.deliveries.list(actor, id, query), toDeliveryResponse);
  }

  @Post(':id/deliveries/:did/redeliver')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a message once more, under the same id' })
  @ApiAcceptedResponse({ type: DeliveryResponse })
  async redeliver(@CurrentActor() actor: Actor, @Param() params: DeliveryParam): Promise<DeliveryResponse> {
    return toDeliveryResponse(await this.deliveries.redeliver(actor, params));
  }
}
