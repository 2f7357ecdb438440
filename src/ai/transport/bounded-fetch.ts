import { CallFault } from './call-fault.js';

/**
 * The platform's fetch, with bodies that end in a `bad_envelope` fault past `maxBytes` instead of filling the
 * memory, and redirects not followed: a prompt and a key go where the operator said, or nowhere.
 */
export function boundedFetch(options: { maxBytes: number; onHeaders?: () => void }): typeof fetch {
  const { maxBytes, onHeaders } = options;
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    onHeaders?.();
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(byteLimit(maxBytes)), { status, statusText, headers });
  };
}

function byteLimit(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) return controller.enqueue(chunk);
      controller.error(new CallFault('bad_envelope', `the reply is longer than ${maxBytes} bytes`));
    },
  });
}
