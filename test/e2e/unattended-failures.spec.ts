import { RequestContext } from '@mikro-orm/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WeekWriter } from '../../src/ai/week-writer.js';
import { UpstreamError } from '../../src/common/errors.js';
import type { AiConfigEntry } from '../../src/config/ai-config.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { UnattendedWeeks } from '../../src/plans/unattended-weeks.service.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import { profileAt } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import type { TestApp } from '../support/test-app.js';
import { look, onClock, settled, UNATTENDED_ENV } from '../support/unattended.js';

/** Tries at a week before the last resort: the first and these. */
const RETRIES = 2;
/** The Monday of week 2 is 30 November; at the start of the test it is 7 days away. */
const SHORT = { race: { date: '2026-12-20', metres: 5000 } };

const clock = new MovedClock(TODAY);
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
beforeEach(() => {
  server.clear();
  server.latencyMs = 0;
  clock.set(TODAY);
});
afterAll(() => server.stop());

interface Scene {
  test: TestApp;
  coach: Person;
  admin: Person;
}

async function start(config: AiConfigEntry = {}): Promise<Scene> {
  const profile = profileAt(server.url, { streaming: true });
  // One request a try: there is no cheaper tier to ask first.
  const model = {
    ...profile,
    prices: [...profile.prices],
    capabilities: { ...profile.capabilities, flex: false },
  };
  const test = await startModelApp({
    server,
    clock,
    env: UNATTENDED_ENV,
    override: onClock(clock),
    policy: { retries: 0 },
    config: { models: [model], ...config },
  });
  // What takes hours in service takes a moment here.
  const { boss } = test.app.get(JobQueue, { strict: false });
  await boss.updateQueue('week.write', { retryLimit: RETRIES, retryDelay: 0, retryBackoff: false });
  return { test, coach: await signedIn(test, 'coach'), admin: await signedIn(test, 'admin') };
}

let seed = 0;
/** A plan whose first week the built-in coach wrote, before anything else is due. */
async function aPlan({ test, coach }: Scene, athlete: Partial<Athlete> = {}) {
  seed += 1;
  const draft = await aDraft(test, { coach, ...SHORT, draft: { seed } });
  const em = test.orm.em.fork();
  await em.nativeUpdate(
    Athlete,
    { id: draft.athleteId },
    { currentWeeklyMileage: 20 + seed / 4, ...athlete },
  );
  await em.nativeUpdate(TrainingPlan, { id: draft.id }, { settings: { horizonDays: 5 } });
  const body = { trainingPlanId: draft.id, model: 'built-in-coach' };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body);
  server.clear();
  return draft.id;
}

async function weekTwo({ orm }: TestApp, plan: string): Promise<TrainingPlanWeek | null> {
  return orm.em.fork().findOne(TrainingPlanWeek, { plan, weekNumber: 2 });
}

describe('a week whose model fails', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await start();
    const em = scene.test.orm.em.fork();
    em.create(Webhook, {
      url: 'https://receiver.example.com',
      description: null,
      eventTypes: ['generation.failed', 'week.generated'],
      secret: 'not to be opened',
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
    });
    await em.flush();
  });
  afterAll(() => scene.test.close());

  const eventsOf = async (planId: string) => {
    const deliveries = await scene.test.orm.em.fork().find(WebhookDelivery, {}, { orderBy: { id: 'asc' } });
    const payloads: { type: string; data: Record<string, unknown> }[] = deliveries.map(({ payload }) =>
      JSON.parse(payload),
    );
    return payloads.filter(({ data }) => data['planId'] === planId);
  };

  it('is tried again, and is the model’s when that is well', async () => {
    const { test } = scene;
    const id = await aPlan(scene);
    server.script(['status_500']);
    clock.set('2026-11-25');
    await look(test);
    await settled(test, id);
    const week = await weekTwo(test, id);
    expect(week?.provenance).toMatchObject({
      author: 'model',
      model: expect.any(String),
      fallbackReason: null,
    });
    const [run] = await test.orm.em.fork().find(Generation, { plan: id, scope: 'week:2' });
    expect(run).toMatchObject({ state: 'succeeded', attempt: 2, error: null });
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['week.generated']);
  });

  it('is the built-in coach’s when all tries are used up, and that is told', async () => {
    const { test } = scene;
    const id = await aPlan(scene);
    server.script(() => 'status_503');
    clock.set('2026-11-25');
    await look(test);
    await settled(test, id);
    expect((await weekTwo(test, id))?.provenance).toMatchObject({
      author: 'built-in-coach',
      fallbackReason: 'models: tries_used_up',
    });
    expect(server.requests).toHaveLength(1 + RETRIES);
    const [run] = await test.orm.em.fork().find(Generation, { plan: id, scope: 'week:2' });
    expect(run).toMatchObject({ state: 'succeeded', attempt: 2 + RETRIES });
    const failed = (await eventsOf(id)).find(({ type }) => type === 'generation.failed');
    expect(failed).toMatchObject({ data: { weekNumber: 2, code: 'ai.models_failed', written: true } });
  });

  it('is the built-in coach’s at once when its Monday is near', async () => {
    const { test } = scene;
    const id = await aPlan(scene);
    server.script(() => 'status_503');
    clock.set('2026-11-29T00:00:00Z');
    await look(test);
    await settled(test, id);
    expect((await weekTwo(test, id))?.provenance).toMatchObject({
      author: 'built-in-coach',
      fallbackReason: 'test-model: overloaded',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('asks no model for an athlete who wants none', async () => {
    const { test } = scene;
    const id = await aPlan(scene, { aiConsent: false });
    server.script(() => 'status_503');
    clock.set('2026-11-25');
    await look(test);
    await settled(test, id);
    expect((await weekTwo(test, id))?.provenance.fallbackReason).toBe('consent: declined');
    expect(server.requests).toHaveLength(0);
  });

  it('is paid for once when it could not be stored the first time', async () => {
    const { test } = scene;
    const id = await aPlan(scene);
    server.latencyMs = 300;
    clock.set('2026-11-25');
    await look(test);
    // The plan changes while the model writes: what comes of it is not stored over that, and that was no try.
    await expect.poll(() => server.requests.length).toBe(1);
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { revision: 99 });
    await settled(test, id);
    expect((await weekTwo(test, id))?.provenance.author).toBe('model');
    expect((await callsOf(test, id)).filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
    const [run] = await test.orm.em.fork().find(Generation, { plan: id, scope: 'week:2' });
    expect(run).toMatchObject({ state: 'succeeded', attempt: 1 });
  });
});

describe('where a budget is used up', () => {
  it('the built-in coach writes at once', async () => {
    const scene = await start({ budgets: { perPlanUsd: 0.000001 } });
    try {
      const id = await aPlan(scene);
      clock.set('2026-11-25');
      await look(scene.test);
      await settled(scene.test, id);
      const week = await weekTwo(scene.test, id);
      expect(week?.provenance).toMatchObject({
        author: 'built-in-coach',
        fallbackReason: 'test-model: budget',
      });
      const [run] = await scene.test.orm.em.fork().find(Generation, { plan: id, scope: 'week:2' });
      expect(run).toMatchObject({ attempt: 1 });
    } finally {
      await scene.test.close();
    }
  });
});

describe('where the built-in coach may not write', () => {
  it('the week is given up, admins see it, and it is due again after a pause or when they say so', async () => {
    const scene = await start();
    const { test, admin } = scene;
    try {
      const id = await aPlan(scene);
      const routes = await test.http.get('/api/ai/routes').set(admin.headers).expect(200);
      await test.http
        .put('/api/ai/routes')
        .set({ ...admin.headers, 'if-match': routes.headers['etag'] })
        .send({ builtInCoach: false })
        .expect(200);
      server.script(() => 'status_503');
      clock.set('2026-11-25');
      await look(test);
      await settled(test, id);
      expect(await weekTwo(test, id)).toBeNull();
      const { body } = await test.http
        .get(`/api/jobs?planId=${id}&state=dead`)
        .set(admin.headers)
        .expect(200);
      expect(body.items).toMatchObject([
        { weekNumber: 2, attempts: 2 + RETRIES, error: { code: 'ai.models_failed' } },
      ]);

      // Not at once again; six hours later it is.
      await look(test);
      expect(await test.orm.em.fork().count(Generation, { plan: id, scope: 'week:2' })).toBe(1);
      clock.advance({ hours: 6 });
      await look(test);
      await settled(test, id);
      expect(await test.orm.em.fork().count(Generation, { plan: id, scope: 'week:2', state: 'failed' })).toBe(
        2,
      );

      server.clear();
      const { id: job } = body.items[0];
      await test.http.post(`/api/jobs/${job}/retry`).set(admin.headers).expect(200);
      await settled(test, id);
      expect((await weekTwo(test, id))?.provenance.author).toBe('model');
    } finally {
      await test.close();
    }
  });
});

/** A run of week 2 that waits, and whose job a test itself has. */
async function aPendingRun({ orm }: TestApp, plan: string): Promise<Generation> {
  const em = orm.em.fork();
  const run = em.create(Generation, {
    plan,
    scope: 'week:2',
    state: 'pending',
    attempt: 0,
    fence: 1,
    leaseUntil: null,
    error: null,
    actorId: null,
    finishedAt: null,
  });
  await em.flush();
  return run;
}

describe('a worker that was taken for dead', () => {
  it('stores nothing when it wakes: another has its run', async () => {
    const scene = await start();
    const { test } = scene;
    try {
      const id = await aPlan(scene);
      const weeks = test.app.get(UnattendedWeeks, { strict: false });
      const run = await aPendingRun(test, id);
      server.latencyMs = 4000;
      const never = new AbortController().signal;
      // As a worker does: what is read in it is nobody else's.
      const advance = (lastResort: boolean) =>
        RequestContext.create(test.orm.em, () => weeks.advance(run.id, { signal: never, lastResort }));
      const zombie = advance(false);
      await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(1);
      server.latencyMs = 0;
      // Its lease still lasts; who has the job has the run all the same.
      const second = await advance(true);
      expect(second).toMatchObject({ kind: 'written', weeks: [{ weekNumber: 2, author: 'built-in-coach' }] });
      expect(await zombie).toEqual({ kind: 'obsolete' });
      expect((await weekTwo(test, id))?.author).toBe('built-in-coach');
    } finally {
      await test.close();
    }
  });

  it('gives nothing up: what it has failed at is another’s to write', async () => {
    const scene = await start();
    const { test } = scene;
    try {
      const id = await aPlan(scene);
      const em = test.orm.em.fork();
      const run = await aPendingRun(test, id);
      const { nextWorkAt } = await em.fork().findOneOrFail(TrainingPlan, id);
      const writer = test.app.get(WeekWriter, { strict: false });
      vi.spyOn(writer, 'write').mockImplementationOnce(async () => {
        await em.fork().nativeUpdate(Generation, run.id, { fence: 99 });
        throw new UpstreamError('ai.models_failed', 'No model could write.');
      });
      const weeks = test.app.get(UnattendedWeeks, { strict: false });
      const { signal } = new AbortController();
      const outcome = await RequestContext.create(test.orm.em, () =>
        weeks.advance(run.id, { signal, lastResort: true }),
      );
      expect(outcome).toEqual({ kind: 'obsolete' });
      const [plan, row] = [
        await em.fork().findOneOrFail(TrainingPlan, id),
        await em.fork().findOneOrFail(Generation, run.id),
      ];
      expect(plan.nextWorkAt).toEqual(nextWorkAt);
      expect(row).toMatchObject({ state: 'running', fence: 99, finishedAt: null });
    } finally {
      await test.close();
    }
  });
});
