import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
  ApiExtraModels,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { CalendarDate } from '../../coaching/model.js';
import { ETAG_HEADER, etagOf } from '../../common/etag.js';
import { IdParam } from '../../common/id-param.js';
import { renderCsv } from './csv.renderer.js';
import { ExportedPlanResponse, ExportQuery, type ExportFormat } from './export.dto.js';
import type { ExportedPlan, RenderedExport } from './exported-plan.js';
import { renderHtml } from './html.renderer.js';
import { renderIcs } from './ics.renderer.js';
import { renderJson } from './json.renderer.js';
import { PlanExports } from './plan-exports.service.js';

type Rendered = RenderedExport<string | Uint8Array>;

const RENDERERS: Readonly<
  Record<
    ExportFormat,
    (plan: ExportedPlan, options: { dropped: readonly CalendarDate[] }) => Rendered | Promise<Rendered>
  >
> = {
  csv: renderCsv,
  json: renderJson,
  ics: renderIcs,
  // Its SDK is a megabyte, which no start has to wait for.
  fit: async (plan) => (await import('./fit.renderer.js')).renderFit(plan),
  html: renderHtml,
};

/** Of the file, where the format's name is not what such files are called by. */
const EXTENSIONS: Readonly<Partial<Record<ExportFormat, string>>> = { fit: 'zip' };

/** A plan to take along. */
@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('training-plan/:id/export')
export class ExportController {
  constructor(private readonly exports: PlanExports) {}

  @Get()
  @ApiOperation({
    summary: 'A plan as a file: a sheet, data, a calendar, workouts for a watch or a page',
    description:
      'Distances and paces are in the units of the account that asks, unless the query names others. A plan that does ' +
      'not prepare for its race says so in every format.',
  })
  @ApiExtraModels(ExportedPlanResponse)
  @ApiOkResponse({
    headers: {
      ...ETAG_HEADER,
      'Content-Disposition': { schema: { type: 'string' }, description: 'A name for the file' },
    },
    content: {
      'text/csv': { schema: { type: 'string' } },
      'text/calendar': { schema: { type: 'string' } },
      'text/html': { schema: { type: 'string' } },
      'application/zip': { schema: { type: 'string', format: 'binary' } },
      'application/json': { schema: { $ref: getSchemaPath(ExportedPlanResponse) } },
    },
  })
  async export(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { format, units }: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | Buffer> {
    const plan = await this.exports.read(actor, id, { units });
    const dropped = format === 'ics' ? await this.exports.droppedRuns(plan) : [];
    const { body, mediaType, headers = {} } = await RENDERERS[format](plan, { dropped });
    void reply.headers({
      etag: etagOf(plan),
      ...headers,
      'content-type': mediaType,
      // By its id: a name in a header would go through proxies' logs.
      'content-disposition': `${format === 'html' ? 'inline' : 'attachment'}; filename="plan-${id}.${EXTENSIONS[format] ?? format}"`,
    });
    return typeof body === 'string' ? body : Buffer.from(body);
  }
}
