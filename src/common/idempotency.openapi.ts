import type { OpenAPIObject } from '@nestjs/swagger';
import { IDEMPOTENCY_KEY_HEADER, KEY_PATTERN, REPLAYED_HEADER } from './idempotency.interceptor.js';

const PARAMETER = 'IdempotencyKey';

const DESCRIPTION =
  `Sent again with the same key, query and body within 24 hours, the request is not worked on again:
the answer is the one it had, with \`${REPLAYED_HEADER}: true\`. A key counts for the account or API key that sends it,
and for one address. After a 5xx, and after 408, 409, 412, 425, 428 and 429, the request may be sent again with the
same key. An answer that holds a secret which is said once is not kept: the repeat is a 409.`.replaceAll(
    '\n',
    ' ',
  );

/** Describes `Idempotency-Key` on every POST of somebody signed in. */
export function describeIdempotency(document: OpenAPIObject): void {
  document.components = {
    ...document.components,
    parameters: {
      ...document.components?.parameters,
      [PARAMETER]: {
        name: IDEMPOTENCY_KEY_HEADER,
        in: 'header',
        required: false,
        description: DESCRIPTION,
        schema: { type: 'string', pattern: KEY_PATTERN },
      },
    },
  };
  for (const { post } of Object.values(document.paths)) {
    if (!post?.security?.length) continue;
    post.parameters = [...(post.parameters ?? []), { $ref: `#/components/parameters/${PARAMETER}` }];
  }
}
