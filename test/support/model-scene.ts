import { afterEach } from 'vitest';
import type { CallPolicy } from '../../src/ai/calls/call-policy.js';
import type { AiConfigEntry, ModelEntry } from '../../src/config/ai-config.js';
import { startModelApp } from './model-app.js';
import { ModelPlans } from './model-plans.js';
import { profileAt } from './model-requests.js';
import { startModelServer, type ModelServer } from './model-server.js';

export interface SceneOptions {
  /** Before the server of models answers. */
  latencyMs?: number;
  /** What the one model there is, `test-model`, takes at once. */
  concurrency?: number;
  config?: (model: ModelEntry) => AiConfigEntry;
  policy?: Partial<CallPolicy>;
  env?: Record<string, string>;
}

/** A server of models, the service beside it, and a coach whose plans are written there. */
export interface Scene {
  server: ModelServer;
  plans: ModelPlans;
}

const closing: (() => Promise<void>)[] = [];

/** To be called once by a spec file that starts scenes: each is taken down after its test. */
export function closeScenes(): void {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
}

export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  const { latencyMs = 0, concurrency = 16, policy, env } = options;
  const server = await startModelServer({ latencyMs });
  closing.push(() => server.stop());
  const profile = profileAt(server.url, { streaming: true });
  const limits = { ...profile.limits, concurrency };
  const model = { ...profile, prices: [...profile.prices], limits };
  const test = await startModelApp({
    server,
    config: { models: [model], ...options.config?.(model) },
    ...(policy && { policy }),
    ...(env && { env }),
  });
  closing.push(() => test.close());
  return { server, plans: await ModelPlans.of(test) };
}
