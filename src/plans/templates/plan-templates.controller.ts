import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import { IdParam } from '../../common/id-param.js';
import { toPageResponse } from '../../common/paging.js';
import { CurrentExchange, type Exchange } from '../../operations/exchange.decorator.js';
import { BatchRoute, LongWorkResponder } from '../../operations/long-work.responder.js';
import type { OperationResponse } from '../../operations/operation-response.dto.js';
import {
  AssignTemplateDto,
  CreatePlanTemplateDto,
  PlanTemplateListQuery,
  UpdatePlanTemplateDto,
} from './plan-template.dto.js';
import { toTemplateResponse, toTemplateSummary } from './plan-template.mapper.js';
import { PlanTemplateListResponse, PlanTemplateResponse } from './plan-template-response.dto.js';
import { PlanTemplatesService } from './plan-templates.service.js';
import { TemplateAssignments } from './template-assignments.service.js';

@ApiTags('plan templates')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('plan-templates')
export class PlanTemplatesController {
  constructor(
    private readonly templates: PlanTemplatesService,
    private readonly assignments: TemplateAssignments,
    private readonly responder: LongWorkResponder,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Plan templates, newest first; a coach sees those they made' })
  @ApiOkResponse({ type: PlanTemplateListResponse })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: PlanTemplateListQuery,
  ): Promise<PlanTemplateListResponse> {
    return toPageResponse(await this.templates.list(actor, query), toTemplateSummary);
  }

  @Post()
  @ApiOperation({
    summary: 'Save a plan for reuse',
    description:
      'Its distance, weeks, phases, mode, settings, days and workouts: no name, note, pace or miles of its athlete.',
  })
  @ApiCreatedResponse({ type: PlanTemplateResponse })
  @ApiNotFoundResponse({ description: '`plan.not_found`' })
  async create(
    @CurrentActor() actor: Actor,
    @Body() data: CreatePlanTemplateDto,
  ): Promise<PlanTemplateResponse> {
    return toTemplateResponse(await this.templates.create(actor, data));
  }

  @Get(':id')
  @ApiOperation({ summary: 'A plan template with its workouts' })
  @ApiOkResponse({ type: PlanTemplateResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<PlanTemplateResponse> {
    return toTemplateResponse(await this.templates.require(actor, id, 'template.read'));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the name or the description' })
  @ApiOkResponse({ type: PlanTemplateResponse })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: UpdatePlanTemplateDto,
  ): Promise<PlanTemplateResponse> {
    return toTemplateResponse(await this.templates.update(actor, id, data));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a plan template; plans made from it stay' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.templates.remove(actor, id);
  }

  @Post(':id/assign')
  @BatchRoute()
  @ApiOperation({
    summary: 'Give a plan to up to 500 athletes, fitted to each',
    description:
      'Paces, miles, days and experience are each athlete’s; phases keep their shares of the weeks up to the race; workouts stay where they suit. Each athlete has a result of their own, as in a batch.',
  })
  async assign(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: AssignTemplateDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<OperationResponse> {
    return this.responder.begin(await this.assignments.prepare(actor, id, data), { actor, exchange });
  }
}
