import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { VersionListResponse, VersionResponse } from './cascade-response.dto.js';
import { VersionPairParam, VersionParam } from './plan-query.dto.js';
import { VersionComparisonResponse } from './version-comparison.dto.js';
import { toComparisonResponse, toVersionHead, toVersionResponse } from './version.mapper.js';
import { VersionsService } from './versions.service.js';

/** What a plan has been. */
@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan/:id/versions')
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Get()
  @ApiOperation({ summary: 'Every state the plan has been in, newest first' })
  @ApiOkResponse({ type: VersionListResponse })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: PageQuery,
  ): Promise<VersionListResponse> {
    return toPageResponse(await this.versions.list(actor, id, query), toVersionHead);
  }

  @Get(':v')
  @ApiOperation({ summary: 'The plan as it was' })
  @ApiOkResponse({ type: VersionResponse })
  async read(@CurrentActor() actor: Actor, @Param() { id, v }: VersionParam): Promise<VersionResponse> {
    return toVersionResponse(await this.versions.read(actor, id, v));
  }

  @Get(':v/compare/:w')
  @ApiOperation({
    summary: 'What changed between two versions: days, laps, and miles week by week',
    description: 'Days go by their date, laps by their place. Weeks that a coach still reviews are left out.',
  })
  @ApiOkResponse({ type: VersionComparisonResponse })
  async compare(
    @CurrentActor() actor: Actor,
    @Param() { id, v, w }: VersionPairParam,
  ): Promise<VersionComparisonResponse> {
    return toComparisonResponse(await this.versions.readPair(actor, id, { from: v, to: w }));
  }
}
