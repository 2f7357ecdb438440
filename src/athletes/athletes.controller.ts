import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiTags,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { sheetOf } from '../common/csv-body.js';
import { IdParam } from '../common/id-param.js';
import { PageQuery, toPageResponse } from '../common/paging.js';
import {
  AthleteListQuery,
  AthleteListResponse,
  AthletePaceListResponse,
  AthleteResponse,
  CreateAthleteDto,
  ImportQuery,
  ImportResponse,
  ReassignDto,
  ReassignedResponse,
  UpdateAthleteDto,
} from './athlete.dto.js';
import { AthleteImport } from './athlete-import.service.js';
import { toAthletePaceResponse, toAthleteResponse } from './athlete.mapper.js';
import { AthletesService } from './athletes.service.js';

const SHEET =
  'firstName,lastName,email,fiveKPace,preferredDays,coach\r\nAna,Berg,ana@example.com,7:30,2 4 6 7,coach@example.com\r\n';

const IMPORT = `CSV in UTF-8, separated by commas, semicolons or tabs, of at most 5,000 lines below the columns. These
are the fields of an athlete, in any order; \`preferredDays\` as "2 4 6 7" or "Tue;Thu;Sat", and \`coach\` by e-mail address
or id. \`errors\` names all that is wrong by line and column, \`/lines/12/email\`; of more than a thousand faults the first.`;

@ApiTags('athletes')
@ApiBearerAuth()
@Roles('admin', 'coach')
@Controller('athletes')
export class AthletesController {
  constructor(
    private readonly athletes: AthletesService,
    private readonly imports: AthleteImport,
  ) {}

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

  @Post('import')
  @Roles('admin')
  @ApiOperation({ summary: 'Add the athletes of a sheet: all of them, or nobody', description: IMPORT })
  @ApiConsumes('text/csv')
  @ApiBody({ required: true, schema: { type: 'string', example: SHEET } })
  @ApiCreatedResponse({ type: ImportResponse })
  @ApiOkResponse({ type: ImportResponse, description: 'With `dryRun`: all could be added' })
  @ApiConflictResponse({ description: '`athlete.email_taken`: others were quicker; `errors` names each' })
  @ApiPayloadTooLargeResponse({ description: 'The sheet is larger than 4 MB' })
  @ApiUnsupportedMediaTypeResponse({ description: 'The body is not text/csv' })
  async import(
    @CurrentActor() actor: Actor,
    @Query() { dryRun = false }: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportResponse> {
    const athletes = await this.imports.run(actor, { sheet: sheetOf(request), dryRun });
    void reply.code(dryRun ? 200 : 201);
    return { created: dryRun ? 0 : athletes.length, athletes };
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
