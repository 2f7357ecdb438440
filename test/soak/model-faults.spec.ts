import { expect, it } from 'vitest';
import { tryFaultyGenerations } from '../support/faulty-generations.js';
import { SOAK } from '../support/soak.js';

it('1,000 generations with models that fail at random each end well, or clearly and with nothing stored', async () => {
  const tally = await tryFaultyGenerations({ count: 1000, seed: SOAK.seed });
  expect(tally['model']).toBeGreaterThan(100);
});
