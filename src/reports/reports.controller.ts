import { applyDecorators, Controller, Get, Headers, Query, Res, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { CSV_MEDIA_TYPE } from '../common/csv.js';
import { varyBy } from '../common/vary.js';
import { AdherenceReport, CostReport, LoadReport } from './figures.dto.js';
import { renderReport } from './report.csv.js';
import { ReportQuery } from './report.dto.js';
import { acceptedFormat } from './report-format.js';
import { ReportsService, type Report } from './reports.service.js';

const IN_BOTH =
  'Months are calendar months. In CSV the columns are called as the fields, the last row is the total, and what cannot ' +
  'be known is `unknown`.';

/** What the answer is, in both formats. */
function ApiReport(type: Type, { summary, description }: { summary: string; description: string }) {
  return applyDecorators(
    ApiOperation({ summary, description: `${description} ${IN_BOTH}` }),
    ApiExtraModels(type),
    ApiOkResponse({
      headers: {
        'Content-Disposition': {
          schema: { type: 'string' },
          description: 'Of CSV alone: a name for the file',
        },
      },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(type) } },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
  );
}

/** Figures for the whole company. */
@ApiTags('reports')
@ApiBearerAuth()
@Roles('admin')
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get('adherence')
  @ApiReport(AdherenceReport, {
    summary: 'How plans were followed, and who wrote their weeks, by coach or month',
    description:
      'Days are the athletes’ own, up to today. No report of somebody who does not report is no missed run: they are ' +
      'counted apart. Pauses and times off are not missed. Of an archived plan counts what lay before.',
  })
  async adherence(
    @CurrentActor() actor: Actor,
    @Query() query: ReportQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdherenceReport | string> {
    return answer(await this.reports.adherence(actor, query), { name: 'adherence', query, accept, reply });
  }

  @Get('load')
  @ApiReport(LoadReport, {
    summary: 'What was run and what plans asked for, by coach or month',
    description: 'Days are the athletes’ own, up to today.',
  })
  async load(
    @CurrentActor() actor: Actor,
    @Query() query: ReportQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoadReport | string> {
    return answer(await this.reports.load(actor, query), { name: 'load', query, accept, reply });
  }

  @Get('cost')
  @ApiReport(CostReport, {
    summary: 'Calls of models, tokens and USD, and who wrote weeks, by coach or month',
    description:
      'Days are in UTC. A call counts for the coach that the plan’s athlete has now; what was spent for plans that are ' +
      'gone stays, with no coach known.',
  })
  async cost(
    @CurrentActor() actor: Actor,
    @Query() query: ReportQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CostReport | string> {
    return answer(await this.reports.cost(actor, query), { name: 'cost', query, accept, reply });
  }
}

/** As it was asked for: what the query says goes before what the headers say. */
function answer<Figures extends object>(
  report: Report<Figures>,
  {
    name,
    query,
    accept,
    reply,
  }: { name: string; query: ReportQuery; accept: string | undefined; reply: FastifyReply },
): Report<Figures> | string {
  varyBy(reply, 'accept');
  if ((query.format ?? acceptedFormat(accept)) === 'json') return report;
  const { by, from, to } = report;
  void reply.headers({
    'content-type': CSV_MEDIA_TYPE,
    'content-disposition': `attachment; filename="${name}-by-${by}-${from}-${to}.csv"`,
  });
  return renderReport(report);
}
