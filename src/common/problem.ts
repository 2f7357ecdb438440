import { STATUS_CODES } from 'node:http';
import type { FieldError } from './errors.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An error as RFC 9457 has it, with our `code` (stable, for programs) and `traceId` (the request's id in the logs). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  traceId: string;
  errors?: readonly FieldError[];
}

/** What is known of a failure before it is tied to a request. */
export interface ProblemSource {
  status: number;
  code: string;
  detail: string;
  errors?: readonly FieldError[];
  retryAfterSeconds?: number;
}

/** The request a problem belongs to. `url` may carry a query; only its path is repeated, a query may hold personal data. */
export interface ProblemOccasion {
  url: string;
  id: string;
}

export function problemOf(source: ProblemSource, occasion: ProblemOccasion): Problem {
  const problem: Problem = {
    // `about:blank`: the title is the status phrase; `code` tells problems of one status apart.
    type: 'about:blank',
    title: STATUS_CODES[source.status] ?? 'Error',
    status: source.status,
    detail: source.detail,
    instance: pathOf(occasion.url),
    code: source.code,
    traceId: occasion.id,
  };
  return source.errors && source.errors.length > 0 ? { ...problem, errors: source.errors } : problem;
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
