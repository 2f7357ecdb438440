import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostHalves, shareOut, smallestStretch } from './stretch.js';
import type { RangedDay } from './stretch.js';

const day = (type: RangedDay['type'], ceiling = 30): RangedDay => ({ type, ceiling });

describe('the stretch of a week', () => {
  it('is none while the days hold the miles', () => {
    expect(smallestStretch([day('easy'), day('tempo')], 24, null)).toEqual({ stretch: 100, held: 24 });
  });

  it('is the smallest hundredth that holds them', () => {
    expect(smallestStretch([day('tempo')], 26, null)).toEqual({ stretch: 186, held: 26 });
    expect(smallestStretch([day('easy')], 26, null)).toEqual({ stretch: 260, held: 26 });
  });

  it('goes no further than the ceilings need', () => {
    expect(smallestStretch([day('easy', 13), day('easy', 12)], 40, null)).toEqual({ stretch: 130, held: 25 });
  });

  it('stops at its cap', () => {
    expect(smallestStretch([day('easy')], 20, 117.64)).toEqual({ stretch: 117.64, held: 11 });
  });

  it('never lengthens the shakeout', () => {
    expect(mostHalves(day('shakeout'), 300)).toBe(8);
  });
});

describe('sharing out', () => {
  it('gives each day its lower end, then half a mile each in turn', () => {
    expect(shareOut([day('tempo'), day('easy'), day('intervals'), day('recovery')], 41, 100)).toEqual([
      12, 10, 12, 7,
    ]);
  });

  it('feeds the shakeout last', () => {
    expect(shareOut([day('tempo'), day('easy'), day('shakeout')], 14 + 10 + 5, 100)).toEqual([14, 10, 5]);
  });

  it('gives out all that the days can hold, and no day more than its most', () => {
    const days = fc.array(
      fc.record({
        type: fc.constantFrom('easy' as const, 'tempo' as const, 'recovery' as const),
        ceiling: fc.integer({ min: 8, max: 30 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(days, fc.integer({ min: 48, max: 200 }), (ranged, halves) => {
        const { stretch, held } = smallestStretch(ranged, halves, null);
        const given = shareOut(ranged, held, stretch);
        expect(given.reduce((sum, one) => sum + one, 0)).toBe(held);
        for (const [index, one] of given.entries()) {
          const bounds = ranged[index];
          if (bounds) expect(one).toBeLessThanOrEqual(mostHalves(bounds, stretch));
        }
      }),
    );
  });
});
