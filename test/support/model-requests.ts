import type { ModelRequest } from '../../src/ai/model-call.js';
import type { ModelProfile } from '../../src/ai/model-profile.js';
import type { CountedTokens } from './model-turn.js';

export const KEY = 'sk-Test0123456789SecretKey';
export const PROMPT = 'A runner who wants to remain unknown.';

/** A short week in the `sessions` form, with a character that takes several bytes. */
export const SESSIONS_TEXT = JSON.stringify({
  days: [1, 3, 5, 7].map((dayNumber) => ({
    dayNumber,
    blocks: [{ repeat: 1, distanceMiles: 4, zone: 'easy', recoveryMiles: 0 }],
    notes: `Run easily, café to café, day ${dayNumber} 🏃.`,
  })),
});

const PRICE = { from: '2024-07-18', input: 0.15, cached: 0.075, output: 0.6 };

/** What so many tokens cost at the test server's models, in USD, without a cheaper tier. */
export function fullPriceOf({ input, cached, output }: Omit<CountedTokens, 'reasoning'>): number {
  return ((input - cached) * PRICE.input + cached * PRICE.cached + output * PRICE.output) / 1e6;
}

/** A model at the test server, in the dialect of `gpt-4o-mini`. */
export function profileAt(baseUrl: string, { streaming }: { streaming: boolean }): ModelProfile {
  return {
    id: 'test-model',
    baseUrl,
    apiKeyEnv: 'TEST_KEY',
    capabilities: { strictSchema: true, jsonMode: true, streaming, flex: true, batch: true },
    dialect: { temperature: 0.7, reasoningEffort: null, tokenLimit: 'max_tokens' },
    limits: { context: 128_000, output: 16_384, concurrency: 16 },
    prices: [PRICE],
    shutdownDate: null,
  };
}

/** A model that takes batches, and then one that takes none. */
export function firstInBatches(baseUrl: string) {
  const first = { ...profileAt(baseUrl, { streaming: true }), id: 'first' };
  const second = { ...first, id: 'second', capabilities: { ...first.capabilities, batch: false } };
  return { models: [first, second], routes: [{ targets: ['first', 'second'] }] };
}

export function requestOf(profile: ModelProfile): ModelRequest {
  return {
    profile,
    messages: [
      { role: 'system', content: 'You are a running coach and answer in JSON only.' },
      { role: 'user', content: PROMPT },
    ],
    mode: 'strict_schema',
    schema: { name: 'week', schema: { type: 'object' } },
    maxOutputTokens: 500,
    serviceTier: 'default',
  };
}
