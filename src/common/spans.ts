import {
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { DomainError } from './errors.js';

/** Attribute of a span that failed: a code of ours, never a message, which may quote what was entered. */
export const ERROR_TYPE = 'error.type';

/** Spans through the OpenTelemetry API: they go nowhere unless an endpoint is set or the process was started with an SDK. */
export function tracer(): Tracer {
  return trace.getTracer('gofast-training-plans');
}

/** Runs work in a span that ends with it, and that has failed when the work throws. */
export function inSpan<T>(
  { name, ...options }: { name: string } & SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute(ERROR_TYPE, error instanceof DomainError ? error.code : 'unexpected');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The same for a job that was taken from a queue, which begins a trace of its own. */
export function inJobSpan<T>(
  { queue, attributes }: { queue: string; attributes: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const messaging = {
    'messaging.system': 'pg-boss',
    'messaging.operation.type': 'process',
    'messaging.destination.name': queue,
  };
  const options = { kind: SpanKind.CONSUMER, root: true, attributes: { ...messaging, ...attributes } };
  return inSpan({ name: `process ${queue}`, ...options }, work);
}
