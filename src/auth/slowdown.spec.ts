import { describe, expect, it } from 'vitest';
import { delayAfter, FORGOTTEN_AFTER_SECONDS, SLOWDOWNS, type SlowdownKind } from './slowdown.js';

const KINDS = Object.keys(SLOWDOWNS) as SlowdownKind[];

describe('the delay after failures', () => {
  it.each<[SlowdownKind, [failures: number, seconds: number][]]>([
    [
      'pair',
      [
        [0, 0],
        [5, 0],
        [6, 1],
        [7, 2],
        [8, 4],
        [15, 512],
        [16, 900],
        [1e6, 900],
      ],
    ],
    [
      'address',
      [
        [30, 0],
        [31, 1],
        [40, 512],
        [41, 900],
        [1e6, 900],
      ],
    ],
    [
      'account',
      [
        [10, 0],
        [11, 0.25],
        [12, 0.5],
        [15, 4],
        [16, 4],
        [1e6, 4],
      ],
    ],
  ])('grows by %s', (kind, rows) => {
    expect(rows.map(([failures]) => [failures, delayAfter(failures, kind)])).toEqual(rows);
  });

  it('never keeps an account’s owner out, and ends before it is forgotten', () => {
    expect(delayAfter(1e9, 'account')).toBeLessThan(5);
    for (const kind of KINDS) expect(delayAfter(1e9, kind)).toBeLessThan(FORGOTTEN_AFTER_SECONDS);
  });
});
