import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPace, parsePace } from './pace.js';

describe('formatPace', () => {
  it.each([
    [479.4, '7:59'],
    [479.5, '8:00'],
    [479.999, '8:00'],
    [600, '10:00'],
    [65, '1:05'],
    [1500, '25:00'],
  ])('prints %d s per mile as %s', (pace, text) => {
    expect(formatPace(pace)).toBe(text);
  });

  it('never prints :60 and is at most half a second off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5999, noNaN: true }), (pace) => {
        const text = formatPace(pace);
        expect(text).toMatch(/^\d{1,2}:[0-5]\d$/);
        expect(Math.abs((parsePace(text) ?? Number.NaN) - pace)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('parsePace', () => {
  it('reads every whole pace back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5999 }), (pace) => {
        expect(parsePace(formatPace(pace))).toBe(pace);
      }),
    );
  });

  it.each(['', '8', '8:5', '8:60', '8:05:00', ':30', '-8:00', '8.5', '100:00', '8:00/mi'])(
    'refuses %j',
    (text) => {
      expect(parsePace(text)).toBeNull();
    },
  );

  it('forgives blanks around it', () => {
    expect(parsePace(' 8:05 ')).toBe(485);
  });
});
