import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../auth/actor.js';
import { CurrentActor } from '../../auth/current-actor.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import { CurrentExchange, type Exchange } from '../../operations/exchange.decorator.js';
import { BatchRoute, LongWorkResponder } from '../../operations/long-work.responder.js';
import type { OperationResponse } from '../../operations/operation-response.dto.js';
import { PlanBatchDto } from './plan-batch.dto.js';
import { PlanBatches } from './plan-batches.service.js';

@ApiTags('training plans')
@ApiBearerAuth()
@Roles('admin')
@Controller('training-plan')
export class PlanBatchController {
  constructor(
    private readonly batches: PlanBatches,
    private readonly responder: LongWorkResponder,
  ) {}

  @Post('batch')
  @BatchRoute()
  @ApiOperation({
    summary: 'Make and generate up to 500 plans, each with a result of its own',
    description:
      'One failure stops no other, and a failed item leaves nothing behind. Cancelled, what is done stays and the rest never starts. A batch whose process dies is gone on with.',
  })
  async batch(
    @CurrentActor() actor: Actor,
    @Body() data: PlanBatchDto,
    @CurrentExchange() exchange: Exchange,
  ): Promise<OperationResponse> {
    return this.responder.begin(await this.batches.prepare(actor, data), { actor, exchange });
  }
}
