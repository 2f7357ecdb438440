import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { failedAttempt, modelRequest, type Attempt, type AttemptResult } from './attempt.js';
import { CallBooks, type MadeCall } from './call-books.js';
import { MODEL_TRANSPORT, ModelCallError, type ModelTransport } from '../model-call.js';
import { ModelTelemetry } from '../telemetry/model-telemetry.js';
import { readReply } from './reply-reading.js';
import { BreakerOpenError, TargetGates } from './target-gate.js';
import { abortKind } from '../week-question.js';

/** Makes single attempts: room, money, the call, the reading of its reply, and the row that says what became of it. */
@Injectable()
export class ModelAttempts {
  constructor(
    @Inject(MODEL_TRANSPORT) private readonly transport: ModelTransport,
    private readonly gates: TargetGates,
    private readonly books: CallBooks,
    private readonly telemetry: ModelTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Asks one target once. Whatever the model, its server or the network does becomes a result.
   * @throws what the database throws
   */
  async make(attempt: Attempt): Promise<AttemptResult> {
    const { target, question } = attempt;
    const { context, tally } = question;
    const request = modelRequest(attempt);
    const begun: Pick<MadeCall, 'at' | 'reservation' | 'observed'>[] = [];
    try {
      const reply = await this.gates.of(target.profile).run(async () => {
        const reservation = await this.books.reserve(attempt, request);
        const observed = this.telemetry.attempt({
          request,
          contract: attempt.contract,
          reAsk: attempt.reAsk,
        });
        begun.push({ at: this.clock.now(), reservation, observed });
        tally.attempts += 1;
        const options = { signal: context.signal, timeouts: context.timeouts };
        return observed.run(() => this.transport.call(request, options));
      }, context.signal);
      const [start] = begun;
      if (!start) throw new Error('A reply came without a call');
      const { result, end } = readReply(attempt, reply);
      await this.books.settle(attempt, request, { call: { ...start, ...reply, status: 200, reply }, end });
      return result;
    } catch (error) {
      if (error instanceof BreakerOpenError) return failedAttempt('breaker_open');
      const [start] = begun;
      if (!start && context.signal.aborted) return failedAttempt(abortKind(context));
      if (!(error instanceof ModelCallError)) throw error;
      const failure = error.kind === 'cancelled' ? abortKind(context) : error.kind;
      if (start) {
        const { usage, status, latencyMs } = error;
        const call = { ...start, usage, status, latencyMs, reply: null };
        const end = { outcome: failure, findings: 0, mended: 0 };
        await this.books.settle(attempt, request, { call, end });
      }
      return failedAttempt(failure, { retryAfterMs: error.retryAfterMs });
    }
  }
}
