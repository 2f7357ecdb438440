import { Controller, Delete, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import { contentTag, isNotModified } from '../../common/etag.js';
import { IdParam } from '../../common/id-param.js';
import { Public } from '../../common/public.decorator.js';
import { SaidOnce } from '../../common/said-once.decorator.js';
import { CalendarLinks } from './calendar-links.service.js';
import { CalendarLinkResponse } from './calendar.dto.js';
import { renderIcs } from './ics.renderer.js';

const REFRESH_SECONDS = 4 * 3600;

/** Plans for calendars to subscribe to. */
@ApiTags('training plans')
@Controller()
export class CalendarController {
  constructor(private readonly links: CalendarLinks) {}

  @Post('training-plan/:id/calendar')
  @ApiBearerAuth()
  @Roles('admin', 'coach', 'athlete')
  @SaidOnce('Make another with a new Idempotency-Key; it takes the place of this one.')
  @ApiOperation({
    summary: 'Make your link to a plan for a calendar to subscribe to',
    description: 'It takes the place of the one you had.',
  })
  @ApiCreatedResponse({ type: CalendarLinkResponse })
  async create(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<CalendarLinkResponse> {
    const token = await this.links.create(actor, id);
    return { token, path: `/api/calendar/${token}.ics` };
  }

  @Delete('training-plan/:id/calendar')
  @ApiBearerAuth()
  @Roles('admin', 'coach', 'athlete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke every link to a plan, whoever made it' })
  @ApiNoContentResponse()
  async revoke(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<void> {
    await this.links.revoke(actor, id);
  }

  @Get('calendar/:token.ics')
  @Public()
  @ApiOperation({
    summary: 'A plan for a calendar that subscribed to it',
    description:
      'As whoever made the link may see it by now, in their units. Without days while the plan is archived.',
  })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiOkResponse({
    headers: { ETag: { required: true, schema: { type: 'string' } } },
    content: { 'text/calendar': { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 304, description: 'It is as it was' })
  @ApiNotFoundResponse({ description: '`calendar.not_found`: no such link, or a revoked one' })
  async read(
    @Param('token') token: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { body, mediaType } = renderIcs(await this.links.read(token), { refreshSeconds: REFRESH_SECONDS });
    const etag = contentTag(body);
    // Asked for again each time, which is cheap: nothing between may show it to another, or after it was revoked.
    void reply.headers({ etag, 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex, nofollow' });
    if (isNotModified(ifNoneMatch, etag)) {
      void reply.code(304);
      return undefined;
    }
    void reply.headers({ 'content-type': mediaType, 'content-disposition': 'inline; filename="plan.ics"' });
    return body;
  }
}
