import { describe, expect, it } from 'vitest';
import { batchSizes } from './bulk-week.js';

const sized = (...sizes: number[]) => sizes.map((bytes) => ({ bytes }));

describe('the parts in which requests are handed in', () => {
  it('hold no more requests than a batch may', () => {
    expect(batchSizes(sized(1, 1, 1, 1, 1), { most: 2 })).toEqual([sized(1, 1), sized(1, 1), sized(1)]);
  });

  it('hold no more bytes than a batch may, to the byte', () => {
    expect(batchSizes(sized(4, 6, 1, 9, 1), { mostBytes: 10 })).toEqual([sized(4, 6), sized(1, 9), sized(1)]);
  });

  it('keep one that is too large for any batch by itself', () => {
    expect(batchSizes(sized(1, 99, 1), { mostBytes: 10 })).toEqual([sized(1), sized(99), sized(1)]);
  });

  it('are none for nothing', () => {
    expect(batchSizes([])).toEqual([]);
  });
});
