import { expect, it } from 'vitest';
import { SingleFlight } from './single-flight.js';

const { signal } = new AbortController();
const mayShare = (outcome: string): boolean => outcome === 'good';

it('does equal work once for all who want it meanwhile, and again for who comes later', async () => {
  const flights = new SingleFlight<string>();
  let done = 0;
  const work = async (): Promise<string> => {
    await Promise.resolve();
    done += 1;
    return 'good';
  };
  const outcomes = await Promise.all([1, 2, 3].map(() => flights.run('a', { work, mayShare, signal })));
  expect(outcomes.map(({ shared }) => shared)).toEqual([false, true, true]);
  expect(done).toBe(1);
  expect(await flights.run('a', { work, mayShare, signal })).toEqual({ outcome: 'good', shared: false });
  await Promise.all(['b', 'c'].map((key) => flights.run(key, { work, mayShare, signal })));
  expect(done).toBe(4);
});

it('shares neither a failure nor what may not be shared', async () => {
  for (const first of [() => Promise.reject(new Error('mine')), () => Promise.resolve('bad')]) {
    const flights = new SingleFlight<string>();
    const one = flights.run('a', { work: first, mayShare, signal });
    const other = flights.run('a', { work: () => Promise.resolve('good'), mayShare, signal });
    await Promise.allSettled([one]);
    expect(await other).toEqual({ outcome: 'good', shared: false });
  }
});

it('waits for another no longer than its own signal lets it', async () => {
  const flights = new SingleFlight<string>();
  const { promise, resolve } = Promise.withResolvers<string>();
  const slow = flights.run('a', { work: () => promise, mayShare, signal });
  const leaving = new AbortController();
  const waiting = flights.run('a', { work: () => Promise.resolve('good'), mayShare, signal: leaving.signal });
  leaving.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  resolve('good');
  expect(await slow).toEqual({ outcome: 'good', shared: false });
});
