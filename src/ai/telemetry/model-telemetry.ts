import { Injectable } from '@nestjs/common';
import { context, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { inSpan, tracer } from '../../common/spans.js';
import { ATTRIBUTE, LABEL, OPERATION_CHAT, PROVIDER_OPENAI, SPAN } from './gen-ai-names.js';
import {
  FAILURE_KINDS,
  type FailureKind,
  type ModelReply,
  type ModelRequest,
  type TokenUsage,
} from '../model-call.js';
import { ModelMetrics } from './model-metrics.js';
import type { ReplyContract } from '../reply-contract.js';
import type { WrittenWeek } from '../week-author.js';

/** A request to a model that is about to be made. */
export interface AttemptStart {
  request: ModelRequest;
  contract: Pick<ReplyContract, 'id' | 'promptVersion'>;
  /** Asked a second time, with what was wrong the first. */
  reAsk: boolean;
}

/** What became of it, once its reply was read and checked. */
export interface AttemptEnd {
  outcome: FailureKind | 'ok';
  /** HTTP status; null where none came. */
  status: number | null;
  usage: TokenUsage | null;
  /** Null where tokens or price are not known. */
  usd: number | null;
  latencyMs: number;
  /** Null where none came back whole. */
  reply: Pick<ModelReply, 'model' | 'firstTokenMs'> | null;
}

/** One attempt under observation. */
export interface ObservedAttempt {
  /** Makes the call, so that what observes the network sees to which attempt it belongs. */
  run<T>(call: () => Promise<T>): Promise<T>;
  end(end: AttemptEnd): void;
}

/**
 * Makes calls to models visible: by spans and by metrics. Holds ids, counts and closed lists; no prompt, no reply, no person.
 */
@Injectable()
export class ModelTelemetry {
  constructor(private readonly metrics: ModelMetrics) {}

  /** The span of all weeks that one request asks for. */
  weeks<T>(
    { runId, planId, weekCount }: { runId: string; planId: string; weekCount: number },
    work: () => Promise<T>,
  ): Promise<T> {
    const attributes = {
      [ATTRIBUTE.generationId]: runId,
      [ATTRIBUTE.planId]: planId,
      [ATTRIBUTE.weekCount]: weekCount,
    };
    return inSpan({ name: SPAN.weeks, attributes }, work);
  }

  /** The span of one week, and who has written it in the end. */
  week<T extends Pick<WrittenWeek, 'provenance'>>(weekNumber: number, work: () => Promise<T>): Promise<T> {
    const attributes = { [ATTRIBUTE.weekNumber]: weekNumber };
    return inSpan({ name: SPAN.week, attributes }, async (span) => {
      const written = await work();
      const { author, fallbackReason } = written.provenance;
      span.setAttribute(ATTRIBUTE.weekAuthor, author);
      this.metrics.weeks.inc({ [LABEL.author]: author });
      if (fallbackReason !== null) {
        span.setAttribute(ATTRIBUTE.fallbackReason, fallbackReason);
        this.metrics.fallbacks.inc({ [LABEL.author]: author, [LABEL.reason]: causeOf(fallbackReason) });
      }
      return written;
    });
  }

  /** Call when the request is about to leave: waiting for room is not part of it. */
  attempt(start: AttemptStart): ObservedAttempt {
    const { profile } = start.request;
    const span = tracer().startSpan(SPAN.chat(profile.id), {
      kind: SpanKind.CLIENT,
      attributes: startAttributes(start),
    });
    return {
      run: (call) => context.with(trace.setSpan(context.active(), span), call),
      end: (end) => {
        const { outcome, usage, usd, latencyMs, reply } = end;
        const firstTokenMs = reply?.firstTokenMs ?? null;
        this.metrics.countAttempt({ model: profile.id, outcome, usage, usd, latencyMs, firstTokenMs });
        span.setAttributes(endAttributes(end));
        if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  /** A request that was not made, because it might have passed the limit of a budget. */
  budgetRefused(model: string): void {
    this.metrics.budgetRefusals.inc({ [LABEL.model]: model });
  }

  /** `shared`: another was asking the same at that moment. */
  cacheLookup(result: 'hit' | 'miss' | 'shared'): void {
    this.metrics.cacheLookups.inc({ [LABEL.result]: result });
  }

  alerted({ target, kind }: { target: string; kind: FailureKind }): void {
    this.metrics.alerts.inc({ [LABEL.model]: target, [LABEL.kind]: kind });
  }
}

function startAttributes({ request, contract, reAsk }: AttemptStart): Attributes {
  const { profile, maxOutputTokens } = request;
  const { temperature } = profile.dialect;
  return {
    [ATTRIBUTE.operation]: OPERATION_CHAT,
    [ATTRIBUTE.provider]: PROVIDER_OPENAI,
    [ATTRIBUTE.requestModel]: profile.id,
    [ATTRIBUTE.maxTokens]: maxOutputTokens,
    ...(temperature === null ? {} : { [ATTRIBUTE.temperature]: temperature }),
    [ATTRIBUTE.stream]: profile.capabilities.streaming,
    [ATTRIBUTE.outputType]: 'json',
    ...serverAttributes(profile.baseUrl),
    [ATTRIBUTE.contract]: contract.id,
    [ATTRIBUTE.promptVersion]: contract.promptVersion,
    [ATTRIBUTE.reAsk]: reAsk,
  };
}

function serverAttributes(baseUrl: string | null): Attributes {
  if (baseUrl === null) return { [ATTRIBUTE.serverAddress]: 'api.openai.com' };
  const { hostname, port } = new URL(baseUrl);
  return {
    [ATTRIBUTE.serverAddress]: hostname,
    ...(port === '' ? {} : { [ATTRIBUTE.serverPort]: Number(port) }),
  };
}

function endAttributes({ outcome, status, usage, usd, reply }: AttemptEnd): Attributes {
  const finish = reply ? 'stop' : FINISH_OF[outcome];
  return {
    ...(outcome === 'ok' ? {} : { [ATTRIBUTE.errorType]: outcome }),
    ...(status === null ? {} : { [ATTRIBUTE.status]: status }),
    ...(finish === undefined ? {} : { [ATTRIBUTE.finishReasons]: [finish] }),
    ...(reply ? { [ATTRIBUTE.responseModel]: reply.model } : {}),
    ...(reply && reply.firstTokenMs !== null
      ? { [ATTRIBUTE.timeToFirstChunk]: reply.firstTokenMs / 1000 }
      : {}),
    ...(usage
      ? {
          [ATTRIBUTE.inputTokens]: usage.input,
          [ATTRIBUTE.cachedTokens]: usage.cached,
          [ATTRIBUTE.outputTokens]: usage.output,
          [ATTRIBUTE.reasoningTokens]: usage.reasoning,
        }
      : {}),
    ...(usd === null ? {} : { [ATTRIBUTE.costUsd]: usd }),
  };
}

/** What failures say about why the model stopped. */
const FINISH_OF: Partial<Record<AttemptEnd['outcome'], string>> = {
  truncated: 'length',
  content_filter: 'content_filter',
};

/** Why a model was not asked, or is not any more, or a person wants none. */
const NOT_ASKED = [
  'breaker_open',
  'unknown',
  'no_key',
  'shut_down',
  'incapable',
  'too_small',
  'declined',
  'tries_used_up',
] as const;
const CAUSES: ReadonlySet<string> = new Set([...FAILURE_KINDS, ...NOT_ASKED]);

/** The last of `gpt-4o-mini: shut_down; gpt-6-luna: overloaded`, if it is of a closed list. */
function causeOf(fallbackReason: string): string {
  const cause = fallbackReason.split(': ').at(-1) ?? '';
  return CAUSES.has(cause) ? cause : 'other';
}
