import { CallFault } from './call-fault.js';
import type { FailureKind } from '../model-call.js';

/** Longer than this a timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why a watch is aborted in the end. One for all: an error made for each call took a hundredth of a plan's time. */
const OVER = new Error('the call is over');

/** What the work tells its watchdog. */
export interface Watch {
  /** Aborts when the work must end: pass it on to whatever holds a socket. */
  readonly signal: AbortSignal;
  /** The server is there: from now on it must keep sending events, the next one `withinMs` at most from now. */
  moved(withinMs: number): void;
}

/**
 * Does the work under a watchdog: it ends when the headers do not come, when it stops to move, when it takes too
 * long altogether, or when the caller aborts, even if what it waits for does not heed the signal. After that,
 * or when it is done, the watch's signal is aborted, so that no socket outlives it.
 * @param limits `headersMs` null: there is no more than the whole to wait for
 * @throws CallFault of the timeout that struck, or `cancelled`; else what the work throws
 */
export async function watched<T>(
  options: { signal: AbortSignal; limits: { headersMs: number | null; totalMs: number } },
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const { signal, limits } = options;
  if (signal.aborted) throw new CallFault('cancelled', 'the caller had given up');
  const controller = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const end = (kind: FailureKind, detail: string): void => reject(new CallFault(kind, detail));
  const within = (ms: number, kind: FailureKind, detail: string): NodeJS.Timeout =>
    setTimeout(() => end(kind, `${detail} within ${ms} ms`), Math.min(ms, LONGEST_TIMER_MS));
  const cancel = (): void => end('cancelled', 'the caller gave up');
  signal.addEventListener('abort', cancel, { once: true });
  const total = within(limits.totalMs, 'timeout_total', 'the reply was not complete');
  let step =
    limits.headersMs === null ? null : within(limits.headersMs, 'timeout_headers', 'no headers came');
  const moved = (withinMs: number): void => {
    if (controller.signal.aborted) return;
    if (step) clearTimeout(step);
    step = within(withinMs, 'timeout_idle', 'no event came');
  };
  try {
    return await Promise.race([expired, work({ signal: controller.signal, moved })]);
  } finally {
    if (step) clearTimeout(step);
    clearTimeout(total);
    signal.removeEventListener('abort', cancel);
    controller.abort(OVER);
  }
}
