import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { CurrentExchange, type Exchange } from '../operations/exchange.decorator.js';
import { LongWorkResponder, LongWorkRoute } from '../operations/long-work.responder.js';
import type { OperationResponse } from '../operations/operation-response.dto.js';
import { GenerateDto, GeneratePhaseDto, GenerateWeekDto, PhaseParam, RegenerateDto } from './generate.dto.js';
import {
  GeneratedPhaseResponse,
  GeneratedPlanResponse,
  GeneratedWeekResponse,
  ReplannedResponse,
} from './generation-response.dto.js';
import { GenerationService } from './generation.service.js';
import {
  toGeneratedPhaseResponse,
  toGeneratedPlanResponse,
  toGeneratedWeekResponse,
  toReplannedResponse,
} from './generation.mapper.js';
import type { StoredWeek } from './stored-week.js';
import { WeeksService } from './weeks.service.js';

@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan')
export class GenerationController {
  constructor(
    private readonly generation: GenerationService,
    private readonly weeks: WeeksService,
    private readonly responder: LongWorkResponder,
  ) {}

  @Post('generate')
  @LongWorkRoute(GeneratedPlanResponse)
  @ApiOperation({ summary: 'Make a draft a plan: its phases and first week, or every week' })
  async generate(
    @CurrentActor() actor: Actor,
    @Body() data: GenerateDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<GeneratedPlanResponse | OperationResponse> {
    const work = await this.generation.prepare(actor, data);
    return this.responder.answer(work, { actor, exchange, toBody: toGeneratedPlanResponse });
  }

  @Post('week/generate')
  @LongWorkRoute(GeneratedWeekResponse)
  @ApiOperation({ summary: 'Write the next week, or one anew that has not begun' })
  async generateWeek(
    @CurrentActor() actor: Actor,
    @Body() data: GenerateWeekDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<GeneratedWeekResponse | OperationResponse> {
    const work = await this.weeks.prepareWeek(actor, data);
    const toBody = (weeks: StoredWeek[]) => toGeneratedWeekResponse(weeks, { request: data, actor });
    return this.responder.answer(work, { actor, exchange, toBody });
  }

  @Post(':id/phases/:name/generate')
  @LongWorkRoute(GeneratedPhaseResponse)
  @ApiOperation({ summary: 'Write the weeks of a phase that are not written yet' })
  async generatePhase(
    @CurrentActor() actor: Actor,
    @Param() { id, name }: PhaseParam,
    @Body() data: GeneratePhaseDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<GeneratedPhaseResponse | OperationResponse> {
    const model = data.model ?? null;
    const work = await this.weeks.preparePhase(actor, { planId: id, phase: name, model });
    const toBody = (weeks: StoredWeek[]) =>
      toGeneratedPhaseResponse(weeks, { planId: id, phase: name, actor });
    return this.responder.answer(work, { actor, exchange, toBody });
  }

  @Post(':id/phases/:name/regenerate')
  @LongWorkRoute(GeneratedPhaseResponse)
  @ApiOperation({
    summary: 'Write the weeks of a phase anew that have not begun',
    description: 'Locked days stay as they are.',
  })
  async regeneratePhase(
    @CurrentActor() actor: Actor,
    @Param() { id, name }: PhaseParam,
    @Body() data: RegenerateDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<GeneratedPhaseResponse | OperationResponse> {
    const model = data.model ?? null;
    const work = await this.weeks.prepareAhead(actor, { planId: id, phase: name, model });
    const toBody = (weeks: StoredWeek[]) =>
      toGeneratedPhaseResponse(weeks, { planId: id, phase: name, actor });
    return this.responder.answer(work, { actor, exchange, toBody });
  }

  @Post(':id/replan')
  @LongWorkRoute(ReplannedResponse)
  @ApiOperation({
    summary: 'Write all weeks anew that have not begun, by a chosen author',
    description: 'Of a plan written in full also those that are missing. Locked days stay as they are.',
  })
  async replan(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: RegenerateDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<ReplannedResponse | OperationResponse> {
    const model = data.model ?? null;
    const work = await this.weeks.prepareAhead(actor, { planId: id, phase: null, model });
    const toBody = (weeks: StoredWeek[]) => toReplannedResponse(weeks, { planId: id, actor });
    return this.responder.answer(work, { actor, exchange, toBody });
  }
}
