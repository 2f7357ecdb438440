import { vi } from 'vitest';

/**
 * Has the process live in a time zone, which Node asks its environment for.
 * @returns the way back: for `onTestFinished`, or as what `beforeAll` returns
 */
export function inTimeZone(zone: string): () => void {
  vi.stubEnv('TZ', zone);
  return () => void vi.unstubAllEnvs();
}
