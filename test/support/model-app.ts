import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALL_POLICY, callPolicy, type CallPolicy } from '../../src/ai/calls/call-policy.js';
import { ModelCall } from '../../src/ai/ledger/model-call.entity.js';
import { CLOCK, type Clock } from '../../src/common/clock.js';
import type { AiConfigEntry } from '../../src/config/ai-config.js';
import { KEY, profileAt } from './model-requests.js';
import type { ModelServer } from './model-server.js';
import { TODAY } from './plans.js';
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.js';

/** What takes a minute in service takes a moment in a test; but no call is cut because the machine is busy. */
export const HASTY: CallPolicy = {
  ...callPolicy({ concurrency: 16, deadlineMs: 30_000 }),
  timeouts: { headersMs: 20_000, idleMs: 20_000, totalMs: 25_000 },
  backoff: { initialMs: 10, maxMs: 40 },
  breaker: { failures: 1000, restMs: 500 },
};

export interface ModelAppOptions {
  server: ModelServer;
  /** One model at the server, `test-model`, unless told otherwise. */
  config?: AiConfigEntry;
  policy?: Partial<CallPolicy>;
  env?: Record<string, string>;
  clock?: Clock;
  override?: TestAppOptions['override'];
}

/** The service with a model on loopback, on `TODAY`. */
export async function startModelApp({
  server,
  config,
  policy,
  env,
  clock,
  override = (builder) => builder,
}: ModelAppOptions): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'gofast-models-'));
  const path = join(folder, 'ai.json');
  const models = [profileAt(server.url, { streaming: true })];
  writeFileSync(path, JSON.stringify({ models, routes: [{ targets: ['test-model'] }], ...config }));
  const test = await startTestApp({
    env: { TODAY, AI_CONFIG_FILE: path, TEST_KEY: KEY, ...env },
    override: (builder) => {
      const hasty = builder.overrideProvider(CALL_POLICY).useValue({ ...HASTY, ...policy });
      return override(clock ? hasty.overrideProvider(CLOCK).useValue(clock) : hasty);
    },
  });
  return {
    ...test,
    close: async () => {
      await test.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The ledger of a plan, in the order of its attempts. */
export function callsOf({ orm }: TestApp, planId: string): Promise<ModelCall[]> {
  return orm.em.fork().find(ModelCall, { planId }, { orderBy: { at: 'asc', id: 'asc' } });
}
