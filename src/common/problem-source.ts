import { HttpException } from '@nestjs/common';
import { DomainError, InFlightError, TooManyRequestsError } from './errors.js';
import { isDatabaseBusy, isDatabaseUnavailable } from './database-failure.js';
import type { ProblemSource } from './problem.js';

const STATUS_OF_KIND: Readonly<Record<DomainError['kind'], number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  precondition_required: 428,
  unprocessable: 422,
  too_many: 429,
  defect: 500,
  unavailable: 503,
  upstream: 502,
  deadline: 504,
};

/** Code and detail of a status that the framework, not a use case, answers with. The framework's own words may quote input. */
const FRAMEWORK_PROBLEMS: Readonly<Record<number, { code: string; detail: string }>> = {
  400: {
    code: 'request.invalid',
    detail: 'The request could not be read; send well-formed JSON and a valid URL.',
  },
  401: {
    code: 'auth.required',
    detail: 'Sign in at POST /api/auth/login and send the access token as a Bearer token.',
  },
  403: { code: 'auth.forbidden', detail: 'Your role may not do this.' },
  404: {
    code: 'route.not_found',
    detail: 'There is nothing at this address; the API is described at /api/docs.',
  },
  405: {
    code: 'route.method_not_allowed',
    detail: 'This address does not take that method; see the Allow header.',
  },
  408: { code: 'request.timeout', detail: 'The request took too long to arrive; send it again.' },
  413: { code: 'request.too_large', detail: 'The body is larger than 1 MB, or a sheet than 4 MB.' },
  414: { code: 'request.uri_too_long', detail: 'The address is longer than 4,000 characters.' },
  415: {
    code: 'request.media_type',
    detail: 'Send the body as Content-Type: application/json; a sheet of athletes as text/csv.',
  },
  429: { code: 'request.too_many', detail: 'Too many requests; wait as Retry-After says.' },
  431: { code: 'request.headers_too_large', detail: 'The headers are larger than 16 KB.' },
  503: { code: 'service.unavailable', detail: 'Not ready; try again shortly.' },
};

/** Of these it is always said when to try again. */
const COMES_BACK: ReadonlySet<number> = new Set([429, 503]);

const UNEXPECTED: ProblemSource = {
  status: 500,
  code: 'service.unexpected',
  detail: 'Something went wrong on our side. Report the traceId; the logs hold the reason under it.',
};

/** What any thrown thing means to a client. Whatever is not known here is a 500 that tells nothing of its cause. */
export function problemSourceOf(error: unknown): ProblemSource {
  if (error instanceof DomainError) {
    const { code, detail, errors } = error;
    const status = STATUS_OF_KIND[error.kind];
    return { status, code, detail, errors, ...retryAfter(error) };
  }
  if (isDatabaseUnavailable(error)) {
    return {
      status: 503,
      code: 'service.database_unavailable',
      detail: 'The database does not answer; try again shortly.',
      retryAfterSeconds: 2,
    };
  }
  if (isDatabaseBusy(error)) {
    return {
      status: 503,
      code: 'service.busy',
      detail: 'The same data is being changed by others, or the database is slow; try again.',
      retryAfterSeconds: 1,
    };
  }
  return frameworkProblem(statusOf(error));
}

function retryAfter(error: DomainError): { retryAfterSeconds?: number } {
  if (error instanceof TooManyRequestsError || error instanceof InFlightError) {
    return { retryAfterSeconds: error.retryAfterSeconds };
  }
  return error.kind === 'unavailable' ? { retryAfterSeconds: 1 } : {};
}

/** What a status alone means, when the framework refused the request. */
export function frameworkProblem(status: number | undefined): ProblemSource {
  if (status === undefined || status < 400 || status === 500) return UNEXPECTED;
  const known = FRAMEWORK_PROBLEMS[status];
  if (known) return { status, ...known, ...(COMES_BACK.has(status) && { retryAfterSeconds: 1 }) };
  return status < 500 ? { status, code: 'request.refused', detail: 'The request was refused.' } : UNEXPECTED;
}

/** Nest's exceptions carry their status in a method, Fastify's (body, media type, URL) in a property. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined;
  const isFastifys = typeof error.code === 'string' && error.code.startsWith('FST_');
  return isFastifys && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
