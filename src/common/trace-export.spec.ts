import { Logger } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { SpanCollector } from '../../test/support/span-collector.js';
import { SpanRecorder } from '../../test/support/recorded-spans.js';
import { tracer } from './spans.js';
import { startTraceExport, type TraceExport } from './trace-export.js';

const PATIENCE_MS = 10_000;

async function sendOne(url: string, share = 1): Promise<void> {
  const traces = await startTraceExport({ endpoint: url, headers: {}, share });
  tracer().startSpan('something').end();
  await traces.stop(PATIENCE_MS);
}

describe('the export of traces', () => {
  it('does nothing without a collector', async () => {
    const traces: TraceExport = await startTraceExport(null);
    expect(traces.notice).toBeNull();
    expect(tracer().startSpan('something').isRecording()).toBe(false);
    await traces.stop(0);
  });

  it('sends the share of traces that is chosen, and ends with its stop', async () => {
    const collector = await new SpanCollector().start();
    await sendOne(collector.url);
    expect(collector.named('something')).toHaveLength(1);
    await sendOne(collector.url, 0);
    expect(collector.spans).toHaveLength(1);
    expect(tracer().startSpan('something').isRecording()).toBe(false);
    await collector.stop();
  });

  it('says that a collector takes nothing', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const collector = await new SpanCollector().start();
    collector.refusing = true;
    await sendOne(collector.url);
    const said = warned.mock.calls.map(([text]) => String(text));
    warned.mockRestore();
    await collector.stop();
    expect(said).toEqual(['spans are lost: the collector says Bad Request']);
  });

  it('leaves a process that was started with an SDK to that', async () => {
    const recorder = new SpanRecorder();
    recorder.enable();
    const collector = await new SpanCollector().start();
    const traces = await startTraceExport({ endpoint: collector.url, headers: {}, share: 1 });
    tracer().startSpan('something').end();
    await traces.stop(PATIENCE_MS);
    expect(traces.notice).toContain('that this process was started with');
    expect(recorder.named('something')).toHaveLength(1);
    expect(trace.getTracer('another').startSpan('else').isRecording()).toBe(true);
    expect(collector.spans).toEqual([]);
    recorder.disable();
    await collector.stop();
  });
});
