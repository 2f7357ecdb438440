import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Activity } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import { CLOCK } from '../../src/common/clock.js';
import type { PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlan, type PlanMode } from '../../src/plans/training-plan.entity.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY, type DraftOptions } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const clock = new MovedClock(`${TODAY}T12:00:00Z`);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}) =>
  test.http.post(`/api/training-plan${path}`).set(coach.headers).send(body);
const get = async (path: string) =>
  (await test.http.get(`/api/training-plan${path}`).set(coach.headers).expect(200)).body;
const row = (id: string) => test.orm.em.fork().findOneOrFail(TrainingPlan, id);

async function aPlan(mode: PlanMode, options: DraftOptions = {}) {
  const { id, athleteId } = await aDraft(test, { coach, ...options });
  await post('/generate', { trainingPlanId: id, mode }).expect(200);
  return { id, athleteId };
}

async function ran(athlete: string, date: string, miles = 4) {
  const em = test.orm.em.fork();
  em.create(Activity, { athlete, date, miles, kind: 'run' });
  await em.flush();
}

/** Pauses and resumes at noon of two days. */
async function pause(id: string, { from, to }: { from: string; to: string }) {
  clock.set(from);
  await post(`/${id}/pause`).expect(200);
  clock.set(to);
  return post(`/${id}/resume`).expect(200);
}

const weeksOf = ({ phases }: { phases: PhaseResponse[] }): WeekResponse[] =>
  phases.flatMap(({ weeks = [] }) => weeks);
const typesOf = (week: WeekResponse | undefined) => week?.days?.map(({ workoutType }) => workoutType);
const REST = Array.from({ length: 7 }, () => 'rest');

describe('what passed while a plan was paused', () => {
  it('is rest, but for what was run; no date moves', async () => {
    const { id, athleteId } = await aPlan('progressive');
    const [before] = weeksOf(await get(`/${id}`));
    // The Thursday of the first week was run all the same.
    await ran(athleteId, addDays(TODAY, 3));
    const { body } = await pause(id, { from: addDays(TODAY, 2), to: addDays(TODAY, 23) });
    expect(body).toMatchObject({ status: 'active', startDate: TODAY, totalWeeks: 16 });
    expect(body.race.date).toBe('2027-03-14');
    const [first, second, third, ...later] = weeksOf(body);
    expect(later).toEqual([]);
    expect(typesOf(first)).toEqual([...(typesOf(before) ?? []).slice(0, 4), 'rest', 'rest', 'rest']);
    expect(first?.days?.slice(0, 4).map(({ workout }) => workout)).toEqual(
      before?.days?.slice(0, 4).map(({ workout }) => workout),
    );
    const kept = (before?.days ?? []).slice(0, 4).reduce((sum, { miles }) => sum + miles, 0);
    expect(first).toMatchObject({ miles: kept, trainingMiles: kept, targetMiles: kept });
    for (const [index, week] of [second, third].entries()) {
      expect(typesOf(week)).toEqual(REST);
      expect(week).toMatchObject({
        weekNumber: index + 2,
        startDate: addDays(TODAY, 7 * (index + 1)),
        miles: 0,
        targetMiles: 0,
        notes: [{ rule: 'F', code: 'adapt.paused' }],
      });
      expect(week?.days?.map(({ date }) => date)).toEqual(
        Array.from({ length: 7 }, (_, day) => addDays(TODAY, 7 * (index + 1) + day)),
      );
    }
    expect(first?.notes.at(-1)).toMatchObject({ code: 'adapt.paused' });
    expect(body.phases[0].totalMiles).toBe(kept);
    expect(await row(id)).toMatchObject({
      pauses: [{ startDate: addDays(TODAY, 2), endDate: addDays(TODAY, 22) }],
      nextWorkAt: new Date('2026-12-04T00:00:00Z'),
    });
  });

  it('is rest as well where the plan was archived meanwhile, and restored', async () => {
    const { id } = await aPlan('progressive');
    clock.set(addDays(TODAY, 2));
    await post(`/${id}/archive`).expect(200);
    clock.set(addDays(TODAY, 23));
    const { body } = await post(`/${id}/restore`).expect(200);
    expect(body.status).toBe('active');
    const [first, ...missed] = weeksOf(body);
    expect(typesOf(first)?.slice(2)).toEqual(REST.slice(2));
    expect(missed.map(typesOf)).toEqual([REST, REST]);
    expect(await row(id)).toMatchObject({
      pausedOn: null,
      pauses: [{ startDate: addDays(TODAY, 2), endDate: addDays(TODAY, 22) }],
      nextWorkAt: new Date('2026-12-04T00:00:00Z'),
    });
  });

  it('is rest in one piece where a plan was archived while it was paused', async () => {
    const { id } = await aPlan('progressive');
    await post(`/${id}/pause`).expect(200);
    clock.set(addDays(TODAY, 5));
    await post(`/${id}/archive`).expect(200);
    clock.set(addDays(TODAY, 9));
    await post(`/${id}/restore`).expect(200);
    expect(await row(id)).toMatchObject({ status: 'paused', pausedOn: TODAY, pauses: [] });
    clock.set(addDays(TODAY, 14));
    const { body } = await post(`/${id}/resume`).expect(200);
    expect(weeksOf(body).map(typesOf)).toEqual([REST, REST]);
  });

  it('is kept as a version, and the blueprint knows why', async () => {
    const { id } = await aPlan('progressive');
    const drawn = (await row(id)).blueprint;
    const { body } = await pause(id, { from: TODAY, to: addDays(TODAY, 14) });
    const { items } = await get(`/${id}/versions`);
    expect(items).toMatchObject([
      { number: 2, reason: 'resumed', actorId: coach.id },
      { number: 1, reason: 'generated' },
    ]);
    expect((await get(`/${id}/versions/2`)).phases).toEqual(body.phases);
    const { blueprint, drawnBlueprint } = await row(id);
    expect(drawnBlueprint).toEqual(drawn);
    const [first, second, third] = blueprint?.weeks ?? [];
    for (const week of [first, second]) {
      expect(week).toMatchObject({ targetMiles: 0, stretch: 1, adaptation: { rules: ['adapt.paused'] } });
      expect(week?.adaptation?.asOf).toBe(addDays(TODAY, 14));
    }
    expect(first?.adaptation?.offDates).toHaveLength(7);
    expect(third?.days.map(({ date }) => date)).toEqual(drawn?.weeks[2]?.days.map(({ date }) => date));
  });

  it('is rest where it was written already, and what is left of its week stays', async () => {
    const { id } = await aPlan('complete');
    const before = weeksOf(await get(`/${id}`));
    const { body } = await pause(id, { from: addDays(TODAY, 7), to: addDays(TODAY, 12) });
    const after = weeksOf(body);
    expect(after).toHaveLength(16);
    expect(after[0]).toEqual(before[0]);
    // Monday to Friday; less than a week off changes nothing about Saturday and Sunday.
    expect(typesOf(after[1])).toEqual([...REST.slice(0, 5), ...(typesOf(before[1]) ?? []).slice(5)]);
    // The weeks after it rise from what is left of it, at most to what they were.
    for (const [index, week] of after.slice(2).entries()) {
      expect(week.targetMiles).toBeLessThanOrEqual(before[index + 2]?.targetMiles ?? 0);
      expect(week.startDate).toBe(before[index + 2]?.startDate);
    }
    expect(after.at(-1)?.days?.at(-1)).toMatchObject({ workoutType: 'race', date: '2027-03-14' });
  });

  it('is nothing when the plan goes on the same day', async () => {
    const { id } = await aPlan('complete');
    const before = await get(`/${id}`);
    const { body } = await pause(id, { from: TODAY, to: TODAY });
    expect(body).toEqual({ ...before, revision: before.revision + 2, updatedAt: body.updatedAt });
    expect((await get(`/${id}/versions`)).items).toHaveLength(1);
    expect(await row(id)).toMatchObject({ pauses: [], drawnBlueprint: null });
  });

  it('is nothing before the plan begins', async () => {
    const { id } = await aPlan('progressive', { draft: { startDate: '2026-12-07' } });
    const before = await get(`/${id}`);
    const { body } = await pause(id, { from: TODAY, to: '2026-12-06' });
    expect(body.phases).toEqual(before.phases);
  });

  it('counts by the days of the athlete', async () => {
    const { id } = await aPlan('complete', { athlete: { timeZone: 'Pacific/Auckland' } });
    const [before] = weeksOf(await get(`/${id}`));
    // Thursday morning, and the Saturday after it: in Greenwich still the days before.
    const { body } = await pause(id, { from: '2026-11-25T20:00:00Z', to: '2026-11-27T20:00:00Z' });
    const [first] = weeksOf(body);
    const types = typesOf(before) ?? [];
    expect(typesOf(first)).toEqual([...types.slice(0, 3), 'rest', 'rest', ...types.slice(5)]);
  });
});

it('no day of a pause counts as missed, not even while it goes on', async () => {
  const { id, athleteId } = await aPlan('complete');
  await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { tracksActivities: true });
  clock.set(addDays(TODAY, 2));
  await post(`/${id}/pause`).expect(200);
  clock.set(addDays(TODAY, 9));
  const [first, second] = weeksOf(await get(`/${id}`));
  const judged = first?.days?.filter(({ compliance }) => compliance).map(({ date }) => date);
  expect(judged).toEqual([addDays(TODAY, 1)]);
  expect(second?.compliance).toBeUndefined();
});

describe('what is written of the time after a pause', () => {
  /** Of 25 miles a week, before the plan and in its first week. */
  it.each([
    [8, 18.5, 'adapt.return_7', []],
    [15, 12.5, 'adapt.return_14', []],
    [29, 12.5, 'adapt.return_28', ['goal.at_risk']],
  ])('comes back after %i days with %d miles', async (days, miles, rule, warnings) => {
    const { id } = await aPlan('complete');
    const before = weeksOf(await get(`/${id}`));
    // From the Monday of the second week to a Monday: the day after it all four days to run on lie ahead.
    const { body } = await pause(id, { from: addDays(TODAY, 7), to: addDays(TODAY, 7 + days) });
    const after = weeksOf(body);
    const back = after.findIndex(({ endDate }) => endDate > addDays(TODAY, 7 + days));
    expect(after.slice(1, back).map(typesOf)).toEqual(Array.from({ length: back - 1 }, () => REST));
    expect(after[back]).toMatchObject({ targetMiles: miles, trainingMiles: miles });
    expect(after[back]?.provenance).toMatchObject({ author: 'built-in-coach', fallbackReason: null });
    expect(after[back]?.notes.map(({ code }) => code)).toEqual(expect.arrayContaining([rule]));
    const types = new Set(typesOf(after[back]));
    if (rule === 'adapt.return_28') expect(types.has('tempo') || types.has('intervals')).toBe(false);
    const codes = body.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(warnings));
    for (const [index, week] of after.entries()) {
      expect(week.targetMiles).toBeLessThanOrEqual(before[index]?.targetMiles ?? 0);
      expect(week.days?.map(({ date }) => date)).toEqual(before[index]?.days?.map(({ date }) => date));
    }
    const { findings } = await get(`/${id}/audit`);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
  });

  it('comes back on a Monday too, and keeps the days that staff hold', async () => {
    const { id } = await aPlan('complete');
    const held = { plan: id, date: addDays(TODAY, 7 * 4 + 3) };
    const em = test.orm.em.fork();
    await em.nativeUpdate(TrainingPlanDay, held, { locked: true });
    const [was] = await em.find(TrainingPlanDay, held);
    const { body } = await pause(id, { from: addDays(TODAY, 7), to: addDays(TODAY, 21) });
    const after = weeksOf(body);
    expect(after[3]).toMatchObject({ targetMiles: 12.5 });
    expect(after[4]?.days?.[3]).toMatchObject({ locked: true, miles: was?.miles, workout: was?.workout });
  });

  it('leaves a held run at rest that passed in the pause', async () => {
    const { id } = await aPlan('complete');
    const { days = [] } = weeksOf(await get(`/${id}`))[2] ?? {};
    const missed = days.find(({ dayNumber, miles }) => dayNumber <= 3 && miles > 0);
    if (!missed) throw new Error('Week 3 begins without a run');
    await test.orm.em.fork().nativeUpdate(TrainingPlanDay, { plan: id, date: missed.date }, { locked: true });
    // From the Monday of the second week to the Thursday of the third.
    const { body } = await pause(id, { from: addDays(TODAY, 7), to: addDays(TODAY, 17) });
    const after = weeksOf(body)[2]?.days?.find(({ date }) => date === missed.date);
    expect(after).toMatchObject({ workoutType: 'rest', miles: 0, locked: true });
  });

  it.each([
    ['the week that runs', 10],
    ['the one that begins', 14],
  ])('goes on with %s where it is not written yet', async (_, days) => {
    const { id } = await aPlan('progressive');
    await pause(id, { from: addDays(TODAY, 7), to: addDays(TODAY, 7 + days) });
    const weekNumber = days === 14 ? 4 : 3;
    const { body } = await post('/week/generate', { trainingPlanId: id, weekNumber }).expect(200);
    expect(body.week.targetMiles).toBeLessThanOrEqual(18.5);
    expect(body.week.days.filter(({ date }: { date: string }) => date < addDays(TODAY, 7 + days))).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ workoutType: 'easy' })]),
    );
    await post('/week/generate', { trainingPlanId: id, weekNumber: weekNumber + 1 }).expect(200);
    const { findings } = await get(`/${id}/audit`);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
  });
});
