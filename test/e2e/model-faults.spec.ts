import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAILURE_KINDS } from '../../src/ai/model-call.js';
import type { FindingResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import {
  SLOW_FAULT_NAMES,
  TEXT_FAULT_NAMES,
  WIRE_FAULT_NAMES,
  type FaultName,
} from '../support/model-faults.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import type { TestApp } from '../support/test-app.js';

let server: ModelServer;
/** With the built-in coach as the last resort, and without; and both for faults that last until they are cut. */
const apps: Record<'lenient' | 'strict' | 'lenientAndShort' | 'strictAndShort', TestApp> = {} as never;
const coaches = new Map<TestApp, Person>();
beforeAll(async () => {
  server = await startModelServer();
  // No fault is to be met by a breaker that the one before has opened.
  const policy = { breaker: { failures: 1000, restMs: 0 } };
  const short = { ...policy, retries: 0, timeouts: { headersMs: 1000, idleMs: 1000, totalMs: 1200 } };
  const config = { builtInCoach: false };
  apps.lenient = await startModelApp({ server, policy });
  apps.strict = await startModelApp({ server, policy, config });
  apps.lenientAndShort = await startModelApp({ server, policy: short });
  apps.strictAndShort = await startModelApp({ server, policy: short, config });
  for (const app of Object.values(apps)) coaches.set(app, await signedIn(app, 'coach'));
});
afterAll(async () => {
  await Promise.all(Object.values(apps).map((app) => app.close()));
  await server.stop();
});
afterEach(() => server.clear());

/** Four weeks to a 10K, the fewest calls a plan takes; a seed of its own for every draft, so that no reply is known from before. */
const TEN_K = { race: { date: '2026-12-20', metres: 10_000 } };
let seed = 100;
async function draft(app: TestApp): Promise<string> {
  const values = { goalTime: '50:00', goalTimeSeconds: 3000, seed: (seed += 1) };
  const coach = coaches.get(app);
  return (await aDraft(app, { ...TEN_K, ...(coach && { coach }), draft: values })).id;
}

function ask(app: TestApp, method: 'get' | 'post', path: string) {
  return app.http[method](`/api/training-plan${path}`).set(coaches.get(app)?.headers ?? {});
}
const generate = (app: TestApp, trainingPlanId: string) =>
  ask(app, 'post', '/generate').send({ trainingPlanId, mode: 'complete' });

async function blockingFindings(app: TestApp, id: string): Promise<FindingResponse[]> {
  const { body } = await ask(app, 'get', `/${id}/audit`);
  return body.findings.filter(({ severity }: FindingResponse) => severity === 'blocking');
}

async function weeksOf(app: TestApp, id: string): Promise<WeekResponse[]> {
  const { body } = await ask(app, 'get', `/${id}`);
  return body.phases.flatMap(({ weeks }: { weeks: WeekResponse[] }) => weeks);
}

async function expectLedger(app: TestApp, id: string): Promise<void> {
  const calls = await callsOf(app, id);
  expect(calls).toHaveLength(server.requests.length);
  const { told } = server;
  expect({
    input: calls.reduce((sum, { inputTokens }) => sum + (inputTokens ?? 0), 0),
    output: calls.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0),
  }).toEqual({ input: told.input, output: told.output });
  for (const { usd, inputTokens } of calls) expect(usd === null).toBe(inputTokens === null);
}

const FAULTS: FaultName[] = [...TEXT_FAULT_NAMES, ...WIRE_FAULT_NAMES];
const SLOW: ReadonlySet<string> = new Set(SLOW_FAULT_NAMES);

describe('every fault of a server, time and again', () => {
  it.each(FAULTS)('%s ends in a sound plan that says who wrote it', async (fault) => {
    const app = SLOW.has(fault) ? apps.lenientAndShort : apps.lenient;
    server.script(() => fault);
    const id = await draft(app);
    const { status, body } = await generate(app, id);
    expect([status, body.code]).toEqual([200, undefined]);
    expect(await blockingFindings(app, id)).toEqual([]);
    for (const { provenance } of await weeksOf(app, id)) {
      if (provenance.author === 'model') continue;
      // A refused key closes the door on the weeks beside it, before they are asked for.
      const reasons = [...FAILURE_KINDS, 'breaker_open'].map((kind) => `test-model: ${kind}`);
      expect(reasons).toContain(provenance.fallbackReason);
    }
    await expectLedger(app, id);
  });
});

/** One of each kind that a call can fail by; the long form tries all of them with the built-in coach and without. */
const FATAL = [
  'only_prose',
  'six_days',
  'negative_distance',
  'empty',
  'refusal',
  'truncated',
  'html_200',
  'error_object_200',
  'broken_json',
  'no_choices',
  'status_400',
  'context_overflow',
  'status_401',
  'status_404',
  'status_429_seconds',
  'quota',
  'status_500',
  'reset_amid',
  'stall',
  'huge',
] as const satisfies FaultName[];

describe('a server that fails where the built-in coach is not allowed', () => {
  it.each(FATAL)('%s ends in a sound plan or a clear error, and nothing stored', async (fault) => {
    const app = SLOW.has(fault) ? apps.strictAndShort : apps.strict;
    server.script(() => fault);
    const id = await draft(app);
    const before = await dumpDatabase(app.databaseUrl, ['generation', 'model_call', 'reply_cache']);
    const { status, body } = await generate(app, id);
    if (status === 200) {
      expect(await blockingFindings(app, id)).toEqual([]);
    } else {
      expect([status, body.code]).toEqual([502, 'ai.models_failed']);
      expect(await dumpDatabase(app.databaseUrl, ['generation', 'model_call', 'reply_cache'])).toEqual(
        before,
      );
      const plan = await app.orm.em.fork().findOneOrFail(TrainingPlan, id);
      expect(plan.status).toBe('draft');
    }
    await expectLedger(app, id);
  });
});
