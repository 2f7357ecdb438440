import { createHash } from 'node:crypto';
import { PreconditionFailedError, PreconditionRequiredError } from './errors.js';

/** As an answer's documentation has it. */
export const ETAG_HEADER = {
  ETag: { required: true, description: 'The state it is in; goes into If-Match', schema: { type: 'string' } },
} as const;

/** The strong entity tag of something that counts its changes. */
export function etagOf({ revision }: { revision: number }): string {
  return `"${revision}"`;
}

/**
 * Lets an edit pass only when it was made from the state that is stored.
 * @param ifMatch the `If-Match` header: tags in quotes, or `*` for whatever is there
 * @throws PreconditionRequiredError without the header, PreconditionFailedError when no tag of it is the current one
 */
export function requireMatch(ifMatch: string | undefined, current: { revision: number }): void {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    throw new PreconditionRequiredError(
      'request.if_match_missing',
      'Send the ETag of the state you edit as If-Match; read it first.',
    );
  }
  const given = ifMatch.split(',').map((tag) => tag.trim());
  if (given.includes('*') || given.includes(etagOf(current))) return;
  throw new PreconditionFailedError(
    'request.stale',
    'It has changed since you read it; read it again and repeat the edit on what is there now.',
  );
}

/** The strong entity tag of what nobody counts the changes of. */
export function contentTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`;
}

/**
 * Whether whoever asks has it already.
 * @param ifNoneMatch the `If-None-Match` header: tags in quotes, weak ones too, or `*` for whatever is there
 */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}
