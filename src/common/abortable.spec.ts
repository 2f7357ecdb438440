import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { within } from './abortable.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that goes on until its signal says otherwise. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('work within a time', () => {
  it('is what it comes to, and leaves no timer and no listener behind', async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    expect(await within(1000, signal, async () => 'done')).toBe('done');
    await expect(within(1000, signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
    expect(add).toHaveBeenCalledTimes(2);
    expect(remove).toHaveBeenCalledTimes(2);
  });

  it('is aborted when the time is over', async () => {
    const work = within(1000, new AbortController().signal, endless);
    vi.advanceTimersByTime(1000);
    await expect(work).rejects.toThrow('1000 ms');
  });

  it('is aborted with the signal that it was given, and not begun where that was before', async () => {
    const caller = new AbortController();
    const begun = within(1000, caller.signal, endless);
    caller.abort(new Error('gone'));
    await expect(begun).rejects.toThrow('gone');
    const work = vi.fn<() => Promise<void>>();
    await expect(within(1000, caller.signal, work)).rejects.toThrow('gone');
    expect(work).not.toHaveBeenCalled();
  });
});
