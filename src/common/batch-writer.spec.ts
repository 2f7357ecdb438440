import { describe, expect, it } from 'vitest';
import { BatchWriter } from './batch-writer.js';

describe('writing in batches', () => {
  it('shares a write among what comes while one is under way, in order, and never writes twice at once', async () => {
    const writes: number[][] = [];
    let underWay = 0;
    const writer = new BatchWriter<number>(async (items) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      writes.push(items);
      underWay -= 1;
    });
    const first = writer.add(1);
    // The first write takes up what was added in the same turn.
    await Promise.resolve();
    await Promise.resolve();
    const others = [2, 3, 4].map((item) => writer.add(item));
    await Promise.all([first, ...others]);
    expect(writes.flat()).toEqual([1, 2, 3, 4]);
    expect(writes.length).toBeLessThanOrEqual(2);
    await writer.add(5);
    expect(writes.at(-1)).toEqual([5]);
  });

  it('tells those whose write failed, and only them', async () => {
    const writer = new BatchWriter<string>((items) =>
      items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    await expect(writer.add('bad')).rejects.toThrow('no');
    await expect(writer.add('good')).resolves.toBeUndefined();
  });
});
