import { LockMode } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AiBatchItem } from '../../src/ai/bulk/ai-batch-item.entity.js';
import { BulkWriting } from '../../src/ai/bulk/bulk-writing.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { BulkRounds } from '../../src/jobs/bulk-rounds.service.js';
import { BulkWeeks } from '../../src/plans/bulk-weeks.service.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { queueDepths } from '../../src/queue/live-jobs.js';
import { callsOf, startModelApp } from '../support/model-app.js';
import { firstInBatches, fullPriceOf } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startReplica, type TestApp } from '../support/test-app.js';
import { look, onClock, progressOf, settled, UNATTENDED_ENV } from '../support/unattended.js';

const WAIT_HOURS = 12;
/** Four weeks; the second begins on 30 November. */
const SHORT = { race: { date: '2026-12-20', metres: 5000 } };
/** When second weeks are due, five days before. */
const DUE = '2026-11-25';

const clock = new MovedClock(TODAY);
let server: ModelServer;
let test: TestApp;
let coach: Person;
let admin: Person;
let queue: JobQueue;
beforeAll(async () => {
  server = await startModelServer();
  const config = {
    ...firstInBatches(server.url),
    bulk: { from: 2, waitHours: WAIT_HOURS },
  };
  test = await startModelApp({ server, config, clock, env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
  admin = await signedIn(test, 'admin');
  queue = test.app.get(JobQueue, { strict: false });
  // What takes a while in service takes a moment here.
  for (const name of ['weeks.hand_in', 'week.write']) {
    await queue.boss.updateQueue(name, { retryDelay: 0, retryBackoff: false });
  }
});
afterAll(async () => {
  await test.close();
  await server.stop();
});
beforeEach(() => server.clear());
afterEach(async () => {
  vi.restoreAllMocks();
  const left = await test.orm.em.fork().find(AiBatchItem, {}, { fields: ['customId', 'state'] });
  if (left.length > 0) throw new Error(`Weeks are left over: ${JSON.stringify(left)}`);
});

let seed = 0;
/** Plans of athletes of their own whose second week is due, and of which no reply is known from another. */
async function somePlans(count: number): Promise<{ id: string; athleteId: string }[]> {
  const plans: { id: string; athleteId: string }[] = [];
  clock.set(TODAY);
  while (plans.length < count) {
    seed += 1;
    const athlete = { currentWeeklyMileage: 20 + seed / 4 };
    const { id, athleteId } = await aDraft(test, { coach, ...SHORT, athlete, draft: { seed } });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { settings: { horizonDays: 5 } });
    const body = { trainingPlanId: id, model: 'built-in-coach' };
    await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
    plans.push({ id, athleteId });
  }
  server.clear();
  clock.set(DUE);
  return plans;
}

async function declines(plan: { athleteId: string } | undefined): Promise<void> {
  const id = plan?.athleteId ?? '';
  expect(await test.orm.em.fork().nativeUpdate(Athlete, { id }, { aiConsent: false })).toBe(1);
}

/** As if their own jobs had had a try that failed. */
async function begun(ids: readonly string[]): Promise<void> {
  await test.orm.em.fork().nativeUpdate(Generation, { id: { $in: [...ids] } }, { attempt: 1 });
}

const round = ({ app }: Pick<TestApp, 'app'> = test) => app.get(BulkRounds, { strict: false }).round();
const handedIn = () => test.orm.em.fork().count(AiBatchItem, { state: 'waiting' });

/** A busy machine takes its time. */
const PATIENCE_MS = 30_000;

/** Plans whose second weeks are with the provider. */
async function plansInBatch(count: number): Promise<{ id: string; athleteId: string }[]> {
  const plans = await somePlans(count);
  await look(test);
  await vi.waitFor(async () => expect(await handedIn()).toBe(count), PATIENCE_MS);
  await round();
  return plans;
}

/** Second weeks with their authors, and the calls that were made for them. */
async function writtenOf(plans: readonly { id: string }[]) {
  const em = test.orm.em.fork();
  return Promise.all(
    plans.map(async ({ id: plan }) => {
      await settled(test, plan);
      const week = await em.findOne(TrainingPlanWeek, { plan, weekNumber: 2 });
      const calls = await callsOf(test, plan);
      return {
        author: week?.provenance.author ?? null,
        calls: calls.map(({ target, serviceTier, outcome }) => `${target} ${serviceTier} ${outcome}`),
        versions: await em.count(PlanVersion, { plan }),
      };
    }),
  );
}

const byModel = (...calls: string[]) => ({ author: 'model', calls, versions: 2 });

describe('enough weeks that have time', () => {
  it('are asked for as one batch and stored once each, at half the price', async () => {
    const taken = server.batches.taken;
    const plans = await plansInBatch(2);
    expect([server.batches.taken, server.requests.length]).toEqual([taken + 1, 0]);
    // They wait for their time: nothing is late, and nothing is lost.
    const [depth] = await queueDepths(test.orm.em.fork(), ['week.write']);
    expect(depth).toMatchObject({ ready: 0, deferred: 2, running: 0, lagSeconds: 0 });
    expect(await look(test)).toMatchObject({ due: 2, enqueued: 0, resent: 0 });
    const { body } = await test.http.get(`/api/jobs?planId=${plans[0]?.id}`).set(admin.headers);
    expect(body.items[0]).toMatchObject({ state: 'waiting', attempts: 0, error: null });
    server.batches.finish();
    await round();
    expect(await writtenOf(plans)).toEqual(plans.map(() => byModel('first batch ok')));
    const calls = (await Promise.all(plans.map(({ id }) => callsOf(test, id)))).flat();
    expect(calls.reduce((sum, { usd }) => sum + (usd ?? 0), 0)).toBeCloseTo(fullPriceOf(server.told) / 2, 6);
    const runs = await test.orm.em
      .fork()
      .find(Generation, { plan: { $in: plans.map(({ id }) => id) }, scope: 'week:2' });
    for (const { state, weeksDecoded, costUsd } of runs) {
      expect([state, weeksDecoded]).toEqual(['succeeded', []]);
      expect(costUsd).toBeGreaterThan(0);
    }
  });

  it('are written live and at once where they are too few, or begin too soon', async () => {
    const taken = server.batches.taken;
    const few = await somePlans(1);
    await look(test);
    expect(await writtenOf(few)).toEqual(few.map(() => byModel('first flex ok')));
    const soon = await somePlans(2);
    // 12 hours to wait, 2 around it, and a day to spare.
    clock.set('2026-11-28T10:00:00Z');
    await look(test);
    expect(await writtenOf(soon)).toEqual(soon.map(() => byModel('first flex ok')));
    // Two are due, and one of them is for no model.
    const some = await somePlans(2);
    await declines(some[0]);
    await look(test);
    const [declined, ...others] = await writtenOf(some);
    expect(declined).toEqual({ author: 'built-in-coach', calls: [], versions: 2 });
    expect(others).toEqual(others.map(() => byModel('first flex ok')));
    expect(server.batches.taken).toBe(taken);
  });

  it('wait for no batch where the routes name no model that takes one', async () => {
    const bulk = test.app.get(BulkWriting, { strict: false });
    const routes = async (...targets: string[]) => {
      const { headers } = await test.http.get('/api/ai/routes').set(admin.headers);
      const sent = test.http
        .put('/api/ai/routes')
        .set(admin.headers)
        .set('if-match', headers['etag'] ?? '');
      await sent.send({ routes: [{ targets }] }).expect(200);
    };
    await routes('second');
    expect(await bulk.terms()).toBeNull();
    await routes('first', 'second');
    expect(await bulk.terms()).toEqual({ from: 2, backWithinMs: (WAIT_HOURS + 2) * 3_600_000 });
  });
});

describe('a batch that brings nothing', () => {
  it('in time has its weeks written by the next target', async () => {
    const plans = await plansInBatch(2);
    clock.advance({ hours: WAIT_HOURS + 0.1 });
    await round();
    expect(await writtenOf(plans)).toEqual(
      plans.map(() => byModel('first batch timeout_total', 'second flex ok')),
    );
  });

  it('leaves its weeks to the tries of their jobs when the next target fails as well', async () => {
    const plans = await plansInBatch(2);
    server.batches.end('failed');
    server.script(['refusal', 'refusal']);
    await round();
    expect(await writtenOf(plans)).toEqual(
      plans.map(() => byModel('first batch bad_request', 'second flex refusal', 'first flex ok')),
    );
  });
});

describe('while a batch is out', () => {
  it('plans are paused, changed, erased and their athletes decline models: nothing is stored that does not fit', async () => {
    const plans = await plansInBatch(5);
    const [paused, changed, declined, erased, same] = plans.map(({ id }) => ({ id }));
    const athletes = plans.map(({ athleteId }) => `/api/athletes/${athleteId}`);
    const lifecycle = (verb: string) =>
      test.http.post(`/api/training-plan/${paused?.id}/${verb}`).set(coach.headers).expect(200);
    await lifecycle('pause');
    const off = { from: '2026-12-01', to: '2026-12-03', reason: 'holiday' };
    await test.http.post(`${athletes[1]}/time-off`).set(coach.headers).send(off).expect(201);
    await declines(plans[2]);
    await test.http.delete(`${athletes[3]}?erase=true`).set(admin.headers).expect(204);
    await round();
    // Only two are still waited for: of the others nothing would be asked any more should the batch fail.
    expect(await handedIn()).toBe(2);
    const written = [paused, changed, declined, same].map((plan) => plan ?? { id: '' });
    // Nobody waits for a batch who wants none of it.
    expect((await writtenOf([written[2] ?? { id: '' }]))[0]).toEqual({
      author: 'built-in-coach',
      calls: [],
      versions: 2,
    });
    server.batches.finish();
    await round();
    const stale = byModel('first batch ok', 'first flex ok');
    expect(await writtenOf(written)).toEqual([
      { author: null, calls: ['first batch ok'], versions: 1 },
      stale,
      { author: 'built-in-coach', calls: ['first batch ok'], versions: 2 },
      byModel('first batch ok'),
    ]);
    const week = await test.orm.em
      .fork()
      .findOneOrFail(TrainingPlanWeek, { plan: changed?.id ?? '', weekNumber: 2 });
    expect(week.notes.map(({ code }) => code)).toContain('adapt.time_off');
    expect(await test.orm.em.fork().count(TrainingPlan, { id: erased?.id ?? '' })).toBe(0);
    // The job of the run that was cancelled does not stand in the way of the new one.
    await lifecycle('resume');
    expect(await writtenOf([paused ?? { id: '' }])).toEqual([
      expect.objectContaining({ author: 'model', calls: stale.calls }),
    ]);
    expect((await progressOf(test, paused?.id ?? '')).weeks).toEqual([1, 2]);
  });

  it('who declines models meanwhile is not left waiting by a process that ends amid that', async () => {
    const plans = await plansInBatch(2);
    await declines(plans[0]);
    vi.spyOn(queue, 'hurryKey').mockRejectedValueOnce(new Error('the process died'));
    await expect(round()).rejects.toThrow('the process died');
    await round();
    expect(await writtenOf(plans.slice(0, 1))).toEqual([
      { author: 'built-in-coach', calls: [], versions: 2 },
    ]);
    server.batches.finish();
    await round();
    expect(await writtenOf(plans.slice(1))).toEqual([byModel('first batch ok')]);
  });

  it('the process that handed it in ends, and another reads it', async () => {
    const plans = await plansInBatch(2);
    server.batches.finish();
    vi.spyOn(test.app.get(BulkRounds, { strict: false }), 'round').mockResolvedValue();
    const other = await startReplica(test, { override: onClock(clock) });
    try {
      await Promise.all([round(other), round(other)]);
      expect(await writtenOf(plans)).toEqual(plans.map(() => byModel('first batch ok')));
    } finally {
      await other.close();
    }
  });
});

describe('a hand-in', () => {
  it('that is broken off before and after it was remembered is done once', async () => {
    const bulk = test.app.get(BulkWriting, { strict: false });
    const add = bulk.add.bind(bulk);
    const broken = new Error('the process died');
    const plans = await somePlans(3);
    const [held] = plans;
    const tries = vi
      .spyOn(bulk, 'add')
      .mockRejectedValueOnce(broken)
      .mockImplementationOnce(async (...tasks) => {
        // Somebody saves one of the plans, or erases its athlete, at that moment.
        await test.orm.em.fork().transactional(async (em) => {
          await em.findOneOrFail(TrainingPlan, held?.id ?? '', { lockMode: LockMode.PESSIMISTIC_WRITE });
          await add(...tasks);
        });
        throw broken;
      });
    const taken = server.batches.taken;
    await look(test);
    await vi.waitFor(() => expect(tries.mock.results).toHaveLength(3), PATIENCE_MS);
    await round();
    expect([await handedIn(), server.batches.taken]).toEqual([2, taken + 1]);
    server.batches.finish();
    await round();
    const [live, ...inBatch] = await writtenOf(plans);
    expect(live).toEqual(byModel('first flex ok'));
    expect(inBatch).toEqual(inBatch.map(() => byModel('first batch ok')));
  });

  it.each([
    ['too late for its batch to be back in time', async () => clock.advance({ hours: 1.1 })],
    ['after a batch came to nothing and their own jobs have begun', begun],
  ])('that comes %s has its weeks written live', async (_, meanwhile) => {
    const weeks = test.app.get(BulkWeeks, { strict: false });
    const lost = vi.spyOn(weeks, 'handIn').mockResolvedValue();
    const plans = await somePlans(2);
    await look(test);
    await vi.waitFor(() => expect(lost).toHaveBeenCalled(), PATIENCE_MS);
    const ids = lost.mock.calls[0]?.[0] ?? [];
    lost.mockRestore();
    const taken = server.batches.taken;
    await meanwhile(ids);
    await weeks.handIn(ids, new AbortController().signal);
    expect(await writtenOf(plans)).toEqual(plans.map(() => byModel('first flex ok')));
    expect(server.batches.taken).toBe(taken);
  });
});
