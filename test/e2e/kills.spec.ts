import { expect, it } from 'vitest';
import { killReplicas } from '../support/kill-rounds.js';

it('two replicas that are killed lose, double and halve no week', async () => {
  const { faults, plans } = await killReplicas({ kills: 3, seed: 7 });
  expect(faults).toEqual([]);
  expect(plans).toBeGreaterThan(0);
}, 120_000);
