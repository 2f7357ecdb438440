import { expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.js';

/** A round that ends when it is told to. */
function aRound() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { work: () => promise, resolve, reject };
}

it('shares a round with all who want one meanwhile, and begins another afterwards', async () => {
  const rounds = new OneAtATime<string>();
  const first = aRound();
  const asked = [rounds.run(first.work), rounds.run(() => Promise.resolve('second'))];
  first.resolve('first');
  expect(await Promise.all(asked)).toEqual(['first', 'first']);
  expect(await rounds.run(() => Promise.resolve('second'))).toBe('second');
});

it('fails for all who share a round that fails, and for nobody after them', async () => {
  const rounds = new OneAtATime<string>();
  const asked = [1, 2].map(() => rounds.run(() => Promise.reject(new Error('away'))));
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await rounds.run(() => Promise.resolve('back'))).toBe('back');
});

it('is idle once the round under way has ended, also in failure', async () => {
  const rounds = new OneAtATime<string>();
  await rounds.idle();
  const round = aRound();
  const events: string[] = [];
  const failed = rounds.run(round.work).catch(() => events.push('ended'));
  const idle = rounds.idle().then(() => events.push('idle'));
  await Promise.resolve();
  events.push('ending');
  round.reject(new Error('away'));
  await Promise.all([idle, failed]);
  expect(events).toEqual(['ending', 'ended', 'idle']);
});
