import { Body, Controller, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { ETAG_HEADER, etagOf } from '../common/etag.js';
import { toDayEditResponse } from './day-edit.mapper.js';
import { DayEditResponse, DayParam, EditDayDto, KeepQuery, MoveDayDto } from './day-edit.dto.js';
import { DayEditsService, type DayEditView } from './day-edits.service.js';

/** Single days of written weeks, changed by people. */
@ApiTags('training plans')
@ApiBearerAuth()
@ApiHeader({ name: 'If-Match', required: true })
@Roles('admin', 'coach')
@Controller('training-plan/:id/days/:date')
export class DayEditsController {
  constructor(private readonly edits: DayEditsService) {}

  @Put()
  @ApiOperation({ summary: 'Give a day other laps, checked against the coaching rules; it is locked then' })
  @ApiOkResponse({ type: DayEditResponse, headers: ETAG_HEADER })
  async edit(
    @CurrentActor() actor: Actor,
    @Param() { id, date }: DayParam,
    @Query() { force = false }: KeepQuery,
    @Body() data: EditDayDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DayEditResponse> {
    return answer(reply, await this.edits.edit(actor, { planId: id, date, ifMatch }, { data, force }));
  }

  @Post('unlock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the plan have a locked day again' })
  @ApiOkResponse({ type: DayEditResponse, headers: ETAG_HEADER })
  async unlock(
    @CurrentActor() actor: Actor,
    @Param() { id, date }: DayParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DayEditResponse> {
    return answer(reply, await this.edits.unlock(actor, { planId: id, date, ifMatch }));
  }

  @Post('alternative')
  @HttpCode(200)
  @Roles('admin', 'coach', 'athlete')
  @ApiOperation({ summary: 'Swap a day and its easier alternative; once more gives the session back' })
  @ApiOkResponse({ type: DayEditResponse, headers: ETAG_HEADER })
  async swap(
    @CurrentActor() actor: Actor,
    @Param() { id, date }: DayParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DayEditResponse> {
    return answer(reply, await this.edits.swap(actor, { planId: id, date, ifMatch }));
  }

  @Post('move')
  @HttpCode(200)
  @ApiOperation({ summary: 'Have two days of a week change places; both are locked then' })
  @ApiOkResponse({ type: DayEditResponse, headers: ETAG_HEADER })
  async move(
    @CurrentActor() actor: Actor,
    @Param() { id, date }: DayParam,
    @Query() { force = false }: KeepQuery,
    @Body() { to }: MoveDayDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DayEditResponse> {
    return answer(reply, await this.edits.move(actor, { planId: id, date, ifMatch }, { to, force }));
  }
}

function answer(reply: FastifyReply, view: DayEditView): DayEditResponse {
  void reply.header('etag', etagOf(view.plan));
  return toDayEditResponse(view);
}
