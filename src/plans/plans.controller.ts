import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
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
import { JSON_TYPE } from '../common/json-text.js';
import { toPageResponse } from '../common/paging.js';
import { CreateDraftDto, UpdateDraftDto } from './draft.dto.js';
import { DraftsService } from './drafts.service.js';
import { planJson } from './plan-json.js';
import { depthOf, PlanListQuery, PlanQuery } from './plan-query.dto.js';
import { ChangedPlanResponse, PlanListResponse, PlanResponse } from './plan-response.dto.js';
import { toChangedPlanResponse, toPlanResponse, toPlanSummaryResponse } from './plan.mapper.js';
import { PlansService } from './plans.service.js';
import { PreviewResponse } from './preview-response.dto.js';
import { toPreviewResponse } from './preview.mapper.js';

@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('training-plan')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly drafts: DraftsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Plans, newest first; a coach sees those of their athletes' })
  @ApiOkResponse({ type: PlanListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: PlanListQuery): Promise<PlanListResponse> {
    return toPageResponse(await this.plans.list(actor, query), toPlanSummaryResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Start a draft, which may be incomplete' })
  @ApiCreatedResponse({
    type: PlanResponse,
    headers: { ...ETAG_HEADER, Location: { required: true, schema: { type: 'string' } } },
  })
  @ApiNotFoundResponse({ description: '`athlete.not_found`, `race.not_found`' })
  async create(
    @CurrentActor() actor: Actor,
    @Body() data: CreateDraftDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    const draft = await this.drafts.create(actor, data);
    void reply.headers({ etag: etagOf(draft.plan), location: `/api/training-plan/${draft.plan.id}` });
    return toPlanResponse(draft);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Lay out what a draft would become, with the rules that shape it; nothing is stored',
  })
  @ApiOkResponse({ type: PreviewResponse })
  @ApiNotFoundResponse({ description: '`athlete.not_found`, `race.not_found`' })
  async preview(@CurrentActor() actor: Actor, @Body() data: CreateDraftDto): Promise<PreviewResponse> {
    return toPreviewResponse(await this.drafts.preview(actor, data));
  }

  @Get(':id')
  @Roles('admin', 'coach', 'athlete')
  @ApiOperation({ summary: 'A plan with its phases, weeks, days and laps' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  async read(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: PlanQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse | string> {
    const depth = depthOf(query);
    if (depth !== 'laps') {
      const view = await this.plans.read(actor, id, depth);
      void reply.header('etag', etagOf(view.plan));
      return toPlanResponse(view, depth);
    }
    const whole = await this.plans.whole(actor, id);
    void reply.header('etag', etagOf(whole.plan)).type(JSON_TYPE);
    return planJson(whole);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a plan: what is not written yet follows' })
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiOkResponse({ type: ChangedPlanResponse, headers: ETAG_HEADER })
  @ApiConflictResponse({ description: '`plan.days_locked`, `athlete.plan_overlaps`' })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: UpdateDraftDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangedPlanResponse> {
    const changed = await this.drafts.update(actor, { planId: id, data, ifMatch });
    const view = await this.plans.changed(actor, id);
    void reply.header('etag', etagOf(view.plan));
    return toChangedPlanResponse(view, changed);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a draft' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.drafts.remove(actor, id);
  }
}
