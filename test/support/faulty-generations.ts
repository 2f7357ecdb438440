import { expect } from 'vitest';
import { ModelCall } from '../../src/ai/ledger/model-call.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { startModelApp } from './model-app.js';
import { TEXT_FAULT_NAMES, WIRE_FAULT_NAMES, type Fault } from './model-faults.js';
import { ModelPlans, type GenerateAnswer } from './model-plans.js';
import { profileAt } from './model-requests.js';
import { seededNumbers, startModelServer } from './model-server.js';

/** All of one request; a slow fault is cut after a second, so that some requests meet several. */
const DEADLINE_MS = 8000;
const TIMEOUTS = { headersMs: 1000, idleMs: 1000, totalMs: 2500 };
/** Beyond the deadline: reading, checking, the built-in coach, the save, and a busy machine. */
const AFTERWARDS_MS = 8000;
/** Generations under way at once. */
const SIDE_BY_SIDE = 4;
const CLEAR_ERRORS: ReadonlySet<string> = new Set(['502 ai.models_failed', '504 ai.deadline_passed']);

/** How generations ended, by who wrote them or what they were answered. */
export type Tally = Record<string, number>;

/**
 * Generates `count` plans with two models that fail at random in every way there is, half of them where the built-in
 * coach may not write. Each ends in a sound plan that says who wrote it or in a clear error with nothing stored, in
 * time, and the ledger has every call.
 */
export async function tryFaultyGenerations({ count, seed }: { count: number; seed: number }): Promise<Tally> {
  const server = await startModelServer();
  const profile = profileAt(server.url, { streaming: true });
  const model = { ...profile, prices: [...profile.prices] };
  const models = [
    model,
    { ...model, id: 'unstreamed', capabilities: { ...model.capabilities, streaming: false } },
  ];
  const policy = {
    deadlineMs: DEADLINE_MS,
    timeouts: TIMEOUTS,
    breaker: { failures: 8, restMs: 200 },
  };
  const apps = await Promise.all(
    [true, false].map((builtInCoach) =>
      startModelApp({
        server,
        config: { models, routes: [{ targets: ['test-model', 'unstreamed'] }], builtInCoach },
        policy,
      }),
    ),
  );
  const plans = await Promise.all(apps.map((app) => ModelPlans.of(app)));
  const faults: Fault[] = [...TEXT_FAULT_NAMES, ...WIRE_FAULT_NAMES];
  server.script({ seed, share: 0.5, faults });
  const draw = seededNumbers(seed);
  const tally: Tally = {};
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const chosen = plans[begun % plans.length];
      if (!chosen) throw new Error('There is no application');
      const mode = draw() < 0.4 ? 'complete' : 'progressive';
      const how = await tryOne(chosen, mode);
      tally[how] = (tally[how] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  expect(server.errors).toEqual([]);

  const ledger = (await Promise.all(apps.map(({ orm }) => orm.em.fork().find(ModelCall, {})))).flat();
  expect(ledger).toHaveLength(server.requests.length);
  const counted = server.requests.flatMap(({ told }) =>
    told ? [`${told.input} ${told.cached} ${told.output}`] : [],
  );
  const written = ledger.flatMap(({ inputTokens, cachedTokens, outputTokens }) =>
    inputTokens === null ? [] : [`${inputTokens} ${cachedTokens} ${outputTokens}`],
  );
  // A count that the server sent to a caller who had gone, or on a line that broke, reached nobody.
  const unheard = ledger.filter(({ inputTokens }) => inputTokens === null).length;
  const missing = without(counted, written);
  expect(without(written, counted)).toEqual([]);
  expect(missing.length).toBeLessThanOrEqual(unheard);
  await Promise.all(apps.map((app) => app.close()));
  await server.stop();
  return { ...tally, calls: ledger.length, unheard: missing.length };
}

async function tryOne(plans: ModelPlans, mode: string): Promise<string> {
  const id = await plans.tenK();
  const answer = await plans.generate(id, { mode });
  expect(answer.milliseconds).toBeLessThan(DEADLINE_MS + AFTERWARDS_MS);
  if (answer.status !== 200) return expectNothingStored(plans, id, answer);
  expect(await plans.blockingFindings(id)).toEqual([]);
  const weeks = await plans.weeks(id);
  expect(weeks).toHaveLength(mode === 'complete' ? 8 : 1);
  for (const { provenance } of weeks) {
    if (provenance.author === 'model') expect(provenance.model).toMatch(/^(test-model|unstreamed)/);
    else expect(provenance.fallbackReason).toMatch(/^test-model: \w+; unstreamed: \w+$|: deadline$/);
  }
  return answer.body.provenance.author;
}

async function expectNothingStored(
  { test }: ModelPlans,
  plan: string,
  { status, body }: GenerateAnswer,
): Promise<string> {
  const how = `${status} ${body.code}`;
  expect(CLEAR_ERRORS).toContain(how);
  const em = test.orm.em.fork();
  expect((await em.findOneOrFail(TrainingPlan, plan)).status).toBe('draft');
  expect(await em.count(TrainingPlanWeek, { plan })).toBe(0);
  expect(await em.findOneOrFail(Generation, { plan })).toMatchObject({
    state: 'failed',
    error: { code: body.code },
  });
  return how;
}

/** What is in one list beyond the other; both may hold the same several times. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of others) left.set(each, (left.get(each) ?? 0) + 1);
  return list.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}
