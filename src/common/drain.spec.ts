import { describe, expect, it } from 'vitest';
import { Drain } from './drain.js';

describe('Drain', () => {
  it('waits for the requests under way, and no longer', async () => {
    const drain = new Drain();
    const [leaveOne, leaveTwo] = [drain.enter(), drain.enter()];
    const ended = drain.begin(60_000);
    expect(drain.draining).toBe(true);
    leaveOne();
    leaveTwo();
    expect(await ended).toBe(0);
  });

  it('gives up after the grace, and says how many were left', async () => {
    const drain = new Drain();
    drain.enter();
    drain.enter()();
    expect(await drain.begin(20)).toBe(1);
  });

  it('tells those who would go on for ever', () => {
    const drain = new Drain();
    expect([drain.draining, drain.signal.aborted]).toEqual([false, false]);
    void drain.begin(20);
    expect([drain.draining, drain.signal.aborted]).toEqual([true, true]);
  });

  it('does not wait when nothing is under way', async () => {
    expect(await new Drain().begin(60_000)).toBe(0);
  });
});
