import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type AttributeValue,
  type Context,
  type ContextManager,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  type Tracer,
} from '@opentelemetry/api';

/** A span as a provider gets it. */
export interface RecordedSpan {
  name: string;
  kind: SpanKind | undefined;
  attributes: Attributes;
  status: SpanStatus | null;
  parent: RecordedSpan | null;
  ended: boolean;
}

/** What an SDK does of its own accord in a process that was started with one, written against the API alone. */
export class SpanRecorder {
  readonly spans: RecordedSpan[] = [];

  /** For the whole process, until {@link disable}. */
  enable(): void {
    context.setGlobalContextManager(new AsyncContexts());
    trace.setGlobalTracerProvider({ getTracer: () => this.tracer() });
  }

  disable(): void {
    trace.disable();
    context.disable();
  }

  named(name: string): RecordedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  private tracer(): Tracer {
    const startSpan: Tracer['startSpan'] = (name, options, within = context.active()) => {
      const above = trace.getSpan(within);
      const recorded: RecordedSpan = {
        name,
        kind: options?.kind,
        attributes: { ...options?.attributes },
        status: null,
        parent: above instanceof Recording ? above.recorded : null,
        ended: false,
      };
      this.spans.push(recorded);
      return new Recording(recorded, this.spans.length);
    };
    return {
      startSpan,
      startActiveSpan: <F extends (span: Span) => unknown>(
        name: string,
        ...rest: unknown[]
      ): ReturnType<F> => {
        const work = rest.at(-1) as F;
        const options = rest.length > 1 ? (rest[0] as Parameters<Tracer['startSpan']>[1]) : undefined;
        const span = startSpan(name, options);
        return context.with(trace.setSpan(context.active(), span), () => work(span)) as ReturnType<F>;
      },
    };
  }
}

class AsyncContexts implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    within: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.storage.run(within, () => work.call(thisArg as ThisParameterType<F>, ...args));
  }

  bind<T>(_within: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }
}

class Recording implements Span {
  constructor(
    readonly recorded: RecordedSpan,
    private readonly number: number,
  ) {}

  spanContext(): SpanContext {
    return { traceId: '1'.padStart(32, '0'), spanId: String(this.number).padStart(16, '0'), traceFlags: 1 };
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.recorded.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.recorded.attributes, attributes);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.recorded.status = status;
    return this;
  }

  end(): void {
    if (this.recorded.ended) throw new Error(`${this.recorded.name} has ended twice`);
    this.recorded.ended = true;
  }

  isRecording(): boolean {
    return !this.recorded.ended;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  updateName(name: string): this {
    this.recorded.name = name;
    return this;
  }

  recordException(): void {
    throw new Error('An exception may quote what people entered');
  }
}
