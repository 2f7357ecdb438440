import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watched, type Watch } from './watchdog.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});

/** Starts work that the test ends, and says how it ended. */
function start(options: { headersMs?: number | null; totalMs?: number; signal?: AbortSignal } = {}) {
  const { headersMs = 100, totalMs = 1000, signal = new AbortController().signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let watch: Watch | undefined;
  let end = '';
  const done = (async () => {
    try {
      end = await watched({ signal, limits: { headersMs, totalMs } }, (given) => {
        watch = given;
        return promise;
      });
    } catch (error) {
      end = error instanceof Error ? error.message : String(error);
    }
  })();
  return { watch: () => watch, end: () => end, done, resolve, reject };
}

describe('watched', () => {
  it('lets work be that comes to its end', async () => {
    const work = start();
    work.resolve('done');
    await work.done;
    expect(work.end()).toBe('done');
    expect(work.watch()?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('hands on what the work throws', async () => {
    const work = start();
    work.reject(new Error('broken'));
    await work.done;
    expect(work.end()).toBe('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends work that waits for headers, though it does not heed the signal', async () => {
    const work = start();
    await vi.advanceTimersByTimeAsync(99);
    expect(work.end()).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(work.end()).toMatch(/^timeout_headers/);
    expect(work.watch()?.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for headers as long as for the whole where it is told so', async () => {
    const work = start({ headersMs: null });
    await vi.advanceTimersByTimeAsync(999);
    expect(work.end()).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(work.end()).toMatch(/^timeout_total/);
  });

  it('ends work that stops to move', async () => {
    const work = start();
    await vi.advanceTimersByTimeAsync(90);
    work.watch()?.moved(200);
    await vi.advanceTimersByTimeAsync(190);
    work.watch()?.moved(50);
    await vi.advanceTimersByTimeAsync(49);
    expect(work.end()).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(work.end()).toMatch(/^timeout_idle/);
  });

  it('ends work that moves for ever', async () => {
    const work = start();
    for (let ms = 0; ms < 1000; ms += 50) {
      work.watch()?.moved(100);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(work.end()).toMatch(/^timeout_total/);
    work.watch()?.moved(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when the caller gives up, and does not begin when it has', async () => {
    const controller = new AbortController();
    const work = start({ signal: controller.signal });
    controller.abort();
    await work.done;
    expect(work.end()).toMatch(/^cancelled/);
    const late = start({ signal: controller.signal });
    await late.done;
    expect(late.end()).toMatch(/^cancelled/);
    expect(late.watch()).toBeUndefined();
  });

  it('takes a limit past the longest timer for a long one', async () => {
    const signal = new AbortController().signal;
    const limits = { headersMs: null, totalMs: Number.MAX_SAFE_INTEGER };
    let ended = false;
    void watched({ signal, limits }, () => never).catch(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(ended).toBe(false);
  });
});
