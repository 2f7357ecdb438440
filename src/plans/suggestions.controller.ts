import { Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { ETAG_HEADER, etagOf } from '../common/etag.js';
import { IdParam } from '../common/id-param.js';
import { toPageResponse } from '../common/paging.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import {
  SuggestionListQuery,
  SuggestionListResponse,
  SuggestionParam,
  SuggestionResponse,
} from './suggestion.dto.js';
import type { SuggestionDecision } from './suggestion.entity.js';
import { toSuggestionResponse } from './suggestion.mapper.js';
import { SuggestionsService } from './suggestions.service.js';

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'Where it is sent, the plan has to be as it was read.',
};

@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('training-plan/:id/suggestions')
export class SuggestionsController {
  constructor(private readonly suggestions: SuggestionsService) {}

  @Get()
  @ApiOperation({ summary: 'What adaptation proposes and a person decides, newest first' })
  @ApiOkResponse({ type: SuggestionListResponse })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: SuggestionListQuery,
  ): Promise<SuggestionListResponse> {
    return toPageResponse(await this.suggestions.list(actor, id, query), toSuggestionResponse);
  }

  @RateLimited('costly')
  @Post(':sid/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Do what is suggested; weeks that have not begun follow' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: SuggestionResponse, headers: ETAG_HEADER })
  @ApiConflictResponse({ description: '`suggestion.decided`' })
  accept(
    @CurrentActor() actor: Actor,
    @Param() { id, sid }: SuggestionParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuggestionResponse> {
    return this.decide(actor, { id, sid, decision: 'accepted', ifMatch, reply });
  }

  @Post(':sid/dismiss')
  @HttpCode(200)
  @ApiOperation({ summary: 'Leave the plan as it is' })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: SuggestionResponse, headers: ETAG_HEADER })
  @ApiConflictResponse({ description: '`suggestion.decided`' })
  dismiss(
    @CurrentActor() actor: Actor,
    @Param() { id, sid }: SuggestionParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuggestionResponse> {
    return this.decide(actor, { id, sid, decision: 'dismissed', ifMatch, reply });
  }

  private async decide(
    actor: Actor,
    { reply, ...request }: SuggestionParam & Request & { reply: FastifyReply },
  ): Promise<SuggestionResponse> {
    const { plan, suggestion } = await this.suggestions.decide(actor, request);
    void reply.header('etag', etagOf(plan));
    return toSuggestionResponse(suggestion);
  }
}

interface Request {
  decision: SuggestionDecision;
  ifMatch: string | undefined;
}
