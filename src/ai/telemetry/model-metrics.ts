import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { FailureKind, TokenUsage } from '../model-call.js';
import { LABEL, METRIC, OPERATION_CHAT, PROVIDER_OPENAI } from './gen-ai-names.js';

/** As the conventions advise for the duration of operations: 10 ms to 82 s, doubling. Seconds. */
const SECONDS_BUCKETS = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);

/** An attempt as it is counted. */
export interface CountedAttempt {
  /** Id in the catalogue. */
  model: string;
  outcome: FailureKind | 'ok';
  /** Null where the server did not say. */
  usage: TokenUsage | null;
  /** Null where tokens or price are not known. */
  usd: number | null;
  latencyMs: number;
  firstTokenMs: number | null;
}

/** What is counted of the calls to models and of the weeks that come of them. */
@Injectable()
export class ModelMetrics {
  readonly budgetRefusals: Counter;
  readonly alerts: Counter;
  readonly cacheLookups: Counter;
  readonly weeks: Counter;
  readonly fallbacks: Counter;
  private readonly attempts: Counter;
  private readonly duration: Histogram;
  private readonly timeToFirstChunk: Histogram;
  private readonly tokens: Readonly<Record<keyof TokenUsage, Counter>>;
  private readonly costUsd: Counter;
  private readonly unpriced: Counter;

  constructor(registry: Registry) {
    const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
      new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
    const histogram = (name: string, help: string, labelNames: readonly string[]): Histogram =>
      new Histogram({
        name,
        help,
        labelNames: [...labelNames],
        buckets: SECONDS_BUCKETS,
        registers: [registry],
      });
    const chat = [LABEL.operation, LABEL.provider, LABEL.model];
    const byModel = [LABEL.model];
    this.attempts = counter(METRIC.attempts, 'Requests to models, by how they ended.', [
      LABEL.model,
      LABEL.outcome,
    ]);
    this.duration = histogram(METRIC.duration, 'How long requests to models took.', [
      ...chat,
      LABEL.errorType,
    ]);
    this.timeToFirstChunk = histogram(METRIC.timeToFirstChunk, 'Time to the first piece of a reply.', chat);
    this.tokens = {
      input: counter(METRIC.inputTokens, 'Tokens sent, cached ones among them.', chat),
      cached: counter(METRIC.cachedTokens, 'Tokens sent that the provider had cached.', chat),
      output: counter(METRIC.outputTokens, 'Tokens received, reasoning among them.', chat),
      reasoning: counter(METRIC.reasoningTokens, 'Tokens received that were reasoning.', chat),
    };
    this.costUsd = counter(
      METRIC.costUsd,
      'What requests cost, as far as tokens and price are known.',
      byModel,
    );
    this.unpriced = counter(METRIC.unpriced, 'Requests whose cost is not known.', byModel);
    this.budgetRefusals = counter(METRIC.budgetRefusals, 'Requests not made for want of budget.', byModel);
    this.alerts = counter(METRIC.alerts, 'What an operator was told to see to.', [LABEL.model, LABEL.kind]);
    this.cacheLookups = counter(METRIC.cacheLookups, 'Questions looked up among known replies.', [
      LABEL.result,
    ]);
    this.weeks = counter(METRIC.weeks, 'Weeks written, by who wrote them.', [LABEL.author]);
    this.fallbacks = counter(
      METRIC.fallbacks,
      'Weeks not written by who was asked first, by why the last did not.',
      [LABEL.author, LABEL.reason],
    );
  }

  countAttempt({ model, outcome, usage, usd, latencyMs, firstTokenMs }: CountedAttempt): void {
    const chat = {
      [LABEL.operation]: OPERATION_CHAT,
      [LABEL.provider]: PROVIDER_OPENAI,
      [LABEL.model]: model,
    };
    const byModel = { [LABEL.model]: model };
    this.attempts.inc({ ...byModel, [LABEL.outcome]: outcome });
    const failed = outcome === 'ok' ? {} : { [LABEL.errorType]: outcome };
    this.duration.observe({ ...chat, ...failed }, latencyMs / 1000);
    if (firstTokenMs !== null) this.timeToFirstChunk.observe(chat, firstTokenMs / 1000);
    if (usage) {
      this.tokens.input.inc(chat, usage.input);
      this.tokens.cached.inc(chat, usage.cached);
      this.tokens.output.inc(chat, usage.output);
      this.tokens.reasoning.inc(chat, usage.reasoning);
    }
    if (usd === null) this.unpriced.inc(byModel);
    else this.costUsd.inc(byModel, usd);
  }
}
