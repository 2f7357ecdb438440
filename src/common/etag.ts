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
