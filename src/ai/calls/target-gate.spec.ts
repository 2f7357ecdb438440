import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { profileAt } from '../../../test/support/model-requests.js';
import { ModelCallError, type FailureKind } from '../model-call.js';
import { BreakerOpenError, TargetGates } from './target-gate.js';

const profile = profileAt('http://127.0.0.1:9/v1', { streaming: true });
const { signal } = new AbortController();
const fails = (kind: FailureKind) => () => Promise.reject(new ModelCallError(kind, 'as told'));
const answers = () => Promise.resolve('answer');

function gates({ concurrency = 16, failures = 2 } = {}): TargetGates {
  return new TargetGates({ concurrency, breaker: { failures, restMs: 1000 } });
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the breaker of a target', () => {
  async function opened() {
    const gate = gates().of(profile);
    for (let call = 0; call < 2; call += 1) {
      await expect(gate.run(fails('connection'), signal)).rejects.toMatchObject({ kind: 'connection' });
    }
    expect(gate.state).toBe('open');
    return gate;
  }

  it('lets one call through after a rest, and closes when that is answered', async () => {
    const gate = await opened();
    await expect(gate.run(answers, signal)).rejects.toThrow(BreakerOpenError);
    vi.advanceTimersByTime(1000);
    const { promise, resolve } = Promise.withResolvers<string>();
    const trial = gate.run(() => promise, signal);
    await vi.advanceTimersByTimeAsync(0);
    expect(gate.state).toBe('half_open');
    await expect(gate.run(answers, signal)).rejects.toThrow(BreakerOpenError);
    resolve('back');
    expect(await trial).toBe('back');
    expect([gate.state, await gate.run(answers, signal)]).toEqual(['closed', 'answer']);
  });

  it.each<FailureKind>(['connection', 'auth', 'cancelled', 'deadline'])(
    'rests again when the trial ends in %s',
    async (kind) => {
      const gate = await opened();
      vi.advanceTimersByTime(1000);
      await expect(gate.run(fails(kind), signal)).rejects.toMatchObject({ kind });
      expect(gate.state).toBe('open');
      await expect(gate.run(answers, signal)).rejects.toThrow(BreakerOpenError);
    },
  );

  it.each<FailureKind>(['rate_limited', 'truncated', 'refusal'])(
    'closes when the trial shows that somebody answers (%s)',
    async (kind) => {
      const gate = await opened();
      vi.advanceTimersByTime(1000);
      await expect(gate.run(fails(kind), signal)).rejects.toMatchObject({ kind });
      expect(gate.state).toBe('closed');
    },
  );

  it('counts failures in a row', async () => {
    const gate = gates().of(profile);
    for (const call of [fails('overloaded'), answers, fails('overloaded'), answers]) {
      await Promise.allSettled([gate.run(call, signal)]);
    }
    expect(gate.state).toBe('closed');
  });

  it('is the target’s own', async () => {
    const all = gates();
    await Promise.allSettled([all.of(profile).run(fails('auth'), signal)]);
    expect(all.of(profile).state).toBe('open');
    expect(all.of({ ...profile, id: 'other' }).state).toBe('closed');
  });
});

describe('the room of a target', () => {
  /** Starts calls that go on until they are let go. */
  function started(all: TargetGates, counts: Record<string, number>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let inFlight = 0;
    const calls = Object.entries(counts).flatMap(([id, count]) =>
      Array.from({ length: count }, () =>
        all.of({ ...profile, id, limits: { ...profile.limits, concurrency: 3 } }).run(async () => {
          inFlight += 1;
          await promise;
          inFlight -= 1;
        }, signal),
      ),
    );
    return { calls, inFlight: () => inFlight, letGo: resolve };
  }

  it('is what the model takes, and what the service makes over all of them', async () => {
    const one = started(gates(), { a: 5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(one.inFlight()).toBe(3);
    const two = started(gates({ concurrency: 4 }), { a: 5, b: 5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(two.inFlight()).toBe(4);
    for (const { letGo, calls, inFlight } of [one, two]) {
      letGo();
      await Promise.all(calls);
      expect(inFlight()).toBe(0);
    }
  });

  it('is not waited for beyond the signal, and a call that left is never made', async () => {
    const gate = gates({ concurrency: 1 }).of(profile);
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = gate.run(() => promise, signal);
    const leaving = new AbortController();
    const late = vi.fn<() => Promise<string>>(answers);
    const second = gate.run(late, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    resolve('done');
    await first;
    expect(await gate.run(answers, signal)).toBe('answer');
    expect(late).not.toHaveBeenCalled();
  });

  it('is held by a call until it has really ended, and what that cost is heard', async () => {
    const gate = gates({ concurrency: 1 }).of(profile);
    const { promise, reject } = Promise.withResolvers<string>();
    const leaving = new AbortController();
    const call = gate.run(() => promise, leaving.signal);
    await vi.advanceTimersByTimeAsync(0);
    leaving.abort();
    reject(new ModelCallError('cancelled', 'cut', { latencyMs: 7 }));
    await expect(call).rejects.toMatchObject({ kind: 'cancelled', latencyMs: 7 });
  });
});
