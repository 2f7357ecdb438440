import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request and the answer to it, for the few routes whose status or headers are not always the same. */
export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** The {@link Exchange}. What the method returns is still the body. */
export const CurrentExchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});
