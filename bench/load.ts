import { setTimeout as sleep } from 'node:timers/promises';
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
 * @param options.next gives the next request
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
  const setupRequest = (request: object) => {
    const { method, path, body } = next();
    // The length of a body is written into the headers: each request has its own.
    const sent = { ...request, method, path: `/api${path}`, headers: headersFor(staff.accessToken) };
    return body ? { ...sent, body: JSON.stringify(body) } : sent;
  };
  const result = await autocannon({ url, timeout: 60, requests: [{ setupRequest }], ...rest });
  if (result.errors > 0 || result.timeouts > 0 || result.non2xx > 0 || result['2xx'] === 0)
    throw new Error(
      `${result.non2xx} refused, ${result.errors} errors, ${result.timeouts} timeouts, ${result['2xx']} well answered`,
    );
  return result;
}

/** A request of a mixed load, by what it is. */
export interface KindOfRequest<K extends string> extends LoadRequest {
  kind: K;
}

/** Milliseconds from when each request was due until it was answered in full, by kind. */
export type Taken<K extends string> = Map<K, number[]>;

/** What is sent, by whose token, and for how long. */
export interface MixedLoad<K extends string> {
  next: () => KindOfRequest<K>;
  token: string;
  seconds: number;
}

/**
 * Sends a mixture of requests, eight at a time, each as soon as one is answered.
 * @throws Error for the first that is not answered with success
 */
export async function closedLoad<K extends string>(service: Service, load: MixedLoad<K>): Promise<Taken<K>> {
  const taken: Taken<K> = new Map();
  const until = performance.now() + 1000 * load.seconds;
  const one = async (): Promise<void> => {
    while (performance.now() < until) await answer(service, { ...load, taken, due: performance.now() });
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return taken;
}

/**
 * Sends a mixture of requests, so many a second at even distances, whether or not those before them are answered.
 * @throws Error for the first that is not answered with success; none is sent after it
 */
export async function pacedLoad<K extends string>(
  service: Service,
  { rate, ...load }: MixedLoad<K> & { rate: number },
): Promise<Taken<K>> {
  const taken: Taken<K> = new Map();
  const failed = new AbortController();
  const open = new Set<Promise<void>>();
  const begun = performance.now();
  for (let sent = 0; sent < rate * load.seconds && !failed.signal.aborted; sent += 1) {
    const due = begun + (1000 * sent) / rate;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const asked = answer(service, { ...load, taken, due })
      .catch((reason: unknown) => failed.abort(reason))
      .finally(() => open.delete(asked));
    open.add(asked);
  }
  await Promise.all(open);
  failed.signal.throwIfAborted();
  return taken;
}

async function answer<K extends string>(
  { url }: Service,
  { next, token, taken, due }: MixedLoad<K> & { taken: Taken<K>; due: number },
): Promise<void> {
  const { kind, method, path, body } = next();
  const sent = { method, headers: headersFor(token), ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`${url}/api${path}`, sent);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
  const took = taken.get(kind) ?? [];
  taken.set(kind, took);
  took.push(performance.now() - due);
}

function headersFor(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
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
