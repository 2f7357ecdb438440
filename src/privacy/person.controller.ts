import { Controller, Delete, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AthletesService } from '../athletes/athletes.service.js';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { PersonErasure } from './person-erasure.service.js';
import { PersonExport } from './person-export.service.js';
import { PersonExportResponse, RemoveAthleteQuery } from './person.dto.js';
import { toPersonExportResponse } from './person.mapper.js';

@ApiTags('athletes')
@ApiBearerAuth()
@Controller('athletes/:id')
export class PersonController {
  constructor(
    private readonly exports: PersonExport,
    private readonly erasure: PersonErasure,
    private readonly athletes: AthletesService,
  ) {}

  @Get('export')
  @Roles('admin')
  @ApiOperation({ summary: 'Everything on record about an athlete, as a file' })
  @ApiOkResponse({
    type: PersonExportResponse,
    headers: { 'Content-Disposition': { schema: { type: 'string' }, description: 'A name for the file' } },
  })
  async export(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonExportResponse> {
    const record = await this.exports.of(actor, id);
    // By their id: a name in a header would go through proxies' logs.
    void reply.header('content-disposition', `attachment; filename="athlete-${id}.json"`);
    return toPersonExportResponse(record);
  }

  @Delete()
  @Roles('admin', 'coach')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an athlete who has no plans, or erase one with all that is personal',
    description:
      'Erasure cannot be undone. Work under way for them is given up and their account closed; what models cost and ' +
      'how generations ended is still counted.',
  })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: '`athlete.has_plans`' })
  async remove(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { erase = false }: RemoveAthleteQuery,
  ): Promise<void> {
    await (erase ? this.erasure.erase(actor, id) : this.athletes.remove(actor, id));
  }
}
