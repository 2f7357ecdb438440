import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { of, type Observable } from 'rxjs';
import { ConflictError, InvalidError } from './errors.js';
import { IdempotencyKeys, type KeptAnswer } from './idempotency-keys.js';
import { pathOf } from './problem.js';
import { SAID_ONCE } from './said-once.decorator.js';
import { sha256 } from './sha256.js';

export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
/** Says of an answer that it was given before. */
export const REPLAYED_HEADER = 'Idempotent-Replayed';

/** Visible ASCII, in any form: a UUID, or quoted as a string of structured fields. */
export const KEY_PATTERN = '^[!-~]{1,255}$';
const KEY = new RegExp(KEY_PATTERN);

/** Headers that belong to an answer rather than to its being sent. */
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'preference-applied', 'vary'];

/**
 * Answers that only say "not now", or that hang on a header (`If-Match`), after which nothing was done: the same
 * request may succeed later, so its key is let go. So it is after any 5xx.
 */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 412, 425, 428, 429]);

/** What the guard has left of who asks; see `auth/actor.ts`. */
interface GuardedRequest extends FastifyRequest {
  actor?: { id: string; key?: { id: string } };
}

/** A request that is worked on under its key. */
interface Keyed {
  claimId: string;
  saidOnce: boolean;
}

/**
 * `Idempotency-Key` on every POST of somebody signed in: work is done once per actor, method, path and key, and a
 * repeat gets the answer of the first. Without the header nothing is asked of the database.
 *
 * What a request did before its process was killed is not undone: a repeat then meets what there is, like every other request.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);
  private readonly keyed = new WeakMap<FastifyRequest, Keyed>();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: IdempotencyKeys,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<GuardedRequest>();
    const key = request.headers[IDEMPOTENCY_KEY_HEADER.toLowerCase()];
    if (request.method !== 'POST' || !request.actor || key === undefined) return next.handle();
    const remedy = this.reflector.get<string | undefined>(SAID_ONCE, context.getHandler());
    const claim = await this.keys.claim(digestsOf(request, requireKey(key)));
    if (claim.state === 'withheld') throw answerWithheld(remedy);
    if (claim.state === 'answered') return replay(claim.answer, http.getResponse<FastifyReply>());
    this.keyed.set(request, { claimId: claim.id, saidOnce: remedy !== undefined });
    return next.handle();
  }

  /**
   * Stores what a request with a key is answered with, before it is. For the server's hook that sees every answer as
   * it is sent, also those that the filter makes of what was thrown. Never throws: what was done is done.
   */
  async settle(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    const keyed = this.keyed.get(request);
    if (!keyed) return;
    this.keyed.delete(request);
    const { claimId, saidOnce } = keyed;
    try {
      const answer = answerOf(reply, payload);
      if (answer === null) await this.keys.release(claimId);
      else await this.keys.keep(claimId, answer, saidOnce && answer.status < 400);
    } catch (error) {
      // Nobody renews the claim any more, so its lease ends by itself.
      this.logger.error({ err: error, claimId }, 'an answer could not be kept for its idempotency key');
    }
  }
}

function requireKey(header: string | string[]): string {
  // Sent twice, Node joins them with a comma and a space, which no key has.
  const key = [header].flat().join(', ');
  if (KEY.test(key)) return key;
  throw new InvalidError(
    'request.invalid',
    'Idempotency-Key: send 1 to 255 visible ASCII characters, such as a UUID, or leave it out.',
  );
}

/** A digest of a request and the key it came with: the same for the same one again; null without a key. */
export function keyedRequestOf(request: FastifyRequest): string | null {
  const key = request.headers[IDEMPOTENCY_KEY_HEADER.toLowerCase()];
  if (key === undefined) return null;
  const { digest, requestDigest } = digestsOf(request, requireKey(key));
  return sha256(JSON.stringify([digest, requestDigest]));
}

function digestsOf({ actor, method, originalUrl, body }: GuardedRequest, key: string) {
  const path = pathOf(originalUrl);
  return {
    digest: sha256(JSON.stringify([actor?.id, actor?.key?.id ?? null, method, path, key])),
    // No body says what an empty one does; a sheet's bytes are many.
    requestDigest: sha256(
      JSON.stringify([
        originalUrl.slice(path.length),
        body instanceof Uint8Array ? sha256(body) : (body ?? {}),
      ]),
    ),
  };
}

/** The answer as it is kept; null for one that is not. */
function answerOf(reply: FastifyReply, payload: unknown): KeptAnswer | null {
  const status = reply.statusCode;
  const body = payload ?? null;
  if (status >= 500 || NOT_NOW.has(status) || (body !== null && typeof body !== 'string')) return null;
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return { status, headers, body };
}

function replay({ status, headers, body }: KeptAnswer, reply: FastifyReply): Observable<unknown> {
  void reply.code(status).headers({ ...headers, [REPLAYED_HEADER]: 'true' });
  return of(body ?? undefined);
}

/** @param remedy of a route whose answer is said once; others have lost it to an erasure */
function answerWithheld(remedy: string | undefined): ConflictError {
  const why =
    remedy === undefined
      ? 'its answer was about somebody who was erased since. Look at what is there now.'
      : `its answer held a secret that is said once and not kept. ${remedy}`;
  return new ConflictError(
    'idempotency.answer_withheld',
    `This was done when the key was sent first; ${why}`,
  );
}
