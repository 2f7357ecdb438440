import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemSourceOf } from './problem-source.js';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';

/** The one place where anything thrown becomes an answer: RFC 9457, never a stack, a query or another's data. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const source = problemSourceOf(error);
    if (source.status === 500) this.logger.error({ err: error }, 'request failed');
    // A stream that has begun cannot become a problem any more; its end is all that is left to give.
    if (reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    if (source.status === 401) void reply.header('www-authenticate', 'Bearer');
    if (source.retryAfterSeconds !== undefined) void reply.header('retry-after', source.retryAfterSeconds);
    void reply
      .code(source.status)
      .header('content-type', PROBLEM_MEDIA_TYPE)
      .send(problemOf(source, { url: request.originalUrl, id: request.id }));
  }
}
