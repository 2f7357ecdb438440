import type { ModelEntry, ModelProfile } from './ai-config.js';

/** Where and how the default target is reached, as `OPENAI_*` say. */
export interface DefaultServer {
  /** Null: OpenAI's own. */
  baseUrl: string | null;
  model: string | null;
  hasKey: boolean;
  /** Calls that the service may have in flight at once. */
  concurrency: number;
}

const ALL = { strictSchema: true, jsonMode: true, streaming: true };

/** The built-in catalogue, in the order in which it is tried. Prices and dates as OpenAI published them. */
export const DEFAULT_MODELS: readonly ModelEntry[] = [
  {
    id: 'gpt-4o-mini',
    capabilities: { ...ALL, flex: false, batch: true },
    dialect: { temperature: 0.7, reasoningEffort: null, tokenLimit: 'max_tokens' },
    limits: { context: 128_000, output: 16_384 },
    prices: [{ from: '2024-07-18', input: 0.15, cached: 0.075, output: 0.6 }],
    shutdownDate: '2027-01-14',
  },
  {
    id: 'gpt-6-luna',
    capabilities: { ...ALL, flex: true, batch: true },
    // It reasons unless told not to, and takes no temperature.
    dialect: { temperature: null, reasoningEffort: 'none', tokenLimit: 'max_completion_tokens' },
    limits: { context: 1_050_000, output: 128_000 },
    prices: [{ from: '2026-09-22', input: 0.1, cached: 0.01, output: 0.5 }],
    shutdownDate: null,
  },
];

/**
 * A whole profile: what the entry says, else what is built in for its id, else what nearly every server that speaks
 * the protocol can do. The price of an unknown model is unknown.
 */
export function completeModel(entry: ModelEntry, server: DefaultServer): ModelProfile {
  const builtIn = DEFAULT_MODELS.find(({ id }) => id === entry.id);
  const baseUrl = entry.baseUrl ?? server.baseUrl;
  return {
    id: entry.id,
    baseUrl,
    apiKeyEnv: entry.apiKeyEnv === undefined ? defaultKey(entry, server) : entry.apiKeyEnv,
    capabilities: {
      strictSchema: false,
      jsonMode: true,
      streaming: true,
      flex: false,
      batch: false,
      ...builtIn?.capabilities,
      ...entry.capabilities,
    },
    dialect: {
      temperature: 0.7,
      reasoningEffort: null,
      tokenLimit: 'max_tokens',
      ...builtIn?.dialect,
      ...entry.dialect,
    },
    limits: {
      context: 8192,
      output: 4096,
      concurrency: server.concurrency,
      ...builtIn?.limits,
      ...entry.limits,
    },
    prices: entry.prices ?? builtIn?.prices ?? [],
    shutdownDate: entry.shutdownDate === undefined ? (builtIn?.shutdownDate ?? null) : entry.shutdownDate,
  };
}

/** OpenAI wants a key; a server of one's own gets the one that is there, and mostly wants none. */
function defaultKey({ baseUrl }: ModelEntry, server: DefaultServer): string | null {
  // A key for the default server is not sent to another one unless the entry says so.
  if (baseUrl) return null;
  return server.hasKey || server.baseUrl === null ? 'OPENAI_API_KEY' : null;
}
