import { LockMode } from '@mikro-orm/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { addDays } from '../../src/coaching/calendar.js';
import { CLOCK } from '../../src/common/clock.js';
import type { PhaseResponse } from '../../src/plans/cascade-response.dto.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan, type PlanMode, type PlanStatus } from '../../src/plans/training-plan.entity.js';
import { Race } from '../../src/races/race.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { lockWaits } from '../support/lock-waits.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, MARATHON_METRES, TODAY, type DraftOptions } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const clock = new MovedClock(`${TODAY}T12:00:00Z`);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
  // One on each day a marathon may move to here; none elsewhere.
  for (const weeks of [-3, -2, -1, 1, 2]) await aRace(test, { date: addDays(MARATHON_DAY, 7 * weeks) });
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}, headers: object = {}) =>
  test.http
    .post(`/api/training-plan${path}`)
    .set({ ...coach.headers, ...headers })
    .send(body);
const shift = (id: string, weeks: number, more: object = {}) => post(`/${id}/shift`, { weeks, ...more });
const get = async (path: string) =>
  (await test.http.get(`/api/training-plan${path}`).set(coach.headers).expect(200)).body;
const row = (id: string) => test.orm.em.fork().findOneOrFail(TrainingPlan, id);

/** Begins three weeks from today: it may move two weeks either way, and a third back. */
const AHEAD = { draft: { startDate: addDays(TODAY, 21), seed: 4711 } } satisfies DraftOptions;

async function aPlan(
  status: PlanStatus,
  { mode = 'progressive', options = AHEAD }: { mode?: PlanMode; options?: DraftOptions } = {},
) {
  const { id } = await aDraft(test, { coach, ...options });
  if (status !== 'draft' && status !== 'archived')
    await post('/generate', { trainingPlanId: id, mode }).expect(200);
  if (status === 'paused') await post(`/${id}/pause`).expect(200);
  if (status === 'archived') await post(`/${id}/archive`).expect(200);
  if (status === 'completed') await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { status });
  return id;
}

/** Refused with this status and code, and nothing is other than before. */
async function refused(ask: () => PromiseLike<{ status: number; body: { code?: string } }>) {
  const dump = await dumpDatabase(test.databaseUrl);
  const { status, body } = await ask();
  expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
  return `${status} ${body.code}`;
}

/** What is run in a cascade, whenever it is. */
function shapeOf({ phases }: { phases: PhaseResponse[] }) {
  return phases.map(({ weeks = [], name, weekCount, totalMiles, plannedMiles }) => ({
    name,
    weekCount,
    totalMiles,
    plannedMiles,
    weeks: weeks.map(({ weekNumber, miles, targetMiles, notes, provenance, releasedAt, days = [] }) => ({
      weekNumber,
      miles,
      targetMiles,
      notes,
      provenance,
      releasedAt,
      days: days.map(({ date: _date, ...day }) => day),
    })),
  }));
}

function datesOf({ phases }: { phases: PhaseResponse[] }): string[] {
  const weeks = phases.flatMap(({ weeks: each = [] }) => each);
  return weeks.flatMap(({ startDate, endDate, days = [] }) => [
    startDate,
    endDate,
    ...days.map(({ date }) => date),
  ]);
}

describe('a plan is shifted', () => {
  it.each<[PlanStatus, string]>([
    ['draft', '200'],
    ['active', '200'],
    ['paused', '200'],
    ['completed', '400 plan.not_active'],
    ['archived', '400 plan.not_active'],
  ])('while it is %s: %s', async (status, expected) => {
    const id = await aPlan(status);
    if (expected !== '200') {
      expect(await refused(() => shift(id, 1))).toBe(expected);
      return;
    }
    const before = await row(id);
    const answer = await shift(id, 1);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status,
      startDate: addDays(TODAY, 28),
      race: { date: addDays(MARATHON_DAY, 7) },
      totalWeeks: 13,
      revision: before.revision + 1,
    });
    expect(answer.headers['etag']).toBe(`"${before.revision + 1}"`);
    expect(answer.body).toEqual(await get(`/${id}`));
    const after = await row(id);
    expect([after.status, after.pausedOn]).toEqual([status, before.pausedOn]);
    // The second week is due ten days before its Monday; of a paused plan, only its end.
    const due = { draft: null, active: addDays(TODAY, 25), paused: addDays(MARATHON_DAY, 8) };
    const day = after.nextWorkAt?.toISOString().slice(0, 10) ?? null;
    expect(day).toBe(Object.entries(due).find(([each]) => each === status)?.[1]);
  });

  it.each<[PlanMode, number]>([
    ['complete', 1],
    ['complete', -2],
    ['progressive', 2],
  ])('with everything in it (%s, %i weeks), and back', async (mode, weeks) => {
    const id = await aPlan('active', { mode });
    await test.orm.em.fork().nativeUpdate(TrainingPlanWeek, { plan: id }, { lookedAt: clock.now() });
    const [before, was] = [await get(`/${id}`), await row(id)];
    const { body } = await shift(id, weeks).expect(200);
    expect(shapeOf(body)).toEqual(shapeOf(before));
    expect(datesOf(body)).toEqual(datesOf(before).map((date) => addDays(date, 7 * weeks)));
    const is = await row(id);
    expect(is).toMatchObject({
      startDate: addDays(TODAY, 21 + 7 * weeks),
      raceDate: addDays(MARATHON_DAY, 7 * weeks),
      inputs: { ...was.inputs, startDate: is.startDate, raceDate: is.raceDate },
    });
    const { items } = await get(`/${id}/versions`);
    expect(items).toMatchObject([{ number: 2, reason: 'shifted', actorId: coach.id }, { number: 1 }]);
    expect((await get(`/${id}/versions/2`)).phases).toEqual(body.phases);
    const { findings } = await get(`/${id}/audit`);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
    expect(await test.orm.em.fork().count(TrainingPlanWeek, { plan: id, lookedAt: { $ne: null } })).toBe(0);

    await shift(id, -weeks, { raceId: before.race.id }).expect(200);
    expect(await get(`/${id}`)).toMatchObject({
      ...before,
      revision: before.revision + 2,
      updatedAt: expect.any(String),
    });
    expect((await row(id)).blueprint).toEqual(was.blueprint);
  });

  it('and goes on as it would have', async () => {
    const [moved, stayed] = [await aPlan('active'), await aPlan('active')];
    await shift(moved, 2).expect(200);
    for (const id of [moved, stayed]) {
      for (const weekNumber of [2, 3]) {
        await post('/week/generate', { trainingPlanId: id, weekNumber }).expect(200);
      }
    }
    const runs = async (id: string) =>
      shapeOf(await get(`/${id}`)).flatMap(({ weeks }) =>
        weeks.flatMap(({ days }) =>
          days.map(({ workoutType, miles, workout }) => [workoutType, miles, workout]),
        ),
      );
    expect(await runs(moved)).toEqual(await runs(stayed));
  });

  it('as a draft with all that is known of it', async () => {
    const id = await aPlan('draft');
    const before = await get(`/${id}`);
    const { body } = await shift(id, 2).expect(200);
    expect(body).toMatchObject({ goalRacePace: before.goalRacePace, readiness: before.readiness });
    expect(body.phases.map(({ plannedMiles }: PhaseResponse) => plannedMiles)).toEqual(
      before.phases.map(({ plannedMiles }: PhaseResponse) => plannedMiles),
    );
    await post('/generate', { trainingPlanId: id }).expect(200);
  });
});

describe('a shift needs a race on the new date', () => {
  it('and says so where there is none', async () => {
    const id = await aPlan('active');
    const answer = await shift(id, 5);
    expect(answer.body).toMatchObject({ status: 400, code: 'plan.race_missing' });
    expect(answer.body.detail).toContain(addDays(MARATHON_DAY, 35));
    expect(answer.body.errors).toMatchObject([{ pointer: '/weeks' }]);
    expect(await refused(() => shift(id, 5))).toBe('400 plan.race_missing');
  });

  it('of the same distance, within one percent', async () => {
    const date = addDays(MARATHON_DAY, 7 * 4);
    const id = await aPlan('active');
    const long = await aRace(test, { date, metres: MARATHON_METRES * 1.011 });
    expect(await refused(() => shift(id, 4))).toBe('400 plan.race_missing');
    expect(await refused(() => shift(id, 4, { raceId: long.id }))).toBe('400 plan.race_missing');
    const near = await aRace(test, { date, metres: MARATHON_METRES * 0.991 });
    const { body } = await shift(id, 4).expect(200);
    expect(body.race.id).toBe(near.id);
  });

  it('that may be named', async () => {
    const date = addDays(MARATHON_DAY, 7);
    const other = await aRace(test, { date, metres: MARATHON_METRES * 1.005 });
    const id = await aPlan('active');
    const [elsewhere] = [await aRace(test, { date: addDays(date, 1) })];
    expect(await refused(() => shift(id, 1, { raceId: elsewhere.id }))).toBe('400 plan.race_missing');
    expect(await refused(() => shift(id, 1, { raceId: v7() }))).toBe('404 race.not_found');
    const { body } = await shift(id, 1, { raceId: other.id }).expect(200);
    expect(body.race.id).toBe(other.id);
  });

  it.each(['named', 'found'] as const)('that is still there when it was %s', async (how) => {
    const date = addDays(MARATHON_DAY, 7 * 3);
    const { id: raceId } = await aRace(test, { date });
    const id = await aPlan('active');
    const em = test.orm.em.fork();
    await em.begin();
    await em.findOneOrFail(Race, raceId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    await em.nativeUpdate(Race, { id: raceId }, { date: addDays(date, 1) });
    const shifting = shift(id, 3, how === 'named' ? { raceId } : {}).then((answer) => answer);
    await lockWaits(test);
    await em.commit();
    const { status, body } = await shifting;
    expect([status, body.code]).toEqual([400, 'plan.race_missing']);
  });

  it('and takes the one of its name before the nearest and the newest', async () => {
    const date = addDays(MARATHON_DAY, -7);
    const { id, raceId } = await aDraft(test, { coach, ...AHEAD });
    const { race } = await get(`/${id}`);
    const namesake = await aRace(test, { date, metres: MARATHON_METRES * 1.009 });
    await test.orm.em
      .getConnection()
      .execute('update race set name = upper(?) where id = ?', [race.name, namesake.id]);
    expect((await shift(id, -1).expect(200)).body.race.id).toBe(namesake.id);
    expect(raceId).not.toBe(namesake.id);
  });
});

describe('a shift is refused', () => {
  it('from the day on that the plan begins', async () => {
    const id = await aPlan('active');
    clock.set(addDays(TODAY, 20));
    expect((await shift(id, 1)).status).toBe(200);
    clock.set(addDays(TODAY, 28));
    expect(await refused(() => shift(id, 1))).toBe('400 plan.begun');
    const paused = await aPlan('active', { options: { draft: { startDate: addDays(TODAY, 28) } } });
    await post(`/${paused}/pause`).expect(200);
    expect(await refused(() => shift(paused, 1))).toBe('400 plan.begun');
  });

  it('into a week that is over, but not into the one that runs', async () => {
    const id = await aPlan('active');
    clock.set(addDays(TODAY, 4));
    expect(await refused(() => shift(id, -4))).toBe('400 plan.start_in_past');
    expect((await shift(id, -3)).body).toMatchObject({ startDate: TODAY });
  });

  it('onto days of another plan', async () => {
    const id = await aPlan('active');
    const { athlete } = await row(id);
    const options = { draft: { startDate: addDays(MARATHON_DAY, 1) }, race: { date: '2027-07-04' } };
    const later = await aDraft(test, { coach, ...options });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id: later.id }, { athlete: athlete.id });
    await post('/generate', { trainingPlanId: later.id }).expect(200);
    expect(await refused(() => shift(id, 1))).toBe('409 athlete.plan_overlaps');
    await shift(id, -1).expect(200);
  });

  it('of a draft that has no dates', async () => {
    const { id } = await aDraft(test, { coach });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { startDate: null });
    expect(await refused(() => shift(id, 1))).toBe('400 plan.start_date_missing');
    const em = test.orm.em.fork();
    const { athlete } = await em.findOneOrFail(TrainingPlan, id);
    const bare = em.create(TrainingPlan, { athlete, name: 'Bare', startDate: TODAY, seed: 1 });
    await em.flush();
    expect(await refused(() => shift(bare.id, 1))).toBe('400 plan.race_missing');
  });

  it('from a state that is not the current one', async () => {
    const id = await aPlan('active');
    expect(await refused(() => post(`/${id}/shift`, { weeks: 1 }, { 'if-match': '"1"' }))).toBe(
      '412 request.stale',
    );
    await post(`/${id}/shift`, { weeks: 1 }, { 'if-match': '"2"' }).expect(200);
  });

  it.each([
    {},
    ...[0, 9, -9, 1.5, '1', null, true].map((weeks) => ({ weeks })),
    { weeks: 1, raceId: 'x' },
    { weeks: 1, x: 1 },
  ])('for %j', async (body) => {
    const id = await aPlan('draft');
    expect(await refused(() => post(`/${id}/shift`, body))).toBe('400 request.invalid');
  });

  it('for all but one of many from the same state', async () => {
    const id = await aPlan('active', { mode: 'complete' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(`/${id}/shift`, { weeks: 1 }, { 'if-match': '"2"' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
    expect(await row(id)).toMatchObject({ startDate: addDays(TODAY, 28), revision: 3 });
  });
});
