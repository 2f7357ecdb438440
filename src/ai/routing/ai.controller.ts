import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import { ETAG_HEADER, etagOf } from '../../common/etag.js';
import {
  MODELS_RESPONSE,
  ROUTES_BODY,
  ROUTES_RESPONSE,
  type ModelListResponse,
  type RoutesResponse,
} from './ai.dto.js';
import { toModelResponse, toRoutesResponse } from './ai.mapper.js';
import { ModelCatalogue } from './model-catalogue.js';
import { RoutesService, type CurrentRouting } from './routes.service.js';

/** The models, and which of them is asked for what. */
@ApiTags('models')
@ApiBearerAuth()
@Roles('admin')
@Controller('ai')
export class AiController {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly routes: RoutesService,
  ) {}

  @Get('models')
  @ApiOperation({
    operationId: 'listModels',
    summary: 'The catalogue: prices, life, and whether each can be used',
  })
  @ApiOkResponse({ schema: MODELS_RESPONSE })
  list(@CurrentActor() actor: Actor): ModelListResponse {
    const { models, today } = this.catalogue.list(actor);
    return { items: models.map((model) => toModelResponse(model, today)), nextCursor: null };
  }

  @Get('routes')
  @ApiOperation({ summary: 'Routes, experiments and budgets in force, with the catalogue' })
  @ApiOkResponse({ schema: ROUTES_RESPONSE, headers: ETAG_HEADER })
  async read(
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoutesResponse> {
    return this.answer(await this.routes.read(actor), reply);
  }

  @Put('routes')
  @ApiOperation({
    summary: 'Change routes, experiments, budgets; what is left out stays. In force everywhere within 10 s',
  })
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiBody({ schema: ROUTES_BODY })
  @ApiOkResponse({ schema: ROUTES_RESPONSE, headers: ETAG_HEADER })
  async replace(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoutesResponse> {
    return this.answer(await this.routes.replace(actor, { body, ifMatch }), reply);
  }

  private answer(current: CurrentRouting, reply: FastifyReply): RoutesResponse {
    void reply.header('etag', etagOf(current));
    return toRoutesResponse(current, this.catalogue.models());
  }
}
