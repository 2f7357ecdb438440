import { Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { ETAG_HEADER, etagOf } from '../common/etag.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { VersionListResponse, VersionResponse } from './cascade-response.dto.js';
import { VersionPairParam, VersionParam } from './plan-query.dto.js';
import { RevertResponse } from './revert.dto.js';
import { RevertService } from './revert.service.js';
import { VersionComparisonResponse } from './version-comparison.dto.js';
import {
  toComparisonResponse,
  toRevertResponse,
  toVersionHead,
  toVersionResponse,
} from './version.mapper.js';
import { VersionsService } from './versions.service.js';

/** What a plan has been. */
@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan/:id/versions')
export class VersionsController {
  constructor(
    private readonly versions: VersionsService,
    private readonly reverts: RevertService,
  ) {}

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

  @Post(':v/revert')
  @HttpCode(200)
  @Roles('admin', 'coach')
  @ApiOperation({
    summary: 'Make the plan again what it was, as a new version',
    description:
      'Days run or past stay as they are. Weeks that the version did not have and that have not begun are taken out, ' +
      'and written when they are due. A version from before the plan was moved to other dates is refused.',
  })
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiOkResponse({ type: RevertResponse, headers: ETAG_HEADER })
  async revert(
    @CurrentActor() actor: Actor,
    @Param() { id, v }: VersionParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RevertResponse> {
    const view = await this.reverts.revert(actor, { planId: id, number: v, ifMatch });
    void reply.header('etag', etagOf(view.plan));
    return toRevertResponse(view);
  }
}
