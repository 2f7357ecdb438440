import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { LoadResponse } from './load-response.dto.js';
import { toLoadResponse } from './load.mapper.js';
import { LoadService } from './load.service.js';

/** About an athlete, yet in this room: how a plan is followed is read from the plan. */
@ApiTags('running')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('athletes/:id/load')
export class LoadController {
  constructor(private readonly load: LoadService) {}

  @Get()
  @ApiOperation({ summary: 'What the running of late adds up to, and how it follows the plan' })
  @ApiOkResponse({ type: LoadResponse })
  async read(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<LoadResponse> {
    return toLoadResponse(await this.load.of(actor, id));
  }
}
