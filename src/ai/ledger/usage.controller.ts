import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import { ExperimentListResponse, UsageQuery, UsageReportResponse } from './usage.dto.js';
import { UsageService } from './usage.service.js';

/** What models took, and how experiments stand. */
@ApiTags('models')
@ApiBearerAuth()
@Roles('admin')
@Controller('ai')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get('usage')
  @ApiOperation({
    operationId: 'readUsage',
    summary: 'Tokens and USD by model, day and plan; the cache’s hit rate',
  })
  @ApiOkResponse({ type: UsageReportResponse })
  read(@CurrentActor() actor: Actor, @Query() query: UsageQuery): Promise<UsageReportResponse> {
    return this.usage.usage(actor, query);
  }

  @Get('experiments')
  @ApiOperation({ operationId: 'listExperiments', summary: 'Results of each arm of each experiment' })
  @ApiOkResponse({ type: ExperimentListResponse })
  async experiments(@CurrentActor() actor: Actor): Promise<ExperimentListResponse> {
    return { items: await this.usage.experiments(actor), nextCursor: null };
  }
}
