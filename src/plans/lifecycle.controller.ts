import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiHeader,
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
import { LifecycleService } from './lifecycle.service.js';
import { PlanResponse } from './plan-response.dto.js';
import { toPlanResponse } from './plan.mapper.js';
import { PlansService } from './plans.service.js';
import { ReleaseDto } from './release.dto.js';
import { ShiftDto } from './shift.dto.js';
import { ShiftService } from './shift.service.js';

/** Where a plan stands: under way, paused, put away. Each answers with the plan as a read gives it. */
@ApiTags('training plans')
@ApiBearerAuth()
@ApiHeader({ name: 'If-Match', required: false })
@Roles('admin', 'coach')
@Controller('training-plan/:id')
export class LifecycleController {
  constructor(
    private readonly lifecycle: LifecycleService,
    private readonly shifts: ShiftService,
    private readonly plans: PlansService,
  ) {}

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write no week of the plan until it is resumed' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  async pause(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.lifecycle.pause(actor, { planId: id, ifMatch });
    return this.answer(actor, { id, reply });
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on with a paused plan; what passed meanwhile is rest, and no date moves' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  async resume(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.lifecycle.resume(actor, { planId: id, ifMatch });
    return this.answer(actor, { id, reply });
  }

  @Post('archive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Put a plan away; its days are free for another' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  async archive(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.lifecycle.archive(actor, { planId: id, ifMatch });
    return this.answer(actor, { id, reply });
  }

  @Post('restore')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make an archived plan again what it was' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  @ApiConflictResponse({ description: '`athlete.plan_overlaps`' })
  async restore(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.lifecycle.restore(actor, { planId: id, ifMatch });
    return this.answer(actor, { id, reply });
  }

  @Post('shift')
  @HttpCode(200)
  @ApiOperation({ summary: 'Move a plan that has not begun by whole weeks, to a race on the new date' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  @ApiConflictResponse({ description: '`athlete.plan_overlaps`' })
  async shift(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: ShiftDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.shifts.shift(actor, { planId: id, ifMatch, data });
    return this.answer(actor, { id, reply });
  }

  @Post('release')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the athlete see written weeks that staff review first' })
  @ApiOkResponse({ type: PlanResponse, headers: ETAG_HEADER })
  async release(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { weekNumbers = null }: ReleaseDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanResponse> {
    await this.lifecycle.release(actor, { planId: id, ifMatch, weekNumbers });
    return this.answer(actor, { id, reply });
  }

  private async answer(
    actor: Actor,
    { id, reply }: { id: string; reply: FastifyReply },
  ): Promise<PlanResponse> {
    const view = await this.plans.changed(actor, id);
    void reply.header('etag', etagOf(view.plan));
    return toPlanResponse(view);
  }
}
