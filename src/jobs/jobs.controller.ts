import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import {
  JobListQuery,
  JobListResponse,
  JobResponse,
  ScheduledRunListResponse,
  ScheduledRunResponse,
} from './job.dto.js';
import { toJobResponse, toScheduledRunResponse } from './job.mapper.js';
import { JobsService } from './jobs.service.js';

/** Work that nobody asked for. */
@ApiTags('unattended work')
@ApiBearerAuth()
@Roles('admin')
@Controller()
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get('jobs')
  @ApiOperation({
    operationId: 'listJobs',
    summary: 'Weeks that write themselves, newest first, and how full the queues are',
  })
  @ApiOkResponse({ type: JobListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: JobListQuery): Promise<JobListResponse> {
    const { queues, ...page } = await this.jobs.list(actor, query);
    return { queues, ...toPageResponse(page, toJobResponse) };
  }

  @RateLimited('costly')
  @Post('jobs/:id/retry')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'retryJob',
    summary: 'Try a week again that was given up, or at once one that waits for its next try',
  })
  @ApiOkResponse({ type: JobResponse })
  @ApiConflictResponse({ description: '`generation.in_progress`' })
  async retry(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<JobResponse> {
    return toJobResponse(await this.jobs.retry(actor, id));
  }

  @RateLimited('costly')
  @Post('scheduler/run')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'runScheduler',
    summary: 'Look for work on all plans now, and say what was found',
  })
  @ApiOkResponse({ type: ScheduledRunResponse })
  async run(@CurrentActor() actor: Actor): Promise<ScheduledRunResponse> {
    return toScheduledRunResponse(await this.jobs.runScheduler(actor));
  }

  @Get('scheduler/runs')
  @ApiOperation({
    operationId: 'listScheduledRuns',
    summary: 'Looks for work, newest first; kept for 30 days',
  })
  @ApiOkResponse({ type: ScheduledRunListResponse })
  async runs(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<ScheduledRunListResponse> {
    return toPageResponse(await this.jobs.scheduledRuns(actor, query), toScheduledRunResponse);
  }
}
