import autocannon, { type Result } from 'autocannon';
import type { Service } from './service.js';

/** One request of a load; the path without `/api`. */
export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
}

/**
 * Sends requests over some connections, each as soon as the one before it is answered.
 * @param load.next gives the next request
 * @throws Error when any was not answered with success: a rate of refusals is no rate
 */
export async function load(
  { url, staff }: Service,
  options: {
    connections: number;
    next: () => LoadRequest;
  } & ({ duration: number } | { amount: number }),
): Promise<Result> {
  const { next, ...rest } = options;
  const headers = { authorization: `Bearer ${staff.accessToken}`, 'content-type': 'application/json' };
  const setupRequest = (request: object) => {
    const { method, path, body } = next();
    const sent = { ...request, method, path: `/api${path}`, headers };
    return body ? { ...sent, body: JSON.stringify(body) } : sent;
  };
  const result = await autocannon({ url, timeout: 60, requests: [{ setupRequest }], ...rest });
  if (result.errors > 0 || result.timeouts > 0 || result.non2xx > 0 || result['2xx'] === 0)
    throw new Error(
      `${result.non2xx} refused, ${result.errors} errors, ${result.timeouts} timeouts, ${result['2xx']} well answered`,
    );
  return result;
}

/** Gives the items in turn, over and over. */
export function inTurn<T>(items: readonly T[]): () => T {
  let at = 0;
  return () => {
    const item = items[at % items.length];
    at += 1;
    if (item === undefined) throw new RangeError('There is nothing to take in turn');
    return item;
  };
}
