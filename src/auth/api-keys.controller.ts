import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { SaidOnce } from '../common/said-once.decorator.js';
import type { Actor } from './actor.js';
import { ApiKeyListResponse, CreateApiKeyDto, CreatedApiKeyResponse } from './api-key.dto.js';
import { toApiKeyResponse, toCreatedApiKeyResponse } from './api-key.mapper.js';
import { ApiKeys } from './api-keys.service.js';
import { CurrentActor } from './current-actor.decorator.js';
import { Roles } from './roles.decorator.js';

@ApiTags('api-keys')
@ApiBearerAuth()
@Roles('admin')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeys) {}

  @Get()
  @ApiOperation({ summary: 'Keys that are not revoked, newest first' })
  @ApiOkResponse({ type: ApiKeyListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<ApiKeyListResponse> {
    return toPageResponse(await this.apiKeys.list(actor, query), toApiKeyResponse);
  }

  @Post()
  @SaidOnce('Revoke the key (GET, DELETE /api/api-keys) and make another with a new Idempotency-Key.')
  @ApiOperation({ summary: 'Make a key for a program' })
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  async create(
    @CurrentActor() actor: Actor,
    @Body() wanted: CreateApiKeyDto,
  ): Promise<CreatedApiKeyResponse> {
    const { name, scopes, userId, expiresAt } = wanted;
    const end = expiresAt ? new Date(expiresAt) : null;
    return toCreatedApiKeyResponse(
      await this.apiKeys.create(actor, { name, scopes, userId, expiresAt: end }),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key; it opens nothing from now on' })
  @ApiNoContentResponse()
  async revoke(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.apiKeys.revoke(actor, id);
  }
}
