import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
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
import { toPageResponse } from '../common/paging.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import {
  CreateWorkoutDto,
  UpdateWorkoutDto,
  WorkoutIdParam,
  WorkoutListQuery,
  WorkoutListResponse,
  WorkoutResponse,
} from './workout.dto.js';
import { toWorkoutResponse } from './workout.mapper.js';
import { WorkoutsService } from './workouts.service.js';

const CONFLICTS = { description: '`workout.name_taken`, `workout.too_many`, `workout.retired`' };

@ApiTags('workouts')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('workouts')
export class WorkoutsController {
  constructor(private readonly workouts: WorkoutsService) {}

  @Get()
  @ApiOperation({ summary: 'The workout library: staff’s own, newest first, then the built-in' })
  @ApiOkResponse({ type: WorkoutListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: WorkoutListQuery): Promise<WorkoutListResponse> {
    return toPageResponse(await this.workouts.list(actor, query), toWorkoutResponse);
  }

  @Post()
  @RateLimited('costly')
  @ApiOperation({
    summary: 'Add a workout of one’s own',
    description:
      'Checked like the built-in ones, on days and in plans that may draw it: what stands against it is named with ' +
      'its rule (400 `workout.rule_broken`). An admin’s is drawn for every plan, a coach’s for those of their ' +
      'athletes, from the next week that is written.',
  })
  @ApiCreatedResponse({ type: WorkoutResponse })
  @ApiConflictResponse(CONFLICTS)
  async create(@CurrentActor() actor: Actor, @Body() data: CreateWorkoutDto): Promise<WorkoutResponse> {
    return toWorkoutResponse(await this.workouts.create(actor, data));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One workout, also one that is drawn no more' })
  @ApiOkResponse({ type: WorkoutResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: WorkoutIdParam): Promise<WorkoutResponse> {
    return toWorkoutResponse(await this.workouts.get(actor, id));
  }

  @Patch(':id')
  @RateLimited('costly')
  @ApiOperation({
    summary: 'Change a workout of staff’s own; a coach only one they made',
    description:
      'Days that are written stay as they are. A built-in one is refused (403 `workout.built_in`).',
  })
  @ApiOkResponse({ type: WorkoutResponse })
  @ApiConflictResponse(CONFLICTS)
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: WorkoutIdParam,
    @Body() data: UpdateWorkoutDto,
  ): Promise<WorkoutResponse> {
    return toWorkoutResponse(await this.workouts.update(actor, id, data));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Draw a workout of staff’s own no more; a coach only one they made' })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: '`workout.retired`' })
  async retire(@CurrentActor() actor: Actor, @Param() { id }: WorkoutIdParam): Promise<void> {
    await this.workouts.retire(actor, id);
  }
}
