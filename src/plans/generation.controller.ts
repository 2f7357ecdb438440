import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { GenerateDto, GeneratePhaseDto, GenerateWeekDto, PhaseParam } from './generate.dto.js';
import {
  GeneratedPhaseResponse,
  GeneratedPlanResponse,
  GeneratedWeekResponse,
} from './generation-response.dto.js';
import { GenerationService } from './generation.service.js';
import { toGeneratedPlanResponse } from './generation.mapper.js';
import { toWeekResponse } from './cascade.mapper.js';
import { WeeksService } from './weeks.service.js';

@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan')
export class GenerationController {
  constructor(
    private readonly generation: GenerationService,
    private readonly weeks: WeeksService,
  ) {}

  @Post('generate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a draft a plan: its phases and first week, or every week' })
  @ApiOkResponse({ type: GeneratedPlanResponse })
  async generate(@CurrentActor() actor: Actor, @Body() data: GenerateDto): Promise<GeneratedPlanResponse> {
    return toGeneratedPlanResponse(await this.generation.generate(actor, data));
  }

  @Post('week/generate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write the next week, or one anew that has not begun' })
  @ApiOkResponse({ type: GeneratedWeekResponse })
  async generateWeek(
    @CurrentActor() actor: Actor,
    @Body() data: GenerateWeekDto,
  ): Promise<GeneratedWeekResponse> {
    const week = await this.weeks.generateWeek(actor, data);
    return { trainingPlanId: data.trainingPlanId, weekNumber: data.weekNumber, week: toWeekResponse(week) };
  }

  @Post(':id/phases/:name/generate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write the weeks of a phase that are not written yet' })
  @ApiOkResponse({ type: GeneratedPhaseResponse })
  async generatePhase(
    @CurrentActor() actor: Actor,
    @Param() { id, name }: PhaseParam,
    @Body() data: GeneratePhaseDto,
  ): Promise<GeneratedPhaseResponse> {
    const weeks = await this.weeks.generatePhase(actor, {
      planId: id,
      phase: name,
      model: data.model ?? null,
    });
    return {
      trainingPlanId: id,
      phase: name,
      weeksGenerated: weeks.length,
      weeks: weeks.map((week) => toWeekResponse(week)),
    };
  }
}
