import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseMs, nextDelayMs, STANDARD_TIMING } from './delivery-timing.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DELAYS = STANDARD_TIMING.retryDelaysMs.length;

const delay = (tries: number, random = 0.5, retryAfterMs: number | null = null) =>
  nextDelayMs(STANDARD_TIMING, { tries, retryAfterMs, random });

const tries = fc.integer({ min: 1, max: DELAYS });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the schedule', () => {
  it('starts with seconds, grows, and goes on for more than a day', () => {
    const delays = Array.from({ length: DELAYS }, (_, index) => delay(index + 1) ?? 0);
    expect(delays[0]).toBe(5_000);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(DAY);
    expect(delay(DELAYS + 1)).toBeNull();
  });

  it('waits longer after every try, at least and at most, whatever the draw', () => {
    fc.assert(
      fc.property(tries, random, (after, draw) => {
        const [least, ms, most] = [delay(after, 0) ?? 0, delay(after, draw) ?? 0, delay(after, 1) ?? 0];
        expect(ms).toBeGreaterThanOrEqual(least);
        expect(ms).toBeLessThanOrEqual(most);
        expect(least).toBeGreaterThan(0);
        if (after === 1) return;
        expect(least).toBeGreaterThan(delay(after - 1, 0) ?? 0);
        expect(most).toBeGreaterThan(delay(after - 1, 1) ?? 0);
      }),
    );
  });

  it('spreads what failed together', () => {
    fc.assert(
      fc.property(tries, (after) => {
        const [least, most] = [delay(after, 0) ?? 0, delay(after, 1) ?? 0];
        expect(most / least).toBeCloseTo(3, 1);
      }),
    );
  });

  it('waits as long as a receiver asks for, never less than its own, and no longer than a day', () => {
    fc.assert(
      fc.property(tries, random, fc.nat(5 * DAY), (after, draw, asked) => {
        const own = delay(after, draw) ?? 0;
        expect(delay(after, draw, asked)).toBe(Math.max(own, Math.min(asked, DAY)));
      }),
    );
  });
});

it('a try is taken for dead soon enough to be made again within half a minute, and never while it lasts', () => {
  const sweepAndPoll = 6_000;
  expect(leaseMs(STANDARD_TIMING) + sweepAndPoll).toBeLessThan(30_000);
  expect(leaseMs(STANDARD_TIMING)).toBeGreaterThan(STANDARD_TIMING.timeoutMs);
});
