/** One field of a request that was wrong: an RFC 6901 JSON pointer and what would be accepted. */
export interface FieldError {
  pointer: string;
  detail: string;
  /** What is wrong with this field, where the answer's own `code` cannot say it for all of them. */
  code?: string;
  /** The coaching rule that stands against it, what it asks and what it met. */
  rule?: string;
  expected?: string;
  actual?: string;
}

/**
 * What a use case throws when it cannot do what was asked. Knows no HTTP: the one filter in
 * `problem.filter.ts` turns `kind` into a status. `code` is stable and documented, `detail` says what
 * to do next; neither may carry a query, a stack or another person's data.
 */
export abstract class DomainError extends Error {
  abstract readonly kind:
    | 'invalid'
    | 'unauthenticated'
    | 'forbidden'
    | 'not_found'
    | 'conflict'
    | 'precondition_failed'
    | 'precondition_required'
    | 'unprocessable'
    | 'too_many'
    | 'defect'
    | 'unavailable'
    | 'upstream'
    | 'deadline';

  constructor(
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(`${code}: ${detail}`);
    this.name = new.target.name;
  }
}

/** A field or a state that does not fit. 400. */
export class InvalidError extends DomainError {
  readonly kind = 'invalid';
}

/** A request whose fields cannot be accepted, all of them named. 400 `request.invalid`. */
export function requestInvalid(errors: readonly FieldError[]): InvalidError {
  const fields = errors.length === 1 ? 'One field' : `${errors.length} fields`;
  return new InvalidError(
    'request.invalid',
    `${fields} of the request cannot be accepted; see errors.`,
    errors,
  );
}

/** No or bad credentials. 401. */
export class UnauthenticatedError extends DomainError {
  readonly kind = 'unauthenticated';
}

/** The object is another's, or the role may not. 403. */
export class ForbiddenError extends DomainError {
  readonly kind = 'forbidden';
}

/** No such object. 404. */
export class NotFoundError extends DomainError {
  readonly kind = 'not_found';
}

/** It clashes with what is stored or under way. 409. */
export class ConflictError extends DomainError {
  readonly kind = 'conflict';
}

/** The same is under way already, and will be over. 409, with when to ask again. */
export class InFlightError extends DomainError {
  readonly kind = 'conflict';

  constructor(
    code: string,
    detail: string,
    readonly retryAfterSeconds: number,
  ) {
    super(code, detail);
  }
}

/** What was edited has changed since it was read. 412. */
export class PreconditionFailedError extends DomainError {
  readonly kind = 'precondition_failed';
}

/** An edit that does not say which state it was made from. 428. */
export class PreconditionRequiredError extends DomainError {
  readonly kind = 'precondition_required';
}

/** It contradicts what the same client said before. 422. */
export class UnprocessableError extends DomainError {
  readonly kind = 'unprocessable';
}

/** Too often. 429, with when to come again. */
export class TooManyRequestsError extends DomainError {
  readonly kind = 'too_many';

  constructor(
    code: string,
    detail: string,
    readonly retryAfterSeconds: number,
  ) {
    super(code, detail);
  }
}

/** Our own work did not pass our own checks: nothing was stored, and staff can do nothing but report it. 500. */
export class DefectError extends DomainError {
  readonly kind = 'defect';
}

/** Not now: starting, draining, or the database is away. 503. */
export class UnavailableError extends DomainError {
  readonly kind = 'unavailable';
}

/** Others whom the work needs could not do it. 502. */
export class UpstreamError extends DomainError {
  readonly kind = 'upstream';
}

/** It took longer than it may. 504. */
export class DeadlineError extends DomainError {
  readonly kind = 'deadline';
}
