import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { DateRangeQuery } from '../common/date-range.js';
import { IdParam } from '../common/id-param.js';
import { toPageResponse } from '../common/paging.js';
import { CreateTimeOffDto, TimeOffListResponse, TimeOffParam, TimeOffResponse } from './time-off.dto.js';
import { toTimeOffResponse } from './time-off.mapper.js';
import { TimeOffService } from './time-off.service.js';

@ApiTags('running')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('athletes/:id/time-off')
export class TimeOffController {
  constructor(private readonly timeOff: TimeOffService) {}

  @Get()
  @ApiOperation({ summary: 'Days without running, the last entered first' })
  @ApiOkResponse({ type: TimeOffListResponse })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: DateRangeQuery,
  ): Promise<TimeOffListResponse> {
    return toPageResponse(await this.timeOff.list(actor, id, query), toTimeOffResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Enter days without running' })
  @ApiCreatedResponse({ type: TimeOffResponse })
  @ApiConflictResponse({ description: '`time_off.overlaps`' })
  async create(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: CreateTimeOffDto,
  ): Promise<TimeOffResponse> {
    return toTimeOffResponse(await this.timeOff.create(actor, id, data));
  }

  @Delete(':tid')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a time off' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param() params: TimeOffParam): Promise<void> {
    await this.timeOff.remove(actor, params);
  }
}
