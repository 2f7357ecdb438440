import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  wrap,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
  type IPolicy,
} from 'cockatiel';
import { FAILURE_RULES } from './failure-rules.js';
import type { CallPolicy } from './call-policy.js';
import { ModelCallError } from '../model-call.js';
import type { ModelProfile } from '../model-profile.js';

/** The target is left alone for a while: too many calls in a row did not reach it, or its key or quota is of no use. */
export class BreakerOpenError extends Error {
  constructor(readonly target: string) {
    super(`The breaker of ${target} is open`);
    this.name = 'BreakerOpenError';
  }
}

export const GATE_STATES = ['closed', 'half_open', 'open'] as const;

/** As many calls to one target at once as it takes, and none while its breaker is open. */
export class TargetGate {
  private readonly slots: IPolicy;
  private readonly breaker: CircuitBreakerPolicy;
  /** Set when the last failure opens the breaker by itself. */
  private opensAtOnce = false;
  private heldUntil = 0;

  constructor(
    private readonly target: string,
    options: { concurrency: number; shared: BulkheadPolicy; breaker: CallPolicy['breaker'] },
  ) {
    const consecutive = new ConsecutiveBreaker(options.breaker.failures);
    this.slots = wrap(bulkhead(options.concurrency, Infinity), options.shared);
    this.breaker = circuitBreaker(
      handleWhen((error) => this.counts(error)),
      {
        halfOpenAfter: options.breaker.restMs,
        breaker: {
          state: null,
          success: () => consecutive.success(),
          failure: () => {
            const opens = consecutive.failure() || this.opensAtOnce;
            this.opensAtOnce = false;
            return opens;
          },
        },
      },
    );
  }

  get state(): (typeof GATE_STATES)[number] {
    if (this.breaker.state === CircuitState.HalfOpen) return 'half_open';
    return this.breaker.state === CircuitState.Closed ? 'closed' : 'open';
  }

  /** Until when the server asked to be left alone, on the caller's clock; 0 for not at all. */
  get quietUntil(): number {
    return this.heldUntil;
  }

  holdUntil(instant: number): void {
    this.heldUntil = Math.max(this.heldUntil, instant);
  }

  /**
   * Makes one call when there is room for it.
   * @throws BreakerOpenError without calling; the signal's reason when it aborts while the call waits for room;
   *   whatever the call throws
   */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    let begun = false;
    const admitted = this.slots.execute(() => {
      begun = true;
      return this.admit(call);
    }, signal);
    const { promise: gone, reject } = Promise.withResolvers<never>();
    // Once begun, the call sees to its signal itself, and what it has cost is still to be heard.
    const leave = (): void => {
      if (!begun) reject(signal.reason);
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([admitted, gone]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  private async admit<T>(call: () => Promise<T>): Promise<T> {
    // While one call tries whether the target is back, the others do not wait for its outcome.
    if (this.breaker.state === CircuitState.HalfOpen) throw new BreakerOpenError(this.target);
    try {
      return await this.breaker.execute(call);
    } catch (error) {
      if (isBrokenCircuitError(error)) throw new BreakerOpenError(this.target);
      throw error;
    }
  }

  private counts(error: unknown): boolean {
    if (!(error instanceof ModelCallError)) return false;
    const { breaker } = FAILURE_RULES[error.kind];
    this.opensAtOnce = breaker === 'opens';
    // A trial that was called off has shown nothing, so the target stays left alone.
    const undecided =
      this.breaker.state === CircuitState.HalfOpen && FAILURE_RULES[error.kind].next === 'stop';
    // A cheaper tier without room says nothing of the target.
    const noRoom = error.kind === 'overloaded' && error.status === 429;
    return (breaker !== 'ignores' && !noRoom) || undecided;
  }
}

/** The gates of all targets, made as they are met. One service has one set: slots and breakers are shared by all its requests. */
export class TargetGates {
  private readonly gates = new Map<string, TargetGate>();
  private readonly shared: BulkheadPolicy;

  constructor(private readonly options: Pick<CallPolicy, 'concurrency' | 'breaker'>) {
    this.shared = bulkhead(options.concurrency, Infinity);
  }

  of({ id, limits }: ModelProfile): TargetGate {
    const known = this.gates.get(id);
    if (known) return known;
    const { breaker } = this.options;
    const concurrency = Math.min(limits.concurrency, this.options.concurrency);
    const gate = new TargetGate(id, { concurrency, shared: this.shared, breaker });
    this.gates.set(id, gate);
    return gate;
  }
}
