import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceSettings } from '../config/trace-settings.js';

/** Spans on their way to a collector, for the whole process. */
export interface TraceExport {
  /** What an operator is told of it; null where there is nothing to tell. */
  readonly notice: string | null;
  /** Sends what is left, for no longer than that, and ends it. */
  stop(withinMs: number): Promise<void>;
}

const NONE: TraceExport = { notice: null, stop: async () => {} };

/** A collector that takes longer is away; its batch is tried again until then. */
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * From now on spans of this process are sent to the collector of the settings. The SDK is loaded here and nowhere else, so
 * that a service without a collector starts without it. A process that was started with an SDK keeps that one.
 */
export async function startTraceExport(settings: TraceSettings | null): Promise<TraceExport> {
  if (settings === null) return NONE;
  const { endpoint, headers, share } = settings;
  const [sdk, otlp, resources, asyncContexts, core] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
  ]);
  const exporter = new otlp.OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const ours = resources.resourceFromAttributes({
    'service.name': 'gofast-training-plans',
    'service.instance.id': `${hostname()}:${process.pid}`,
  });
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, as of every service with this SDK.
  const chosen = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(ours).merge(chosen),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: reported(exporter) })],
  });
  if (!trace.setGlobalTracerProvider(provider)) {
    await provider.shutdown();
    return { ...NONE, notice: 'traces are left to the OpenTelemetry SDK that this process was started with' };
  }
  context.setGlobalContextManager(new asyncContexts.AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  return {
    notice: `traces go to ${endpoint}`,
    stop: async (withinMs) => {
      // The exporter says what became of it.
      const flushed = Promise.allSettled([provider.shutdown()]);
      await Promise.race([flushed, sleep(withinMs, undefined, { ref: false })]);
      propagation.disable();
      context.disable();
      trace.disable();
    },
  };
}

/** Says when the collector stops taking spans and when it takes them again, not at each batch. */
function reported(exporter: SpanExporter): SpanExporter {
  const logger = new Logger('Traces');
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const fails = result.error !== undefined;
        if (fails && !failing) logger.warn(`spans are lost: the collector says ${result.error?.message}`);
        if (!fails && failing) logger.log('the collector takes spans again');
        failing = fails;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
