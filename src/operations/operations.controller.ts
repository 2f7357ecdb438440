import { Controller, Delete, Get, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { CurrentActor } from '../auth/current-actor.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { IdParam } from '../common/id-param.js';
import { CurrentExchange, type Exchange } from './exchange.decorator.js';
import { OperationResponse } from './operation-response.dto.js';
import type { Operation } from './operation.entity.js';
import { OperationStream } from './operation-stream.service.js';
import { toOperationResponse } from './operation.mapper.js';
import { OperationsService } from './operations.service.js';

@ApiTags('operations')
@ApiBearerAuth()
@Roles('admin', 'coach', 'athlete')
@Controller('operations')
export class OperationsController {
  constructor(
    private readonly operations: OperationsService,
    private readonly stream: OperationStream,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'How far long work is, and what it came to' })
  @ApiOkResponse({ type: OperationResponse })
  async get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<OperationResponse> {
    return this.told(await this.operations.get(actor, id));
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Give up long work: from here on nothing of it is stored',
    description: 'Of a batch what is done stays, and the rest never starts.',
  })
  @ApiOkResponse({ type: OperationResponse })
  @ApiConflictResponse({ description: '`operation.finished`' })
  async cancel(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<OperationResponse> {
    return this.told(await this.operations.cancel(actor, id));
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'What happens in long work, as server-sent events until it has ended',
    description:
      'Events are numbered; a client that connects again with Last-Event-ID misses none. The last is operation.succeeded, operation.failed or operation.cancelled.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event received' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiNoContentResponse({ description: 'It has ended, and the client has all of its events' })
  async events(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @CurrentExchange() { request, reply }: Exchange,
  ): Promise<AsyncIterable<string> | undefined> {
    const operation = await this.operations.get(actor, id);
    const events = this.stream.open(operation, {
      lastEventId: request.headers['last-event-id']?.toString(),
      response: reply.raw,
    });
    if (!events) {
      void reply.code(204);
      return undefined;
    }
    // Proxies are not to collect them.
    void reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    return events;
  }

  private async told(operation: Operation): Promise<OperationResponse> {
    return toOperationResponse(operation, await this.operations.items(operation));
  }
}
