import { applyDecorators, HttpCode, Injectable, type Type } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadGatewayResponse,
  ApiConflictResponse,
  ApiExtraModels,
  ApiGatewayTimeoutResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
} from '@nestjs/swagger';
import type { Actor } from '../auth/actor.js';
import { API_PREFIX } from '../common/http-app.js';
import { keyedRequestOf } from '../common/idempotency.interceptor.js';
import { prefersAsync } from '../common/prefer.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import { varyBy } from '../common/vary.js';
import { BatchResultResponse } from './batch-response.dto.js';
import { Batches, type NewBatch } from './batches.service.js';
import type { Exchange } from './exchange.decorator.js';
import { UNWATCHED, type LongWork } from './long-work.js';
import { OperationResponse } from './operation-response.dto.js';
import { OperationRunner } from './operation-runner.service.js';
import { toOperationResponse } from './operation.mapper.js';
import type { Operation } from './operation.entity.js';

/** A route of long work, which costs: 200 with `type`, or 202 with an operation for `Prefer: respond-async`. */
export const LongWorkRoute = (type: Type): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    RateLimited('costly'),
    ApiHeader({
      name: 'Prefer',
      required: false,
      schema: { type: 'string', example: 'respond-async' },
      description: 'respond-async: answer at once with an operation to follow',
    }),
    ApiOkResponse({ type }),
    ApiNotFoundResponse({ description: '`plan.not_found`' }),
    ApiConflictResponse({
      description: '`generation.in_progress`, `week.exists`, `athlete.plan_overlaps`, `plan.changed`, …',
    }),
    ApiBadGatewayResponse({
      description: '`ai.models_failed`, `ai.budget_reached`',
    }),
    ApiGatewayTimeoutResponse({ description: '`ai.deadline_passed`' }),
    ApiAcceptedResponse({
      type: OperationResponse,
      description: 'For Prefer: respond-async',
      headers: {
        Location: { required: true, schema: { type: 'string' }, description: 'The operation' },
        'Preference-Applied': { required: true, schema: { type: 'string', enum: ['respond-async'] } },
      },
    }),
  );

/** A route of a batch: always 202 with an operation. */
export const BatchRoute = (): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    RateLimited('costly'),
    ApiExtraModels(BatchResultResponse),
    ApiAcceptedResponse({
      type: OperationResponse,
      description: 'The operation, whose result has one entry per item',
      headers: { Location: { required: true, schema: { type: 'string' }, description: 'The operation' } },
    }),
  );

/** Answers requests for long work with what it came to, or at once with an operation when they prefer that. */
@Injectable()
export class LongWorkResponder {
  constructor(
    private readonly runner: OperationRunner,
    private readonly batches: Batches,
  ) {}

  async answer<T, B extends object>(
    work: LongWork<T>,
    { actor, exchange, toBody }: { actor: Actor; exchange: Exchange; toBody: (outcome: T) => B },
  ): Promise<B | OperationResponse> {
    const { request, reply } = exchange;
    varyBy(reply, 'prefer');
    if (!prefersAsync(request.headers['prefer'])) return toBody(await work.run(UNWATCHED));
    const occasion = { url: request.originalUrl, id: request.id };
    const operation = await this.runner.start(work, { actor, occasion, toBody });
    void reply.header('preference-applied', 'respond-async');
    return accepted(operation, reply);
  }

  /** Sets a batch going, or finds the one that this very request has set going before, and answers with its operation. */
  async begin(
    batch: NewBatch,
    { actor, exchange }: { actor: Actor; exchange: Exchange },
  ): Promise<OperationResponse> {
    const { request, reply } = exchange;
    const occasion = { url: request.originalUrl, id: request.id };
    const requestDigest = keyedRequestOf(request);
    return accepted(await this.batches.start(batch, { actor, occasion, requestDigest }), reply);
  }
}

function accepted(operation: Operation, reply: Exchange['reply']): OperationResponse {
  void reply.code(202).header('location', `/${API_PREFIX}/operations/${operation.id}`);
  return toOperationResponse(operation);
}
