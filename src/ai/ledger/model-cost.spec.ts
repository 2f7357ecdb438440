import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costUsd, priceOn } from './model-cost.js';

const prices = [
  { from: '2026-01-01', input: 1, cached: 0.1, output: 6 },
  { from: '2026-07-30', input: 0.2, cached: 0.02, output: 1.2 },
];
const usage = { input: 1_000_000, cached: 250_000, output: 100_000, reasoning: 40_000 };
const at = new Date('2026-11-22T10:00:00Z');

describe('costUsd', () => {
  it('takes cached tokens out of the input and reasoning ones as output', () => {
    expect(costUsd({ prices }, { usage, at })).toBeCloseTo(0.75 * 0.2 + 0.25 * 0.02 + 0.1 * 1.2, 12);
  });

  it('takes the prices of the day (UTC)', () => {
    const before = new Date('2026-07-29T23:59:59Z');
    expect(costUsd({ prices }, { usage, at: before })).toBeCloseTo(0.75 + 0.025 + 0.6, 12);
    expect(priceOn({ prices }, '2026-07-30')).toBe(prices[1]);
  });

  it('is half for what may wait', () => {
    const full = costUsd({ prices }, { usage, at }) ?? Number.NaN;
    expect(costUsd({ prices }, { usage, at, tier: 'flex' })).toBeCloseTo(full / 2, 12);
    expect(costUsd({ prices }, { usage, at, tier: 'batch' })).toBeCloseTo(full / 2, 12);
  });

  it.each([
    ['without prices', [], usage, at],
    ['before the first price', prices, usage, new Date('2025-12-31T00:00:00Z')],
    ['without a count of tokens', prices, null, at],
  ])('is unknown, not nothing: %s', (_, prices, usage, at) => {
    expect(costUsd({ prices }, { usage, at })).toBeNull();
  });

  it('is never below nothing, whatever a server counts', () => {
    const count = fc.nat({ max: 10_000_000 });
    fc.assert(
      fc.property(fc.record({ input: count, cached: count, output: count, reasoning: count }), (usage) => {
        const cost = costUsd({ prices }, { usage, at }) ?? -1;
        expect(cost).toBeGreaterThanOrEqual((usage.output * 1.2) / 1e6);
        expect(cost).toBeLessThanOrEqual((usage.input * 0.2 + usage.output * 1.2) / 1e6 + 1e-9);
      }),
    );
  });
});
