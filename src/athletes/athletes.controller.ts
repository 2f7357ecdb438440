import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import {
  AthleteListQuery,
  AthleteListResponse,
  AthletePaceListResponse,
  AthleteResponse,
  CreateAthleteDto,
  ReassignDto,
  ReassignedResponse,
  UpdateAthleteDto,
} from './athlete.dto.js';
import { toAthletePaceResponse, toAthleteResponse } from './athlete.mapper.js';
import { AthletesService } from './athletes.service.js';

@ApiTags('athletes')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('athletes')
export class AthletesController {
  constructor(private readonly athletes: AthletesService) {}

  @Get()
  @ApiOperation({ summary: 'Athletes, newest first; a coach sees their own' })
  @ApiOkResponse({ type: AthleteListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: AthleteListQuery): Promise<AthleteListResponse> {
    return toPageResponse(await this.athletes.list(actor, query), toAthleteResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Add an athlete; a coach becomes theirs' })
  @ApiCreatedResponse({ type: AthleteResponse })
  @ApiConflictResponse({ description: '`athlete.email_taken`' })
  async create(@CurrentActor() actor: Actor, @Body() data: CreateAthleteDto): Promise<AthleteResponse> {
    return toAthleteResponse(await this.athletes.create(actor, data));
  }

  @Post('bulk')
  @HttpCode(200)
  @Roles('admin')
  @ApiOperation({ summary: 'Give many athletes one coach, or none' })
  @ApiOkResponse({ type: ReassignedResponse })
  @ApiNotFoundResponse({ description: '`athlete.not_found`: `errors` names each; nothing was changed' })
  async reassign(@CurrentActor() actor: Actor, @Body() data: ReassignDto): Promise<ReassignedResponse> {
    return { changed: await this.athletes.reassign(actor, data) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One athlete' })
  @ApiOkResponse({ type: AthleteResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<AthleteResponse> {
    return toAthleteResponse(await this.athletes.get(actor, id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change an athlete' })
  @ApiOkResponse({ type: AthleteResponse })
  @ApiConflictResponse({ description: '`athlete.email_taken`' })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: UpdateAthleteDto,
  ): Promise<AthleteResponse> {
    return toAthleteResponse(await this.athletes.update(actor, id, data));
  }

  @Get(':id/paces')
  @ApiOperation({ summary: 'What the 5K pace was, newest first' })
  @ApiOkResponse({ type: AthletePaceListResponse })
  async paces(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() query: PageQuery,
  ): Promise<AthletePaceListResponse> {
    return toPageResponse(await this.athletes.paces(actor, id, query), toAthletePaceResponse);
  }
}
