import { Body, Controller, Param, Patch } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { ChangedRaceResponse, UpdateRaceDto } from '../races/race.dto.js';
import { toRaceResponse } from '../races/race.mapper.js';
import { RaceMoves } from './race-moves.service.js';

@ApiTags('races')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('races')
export class RaceMovesController {
  constructor(private readonly moves: RaceMoves) {}

  @Patch(':id')
  @ApiOperation({ summary: 'Change a race; a coach only one they made' })
  @ApiOkResponse({ type: ChangedRaceResponse })
  @ApiBadRequestResponse({ description: '`plan.race_too_near`, `plan.too_short`, `plan.too_long`' })
  @ApiConflictResponse({ description: '`race.in_use`, `plan.days_locked`, `athlete.plan_overlaps`' })
  async update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() data: UpdateRaceDto,
  ): Promise<ChangedRaceResponse> {
    const { race, replanned } = await this.moves.update(actor, id, data);
    return Object.assign(toRaceResponse(race), { replanned });
  }
}
