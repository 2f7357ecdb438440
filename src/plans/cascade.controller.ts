import { Controller, Get, Param, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { JSON_TYPE } from '../common/json-text.js';
import { AuditResponse, PlannedWeekResponse, WeekResponse } from './cascade-response.dto.js';
import { WeekParam } from './generate.dto.js';
import { toPlannedWeekResponse } from './cascade.mapper.js';
import { weekJson } from './plan-json.js';
import { PlansService } from './plans.service.js';

/** Parts of a plan, and what the rules say of them. */
@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan/:id')
export class CascadeController {
  constructor(private readonly plans: PlansService) {}

  @Get('weeks/:n')
  @ApiOperation({ summary: 'One week; one not yet written says when it is due' })
  @ApiExtraModels(WeekResponse, PlannedWeekResponse)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(WeekResponse) }, { $ref: getSchemaPath(PlannedWeekResponse) }] },
  })
  async week(
    @CurrentActor() actor: Actor,
    @Param() { id, n }: WeekParam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlannedWeekResponse | string> {
    const view = await this.plans.week(actor, id, n);
    if ('planned' in view) return toPlannedWeekResponse(view);
    void reply.type(JSON_TYPE);
    return weekJson(view.written, view.matched);
  }

  @Get('audit')
  @ApiOperation({ summary: 'What the coaching rules say of the weeks written so far' })
  @ApiOkResponse({ type: AuditResponse })
  async audit(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<AuditResponse> {
    return { findings: await this.plans.audit(actor, id) };
  }
}
