import { isHttpUrl } from './http-url.js';
import type { Setting, SettingReader } from './setting.js';

/** Where spans are sent, by OTLP over HTTP. */
export interface TraceSettings {
  /** Address of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  /** Sent with every batch: what the collector asks of who writes to it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the traces that begin here, the part that is sent, 0 to 1. One that began elsewhere goes by what was decided there. */
  readonly share: number;
}

/** Named as OpenTelemetry's own specification names them. */
export const TRACE_SETTINGS = {
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    accepts: 'an http or https address such as http://localhost:4318, without user, password, query or hash',
    // What does not fit may hold a password.
    secret: true,
    parse: (value) => (isHttpUrl(value) ? value : undefined),
  } satisfies Setting<string>,
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    accepts: 'headers as name=value, name=value, with values percent-encoded',
    secret: true,
    parse: headersOf,
  } satisfies Setting<Readonly<Record<string, string>>>,
  tracesSamplerArg: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    accepts: 'a share from 0 to 1, such as 0.1',
    parse: (value) => (/^(0|1|0?\.\d{1,9}|1\.0+)$/.test(value) ? Number(value) : undefined),
  } satisfies Setting<number>,
} as const;

/** Null without an endpoint: nothing of it is loaded. */
export function readTraces(reader: SettingReader): TraceSettings | null {
  const endpoint = reader.read(TRACE_SETTINGS.otlpEndpoint);
  const headers = reader.read(TRACE_SETTINGS.otlpHeaders) ?? {};
  const share = reader.read(TRACE_SETTINGS.tracesSamplerArg) ?? 1;
  return endpoint === undefined ? null : { endpoint, headers, share };
}

function headersOf(text: string): Readonly<Record<string, string>> | undefined {
  const headers: [string, string][] = [];
  for (const pair of text.split(',')) {
    const [, name, encoded] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*([!-~]*)\s*$/.exec(pair) ?? [];
    const value = decoded(encoded);
    if (name === undefined || value === undefined) return undefined;
    headers.push([name, value]);
  }
  return Object.fromEntries(headers);
}

/** Undefined for what is no percent-encoding, or would break out of its header. */
function decoded(text = ''): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[ -~]*$/.test(value) ? value : undefined;
  } catch {
    // A wrong encoding is the one thing that throws here, and that is the answer.
    return undefined;
  }
}
