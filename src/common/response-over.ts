import type { ServerResponse } from 'node:http';

const waiting = new WeakMap<ServerResponse, (() => void)[]>();

/**
 * Calls `work` once a response is over, sent or cut. All that is called shares one listener: a stream brings listeners of
 * its own, and at the eleventh Node warns of a leak there is none of.
 */
export function whenOver(response: ServerResponse, work: () => void): void {
  const known = waiting.get(response);
  if (known) {
    known.push(work);
    return;
  }
  const all = [work];
  waiting.set(response, all);
  response.once('close', () => {
    for (const each of all) each();
  });
}
