import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerStorage } from '@nestjs/throttler';
import type { AuthenticatedRequest } from '../auth/actor.js';
import { TooManyRequestsError } from '../common/errors.js';
import { RATE_CLASS, type RateClass } from '../common/rate-limited.decorator.js';
import { sha256 } from '../common/sha256.js';

const WINDOW_MS = 60_000;

/** One limit of requests. */
export interface RateLimit {
  /** `default`: the one that the answers' `RateLimit-*` headers tell of without naming it. */
  readonly name: string;
  /** Requests a minute; 0 for any number. */
  readonly limit: number;
  /** The class of the routes it is for; null for all. */
  readonly of: RateClass | null;
  /** Whether each route has a count of its own. */
  readonly perRoute?: boolean;
  /** Whether answers say how much of it is left. */
  readonly told: boolean;
}

/** Refuses requests past a limit with 429 `request.too_many`. */
export abstract class RateLimitGuard extends ThrottlerGuard {
  protected override readonly headerPrefix = 'RateLimit';

  constructor(limits: readonly RateLimit[], counts: ThrottlerStorage, reflector: Reflector) {
    const classOf = (context: ExecutionContext) =>
      reflector.getAllAndOverride<RateClass | undefined>(RATE_CLASS, [
        context.getHandler(),
        context.getClass(),
      ]);
    const throttlers = limits.map(({ name, limit, of, perRoute, told }) => ({
      name,
      limit,
      ttl: WINDOW_MS,
      setHeaders: told,
      skipIf: (context: ExecutionContext) => {
        const rateClass = classOf(context);
        return limit === 0 || rateClass === 'never' || (of !== null && of !== rateClass);
      },
      generateKey: (context: ExecutionContext, who: string) =>
        sha256(JSON.stringify([name, perRoute ? context.getHandler().name : null, who])),
    }));
    super({ throttlers }, counts, reflector);
  }

  /** Whose requests are counted together; null for a request that this guard does not count. */
  protected abstract whoIs(request: AuthenticatedRequest): string | null;

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.whoIs(context.switchToHttp().getRequest()) === null);
  }

  protected override getTracker(request: AuthenticatedRequest): Promise<string> {
    return Promise.resolve(this.whoIs(request) ?? '');
  }

  /** `Retry-After` is the problem's, and has no name of a limit at its end. */
  protected override setResponseHeader(reply: Record<string, unknown>, name: string, value: number): void {
    if (!name.startsWith('Retry-After')) super.setResponseHeader(reply, name, value);
  }

  protected override throwThrottlingException(
    _: ExecutionContext,
    { limit, timeToBlockExpire }: { limit: number; timeToBlockExpire: number },
  ): Promise<void> {
    throw new TooManyRequestsError(
      'request.too_many',
      `More than ${limit} requests in a minute; wait ${timeToBlockExpire} s and send this one again.`,
      timeToBlockExpire,
    );
  }
}
