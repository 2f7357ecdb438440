import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { DateRangeQuery } from '../common/date-range.js';
import { IdParam } from '../common/id-param.js';
import { toPageResponse } from '../common/paging.js';
import { ActivitiesService } from './activities.service.js';
import {
  ActivityListResponse,
  ActivityParam,
  ActivityResponse,
  BulkActivitiesDto,
  BulkActivitiesResponse,
  CreateActivityDto,
  UpdateActivityDto,
} from './activity.dto.js';
import { toActivityResponse } from './activity.mapper.js';

@ApiTags('running')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('athletes/:id/activities')
export class ActivitiesController {
  constructor(private readonly activities: ActivitiesService) {}

  @Get()
  @ApiOperation({ summary: 'What was run, the last entered first' })
  @ApiOkResponse({ type: ActivityListResponse })
  async list(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: DateRangeQuery,
  ): Promise<ActivityListResponse> {
    return toPageResponse(await this.activities.list(actor, id, query), toActivityResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Enter an activity; one whose external id is on record takes its place' })
  @ApiCreatedResponse({ type: ActivityResponse })
  @ApiOkResponse({ type: ActivityResponse, description: 'It was on record, and is now as sent.' })
  async create(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: CreateActivityDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActivityResponse> {
    const { activities, created } = await this.activities.store(actor, id, { items: [data], pointers: [''] });
    void reply.status(created === 1 ? 201 : 200);
    const [activity] = activities.map(toActivityResponse);
    if (!activity) throw new Error('An activity was given and none stored');
    return activity;
  }

  @Post('bulk')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enter up to 1,000 activities, all or none; sending them again changes nothing' })
  @ApiOkResponse({ type: BulkActivitiesResponse })
  async bulk(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { items }: BulkActivitiesDto,
  ): Promise<BulkActivitiesResponse> {
    const pointers = items.map((_, index) => `/items/${index}`);
    const { activities, created } = await this.activities.store(actor, id, { items, pointers });
    return { created, items: activities.map(toActivityResponse) };
  }

  @Patch(':aid')
  @ApiOperation({ summary: 'Change an activity' })
  @ApiOkResponse({ type: ActivityResponse })
  @ApiConflictResponse({ description: '`activity.external_id_taken`' })
  async update(
    @CurrentActor() actor: Actor,
    @Param() params: ActivityParam,
    @Body() data: UpdateActivityDto,
  ): Promise<ActivityResponse> {
    return toActivityResponse(await this.activities.update(actor, params, data));
  }

  @Delete(':aid')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an activity' })
  @ApiNoContentResponse()
  async remove(@CurrentActor() actor: Actor, @Param() params: ActivityParam): Promise<void> {
    await this.activities.remove(actor, params);
  }
}
