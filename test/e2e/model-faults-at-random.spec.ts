import { expect, it } from 'vitest';
import { tryFaultyGenerations } from '../support/faulty-generations.js';

it('generations with models that fail at random each end well, or clearly and with nothing stored', async () => {
  const tally = await tryFaultyGenerations({ count: 30, seed: 7 });
  expect(tally['model']).toBeGreaterThan(0);
});
