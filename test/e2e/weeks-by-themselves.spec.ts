import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetentionSweeper } from '../../src/privacy/retention-sweeper.service.js';
import { ScheduledRun } from '../../src/jobs/scheduled-run.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY, type DraftOptions } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, progressOf, settled, UNATTENDED_ENV } from '../support/unattended.js';

/** A 5K in four weeks: the shortest plan there is. */
const SHORT = { race: { date: '2026-12-20', metres: 5000 } } satisfies DraftOptions;

let test: TestApp;
let coach: Person;
const clock = new MovedClock(TODAY);
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
beforeEach(() => clock.set(TODAY));
afterAll(() => test.close());

async function aPlan({
  settings,
  mode = 'progressive',
  ...options
}: DraftOptions & PlanOptions = {}): Promise<string> {
  const { id } = await aDraft(test, { coach, ...SHORT, ...options });
  if (settings) await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { settings });
  const body = { trainingPlanId: id, mode };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  await settled(test, id);
  return id;
}
type PlanOptions = Partial<Pick<TrainingPlan, 'settings' | 'mode'>>;

function versionsOf(plan: string): Promise<PlanVersion[]> {
  return test.orm.em.fork().find(PlanVersion, { plan }, { orderBy: { number: 'asc' } });
}

async function looks(plan: string): Promise<void> {
  await look(test);
  await settled(test, plan);
}

describe('a progressive plan', () => {
  it('moves forward to the race and is completed, with nobody looking', async () => {
    const id = await aPlan();
    // Week 2 begins in 7 days: it is due from the start, and no look was needed for it.
    expect(await progressOf(test, id)).toMatchObject({ status: 'active', weeks: [1, 2] });
    const changes: string[] = [];
    let last = '';
    for (let day = 0; day < 29; day += 1) {
      clock.advance({ days: 1 });
      await looks(id);
      const { status, weeks } = await progressOf(test, id);
      const now = `${status} ${weeks.length}`;
      if (now !== last) changes.push(`${clock.today('UTC')} ${now}`);
      last = now;
    }
    expect(changes).toEqual([
      '2026-11-24 active 2',
      '2026-11-27 active 3',
      '2026-12-04 active 4',
      '2026-12-21 completed 4',
    ]);
    const versions = await versionsOf(id);
    expect(versions.map(({ reason, actorId }) => [reason, actorId === null])).toEqual([
      ['generated', false],
      ['week.scheduled', true],
      ['week.scheduled', true],
      ['week.scheduled', true],
    ]);
    const runs = await test.orm.em.fork().find(Generation, { plan: id, actorId: null });
    expect(new Set(runs.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(
      new Set(['succeeded 1']),
    );
  });

  it('is written as far ahead as its own settings say', async () => {
    const far = await aPlan({ settings: { horizonDays: 20 } });
    const near = await aPlan({ settings: { horizonDays: 3 } });
    // From Monday 23 November on, 20 days reach week 3, whose Monday is 14 days away, and not week 4.
    expect((await progressOf(test, far)).weeks).toEqual([1, 2, 3]);
    expect(await progressOf(test, near)).toMatchObject({
      weeks: [1],
      nextWorkAt: '2026-11-27T00:00:00.000Z',
    });
  });

  it('catches up what was missed while nothing ran, the oldest week first', async () => {
    const id = await aPlan({ settings: { horizonDays: 1 } });
    expect((await progressOf(test, id)).weeks).toEqual([1]);
    // The Thursday of week 4.
    clock.set('2026-12-17');
    const run = await look(test);
    expect(run.error).toBeNull();
    expect(run.caughtUp).toBeGreaterThan(0);
    await settled(test, id);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3, 4]);
    const weeks = await test.orm.em
      .fork()
      .find(TrainingPlanWeek, { plan: id }, { orderBy: { createdAt: 'asc' } });
    expect(weeks.map(({ weekNumber }) => weekNumber)).toEqual([1, 2, 3, 4]);
  });

  it('is not written while it is paused, and at once when it goes on', async () => {
    const id = await aPlan();
    const act = (action: string) =>
      test.http.post(`/api/training-plan/${id}/${action}`).set(coach.headers).expect(200);
    // On the day on which week 3 is due, before anybody has looked.
    clock.set('2026-11-27');
    await act('pause');
    await looks(id);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2]);
    await act('resume');
    await settled(test, id);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3]);
  });

  it('is shown to its athlete a day before the Monday where no coach has looked at it', async () => {
    const id = await aPlan({ settings: { release: 'coach' } });
    const weekTwo = () => test.orm.em.fork().findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 2 });
    expect((await weekTwo()).releasedAt).toBeNull();
    clock.set('2026-11-28T23:59:59Z');
    await looks(id);
    expect((await weekTwo()).releasedAt).toBeNull();
    clock.set('2026-11-29T00:00:00Z');
    expect(await look(test)).toMatchObject({ released: 1 });
    expect(await weekTwo()).toMatchObject({
      releasedAt: clock.now(),
      provenance: { releasedBy: 'auto' },
    });
    expect(await look(test)).toMatchObject({ released: 0 });
  });

  it('is looked at once more before each week, and stays as it is', async () => {
    const id = await aPlan();
    const weekTwo = () => test.orm.em.fork().findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 2 });
    clock.set('2026-11-29T11:59:00Z');
    await looks(id);
    expect((await weekTwo()).lookedAt).toBeNull();
    const before = await versionsOf(id);
    clock.set('2026-11-29T12:00:00Z');
    await looks(id);
    expect((await weekTwo()).lookedAt).toEqual(clock.now());
    expect(await versionsOf(id)).toHaveLength(before.length);
  });

  it('is not looked at any more when it has begun, and says when it is due next', async () => {
    const id = await aPlan();
    clock.set('2026-11-29');
    await look(test);
    await settled(test, id);
    // Week 3 was written on the Sunday; its own look was missed.
    expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3]);
    clock.set('2026-12-07T00:00:00Z');
    await looks(id);
    const weekThree = await test.orm.em.fork().findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 3 });
    expect(weekThree.lookedAt).toBeNull();
    // Week 4, written just now, is looked at on the Sunday before it.
    expect(await progressOf(test, id)).toMatchObject({
      weeks: [1, 2, 3, 4],
      nextWorkAt: '2026-12-13T12:00:00.000Z',
    });
    clock.set('2026-12-14T00:00:00Z');
    await looks(id);
    expect((await progressOf(test, id)).nextWorkAt).toBe('2026-12-21T00:00:00.000Z');
  });

  it('is counted by who wrote it, and by whether that was in time', async () => {
    const count = async (name: string) => {
      const metric = await test.app.get(Registry, { strict: false }).getSingleMetric(name)?.get();
      return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
    };
    const id = await aPlan({ settings: { horizonDays: 1 } });
    const [written, late] = ['gofast_unattended_weeks_total', 'gofast_unattended_weeks_late_total'] as const;
    const before = [await count(written), await count(late)];
    // Monday of week 3: week 2 has begun, and so has this one.
    clock.set('2026-12-07T00:00:00Z');
    const ofThis = async () => (await progressOf(test, id)).weeks.length;
    await looks(id);
    expect(await ofThis()).toBe(3);
    const counted = [(await count(written)) - (before[0] ?? 0), (await count(late)) - (before[1] ?? 0)];
    expect(counted[0]).toBeGreaterThanOrEqual(2);
    expect(counted[1]).toBeGreaterThanOrEqual(2);
  });
});

describe('an athlete who moves', () => {
  const lookedAt = async (plan: string) =>
    (await test.orm.em.fork().findOneOrFail(TrainingPlanWeek, { plan, weekNumber: 2 })).lookedAt;

  it.each([
    // Half a day before the Monday on the one side of the date line, a day later on the other.
    ['Pacific/Pago_Pago', 'Pacific/Kiritimati', '2026-11-28T22:00:00Z'],
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago', '2026-11-29T23:00:00Z'],
  ])('from %s to %s has their weeks in the time of the new place', async (from, timeZone, looksAt) => {
    const id = await aPlan({ athlete: { timeZone: from } });
    clock.set('2026-11-28');
    await looks(id);
    const { athlete } = await test.orm.em.fork().findOneOrFail(TrainingPlan, id);
    const path = `/api/athletes/${athlete.id}`;
    await test.http.patch(path).set(coach.headers).send({ timeZone }).expect(200);
    await looks(id);
    clock.set(new Date(Date.parse(looksAt) - 1).toISOString());
    await looks(id);
    expect(await lookedAt(id)).toBeNull();
    clock.set(looksAt);
    await looks(id);
    expect(await lookedAt(id)).toEqual(clock.now());
  });
});

describe('a week that a coach asks for', () => {
  it('is theirs, also when it waits to be written by itself', async () => {
    // Another replica that takes no jobs.
    const config = { ...test.config, scheduler: { ...test.config.scheduler, enabled: false } };
    const desk = await startReplica({ ...test, config }, { override: onClock(clock) });
    try {
      const id = await aPlan({ settings: { horizonDays: 1 } });
      await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { settings: {}, nextWorkAt: clock.now() });
      const both = await Promise.all([
        desk.http
          .post('/api/training-plan/week/generate')
          .set(coach.headers)
          .send({ trainingPlanId: id, weekNumber: 2 }),
        looks(id),
      ]);
      expect([200, 409]).toContain(both[0].status);
      await settled(test, id);
      expect((await progressOf(test, id)).weeks.slice(0, 2)).toEqual([1, 2]);
      const runs = await test.orm.em
        .fork()
        .find(Generation, { plan: id, scope: 'week:2', state: 'succeeded' });
      expect(runs).toHaveLength(1);
    } finally {
      await desk.close();
    }
  });
});

describe('two replicas that look at once', () => {
  it('have each week written once, however often they do', async () => {
    const other = await startReplica(test, { override: onClock(clock) });
    try {
      const ids = [await aPlan(), await aPlan(), await aPlan()];
      for (let tick = 0; tick < 10; tick += 1) {
        clock.set(`2026-11-${25 + Math.floor(tick / 2)}T${tick % 2 ? '18' : '06'}:00:00Z`);
        await Promise.all([look(test), look(other), look(test)]);
      }
      for (const id of ids) {
        await settled(test, id);
        expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3]);
        const runs = await test.orm.em.fork().find(Generation, { plan: id, actorId: null });
        expect(runs.map(({ scope, attempt }) => `${scope} ${attempt}`).sort()).toEqual([
          // Written; looked at once more on the Sunday.
          'week:2 1',
          'week:2 1',
          'week:3 1',
        ]);
        expect(await versionsOf(id)).toHaveLength(3);
      }
    } finally {
      await other.close();
    }
  });
});

describe('a look', () => {
  it('says of runs whose process died amid a request that they failed, once their lease is over', async () => {
    const em = test.orm.em.fork();
    const left = async (leaseUntil: string): Promise<string> => {
      const { id: plan } = await aDraft(test, { coach, ...SHORT });
      const run = em.create(Generation, {
        plan,
        scope: 'plan',
        state: 'running',
        fence: 1,
        leaseUntil: new Date(leaseUntil),
        error: null,
        actorId: coach.id,
        finishedAt: null,
      });
      await em.flush();
      return run.id;
    };
    const dead = await left('2026-11-23T11:59:59Z');
    const alive = await left('2026-11-23T12:00:01Z');
    await look(test);
    const stateOf = (id: string) => em.fork().findOneOrFail(Generation, id);
    expect(await stateOf(dead)).toMatchObject({
      state: 'failed',
      error: { code: 'generation.lease_expired' },
      leaseUntil: null,
      finishedAt: clock.now(),
    });
    expect(await stateOf(alive)).toMatchObject({ state: 'running', finishedAt: null });
  });

  it('leaves a row that says what it found, for thirty days', async () => {
    await aPlan();
    clock.set('2026-11-27T00:00:00Z');
    const { id } = await look(test);
    const em = test.orm.em.fork();
    expect(await em.findOneOrFail(ScheduledRun, id)).toMatchObject({
      trigger: 'request',
      startedAt: clock.now(),
      finishedAt: clock.now(),
      error: null,
    });
    clock.advance({ days: 31 });
    await test.app.get(RetentionSweeper, { strict: false }).sweep();
    expect(await em.fork().count(ScheduledRun, { id })).toBe(0);
  });
});
