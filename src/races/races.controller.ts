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
import { IdParam } from '../common/id-param.js';
import { toPageResponse } from '../common/paging.js';
import { CreateRaceDto, RaceListQuery, RaceListResponse, RaceResponse } from './race.dto.js';
import { toRaceResponse } from './race.mapper.js';
import { RacesService } from './races.service.js';

@ApiTags('races')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('races')
export class RacesController {
  constructor(private readonly races: RacesService) {}

  @Get()
  @ApiOperation({ summary: 'Races, newest first' })
  @ApiOkResponse({ type: RaceListResponse })
  async list(@CurrentActor() actor: Actor, @Query() query: RaceListQuery): Promise<RaceListResponse> {
    return toPageResponse(await this.races.list(actor, query), toRaceResponse);
  }

  @Post()
  @ApiOperation({ summary: 'Add a race' })
  @ApiCreatedResponse({ type: RaceResponse })
  async create(@CurrentActor() actor: Actor, @Body() data: CreateRaceDto): Promise<RaceResponse> {
    return toRaceResponse(await this.races.create(actor, data));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One race' })
  @ApiOkResponse({ type: RaceResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<RaceResponse> {
    return toRaceResponse(await this.races.get(actor, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a race that no plan uses' })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: '`race.in_use`' })
  async remove(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.races.remove(actor, id);
  }
}
