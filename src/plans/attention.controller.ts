import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { AttentionQuery, AttentionResponse } from './attention.dto.js';
import { toAttentionResponse } from './attention.mapper.js';
import { AttentionService } from './attention.service.js';

@ApiTags('attention')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('attention')
export class AttentionController {
  constructor(private readonly attention: AttentionService) {}

  @Get()
  @ApiOperation({ summary: 'What wants a person, newest first; a coach sees that of their athletes' })
  @ApiOkResponse({ type: AttentionResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: AttentionQuery): Promise<AttentionResponse> {
    return toAttentionResponse(await this.attention.list(actor, query));
  }
}
