import type { Figure } from './figure.js';

/** How long measurements take: `full` for figures to go by, `quick` to see that they can be taken. */
export type Effort = 'full' | 'quick';

/** Every measurement by the name it has on the command line. Each is loaded when it is wanted. */
export const MEASURES: Record<string, (effort: Effort) => Promise<Figure[]>> = {
  tokens: async () => (await import('./figures/tokens.js')).measureTokens(),
  save: async (effort) =>
    (await import('./figures/save.js')).measureSave({ rounds: effort === 'full' ? 60 : 5 }),
  model: async (effort) =>
    (await import('./figures/model-time.js')).measureModelTime({ rounds: effort === 'full' ? 40 : 3 }),
  throughput: async (effort) =>
    (await import('./figures/throughput.js')).measureThroughput({ seconds: effort === 'full' ? 10 : 2 }),
  mixed: async (effort) =>
    (await import('./figures/mixed.js')).measureMixedLoad({ minutes: effort === 'full' ? 30 : 0.5 }),
  growth: async (effort) =>
    (await import('./figures/growth.js')).measureGrowth({ most: effort === 'full' ? 100_000 : 10_000 }),
  memory: async (effort) =>
    (await import('./figures/memory.js')).measureMemory({ generations: effort === 'full' ? 10_000 : 100 }),
  start: async (effort) =>
    (await import('./figures/start.js')).measureStart({ rounds: effort === 'full' ? 5 : 1 }),
};
