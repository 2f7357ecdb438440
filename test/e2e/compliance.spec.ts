import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Activity, type ActivityKind } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import type { Actor } from '../../src/auth/actor.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { DayResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { toPlanResponse } from '../../src/plans/plan.mapper.js';
import { PlansService } from '../../src/plans/plans.service.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../../src/plans/training-plan-phase.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** The Monday on which the first week is over. */
const NOW = addDays(TODAY, 7);

/** The plan is made on its first day and looked at a week later: two services on one day cannot be. */
let today = TODAY;
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  const { CLOCK, createClock } = await import('../../src/common/clock.js');
  const clock = { now: () => createClock(today).now(), today: () => today };
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const get = async (path: string) => (await test.http.get(`/api${path}`).set(coach.headers).expect(200)).body;

/** A generated plan, its first week over. */
async function aPlan(mode = 'progressive'): Promise<{ id: string; athleteId: string; days: DayResponse[] }> {
  today = TODAY;
  const { id, athleteId } = await aDraft(test, { coach });
  const body = { trainingPlanId: id, mode };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  today = NOW;
  const { days }: WeekResponse = await get(`/training-plan/${id}/weeks/1`);
  return { id, athleteId, days: days ?? [] };
}

async function ran(athlete: string, runs: readonly [date: string, miles: number, kind?: ActivityKind][]) {
  const em = test.orm.em.fork();
  for (const [date, miles, kind = 'run'] of runs) em.create(Activity, { athlete, date, miles, kind });
  await em.flush();
}

/** A row's own values, for another like it. */
function columnsOf<T extends { id: string }>(row: T): Omit<T, 'id'> {
  const { id: _, ...columns } = { ...row };
  return columns;
}

/** The plan's response as it is made from what is stored, beside the text that is put together and sent. */
async function madeAndSent(id: string): Promise<{ made: string; sent: string }> {
  const plans = test.app.get(PlansService, { strict: false });
  const actor: Actor = { id: coach.id, role: 'coach', athleteId: null };
  const { text: sent } = await test.http.get(`/api/training-plan/${id}`).set(coach.headers).expect(200);
  return { made: JSON.stringify(toPlanResponse(await plans.read(actor, id, 'laps'))), sent };
}

const week = async (id: string): Promise<WeekResponse> => get(`/training-plan/${id}/weeks/1`);
const complianceOf = ({ days = [] }: WeekResponse) =>
  new Map(days.map(({ date, compliance }) => [date, compliance]));
const planned = (days: readonly DayResponse[]) => days.filter(({ miles }) => miles > 0);

describe('a week that is over', () => {
  it('is sent as text that says all its response has, whether or not anything was run', async () => {
    const { id, athleteId, days } = await aPlan('complete');
    const before = await madeAndSent(id);
    expect(before.sent).toBe(before.made);
    const [first, second] = planned(days);
    if (!first || !second) throw new Error('The week has too few runs');
    await ran(athleteId, [[second.date, second.miles]]);
    const after = await madeAndSent(id);
    expect(after.sent).toBe(after.made);
    expect(after.sent).not.toBe(before.sent);
    expect(after.sent).toContain('"compliance":{"status":"green"');
  });

  it('says of each day and of the week how it was followed, alone and in its plan', async () => {
    const { id, athleteId, days } = await aPlan();
    const [first, second, third, ...others] = planned(days);
    if (!first || !second || !third) throw new Error('The week has too few runs');
    await ran(athleteId, [
      [first.date, first.miles],
      [second.date, second.miles * 0.7],
      [third.date, 30, 'other'],
    ]);
    const shown = await week(id);
    const compliance = complianceOf(shown);
    expect(compliance.get(first.date)).toEqual({
      status: 'green',
      plannedMiles: first.miles,
      actualMiles: first.miles,
    });
    expect(compliance.get(second.date)?.status).toBe('amber');
    for (const { date, miles } of [third, ...others]) {
      expect(compliance.get(date)).toEqual({ status: 'red', plannedMiles: miles, actualMiles: 0 });
    }
    for (const { date } of days.filter(({ miles }) => miles === 0))
      expect(compliance.get(date)).toBeUndefined();
    expect(shown.compliance).toEqual({
      status: 'red',
      plannedMiles: shown.miles,
      actualMiles: Math.round(100 * first.miles + 70 * second.miles) / 100,
    });
    for (const include of ['', '?include=laps']) {
      const { phases } = await get(`/training-plan/${id}${include}`);
      expect(phases[0].weeks[0]).toEqual(shown);
    }
  });

  it('is shown as deep as it is asked for, its compliance where its days are', async () => {
    const { id, athleteId, days } = await aPlan();
    await ran(athleteId, [[days[1]?.date ?? '', 5]]);
    const shallow = (await get(`/training-plan/${id}?include=weeks`)).phases[0].weeks[0];
    expect(shallow).not.toHaveProperty('compliance');
    const { days: shown, ...rest } = (await get(`/training-plan/${id}?include=days`)).phases[0].weeks[0];
    expect(rest).toEqual({ ...shallow, compliance: expect.any(Object) });
    expect(shown[1]).not.toHaveProperty('workout');
    expect(shown[1].compliance).toEqual(expect.any(Object));
  });

  it('is not judged for an athlete who reports nothing, and is for one who is known to', async () => {
    const { id, athleteId, days } = await aPlan();
    const silent = await week(id);
    expect([silent.compliance, ...complianceOf(silent).values()]).toEqual(Array(8).fill(undefined));
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { tracksActivities: true });
    const known = await week(id);
    expect(known.compliance).toEqual({ status: 'red', plannedMiles: known.miles, actualMiles: 0 });
    expect([...complianceOf(known).values()].filter((each) => each?.status === 'red')).toHaveLength(
      planned(days).length,
    );
  });

  it('takes a gap for one, however long before it the last report was', async () => {
    const { id, athleteId } = await aPlan();
    await ran(athleteId, [['2025-06-01', 5]]);
    expect((await week(id)).compliance).toBeUndefined();
    await ran(athleteId, [[NOW, 5]]);
    expect((await week(id)).compliance?.status).toBe('red');
  });

  it('asks for nothing on days off', async () => {
    const { id, athleteId, days } = await aPlan();
    const [first] = planned(days);
    await ran(athleteId, [[first?.date ?? '', first?.miles ?? 0]]);
    const off = { from: addDays(first?.date ?? '', 1), to: addDays(TODAY, 6), reason: 'illness' };
    await test.http.post(`/api/athletes/${athleteId}/time-off`).set(coach.headers).send(off).expect(201);
    expect((await week(id)).compliance).toEqual({
      status: 'green',
      plannedMiles: first?.miles,
      actualMiles: first?.miles,
    });
  });

  it('adds nothing to a week nobody reports on', async () => {
    const { id } = await aPlan();
    expect(JSON.stringify(await get(`/training-plan/${id}`))).not.toContain('compliance');
  });

  it('is not kept in versions, which hold what was planned', async () => {
    const { id, athleteId, days } = await aPlan();
    await ran(athleteId, [[days[1]?.date ?? '', 5]]);
    expect(JSON.stringify(await get(`/training-plan/${id}/versions/1`))).not.toContain('compliance');
  });
});

describe('the load of an athlete', () => {
  const NO_LOAD = {
    asOf: NOW,
    reporting: false,
    sevenDayMiles: 0,
    twentyEightDayMiles: 0,
    longestRunMiles: 0,
    monotony: null,
    spike: false,
    sevenDayCompliance: null,
    twentyEightDayCompliance: null,
  };

  it('is empty for one of whom nothing is known', async () => {
    today = NOW;
    const { id } = await anAthlete(test, coach);
    expect(await get(`/athletes/${id}/load`)).toEqual(NO_LOAD);
  });

  it('adds up what was run in 7, 28 and 30 days, and knows a spike', async () => {
    today = NOW;
    const { id } = await anAthlete(test, coach);
    const ago = (days: number) => addDays(NOW, -days);
    await ran(id, [
      [ago(0), 4],
      [ago(0), 1.5],
      [ago(3), 40, 'other'],
      [ago(6), 12, 'race'],
      [ago(7), 3, 'time_trial'],
      [ago(27), 8],
      [ago(29), 10],
      [ago(36), 12],
      [ago(37), 20],
    ]);
    // Two days of 5.5 and 12, five of none: mean 2.5, standard deviation √(174.25 / 7 − 2.5²).
    expect(await get(`/athletes/${id}/load`)).toEqual({
      ...NO_LOAD,
      reporting: true,
      sevenDayMiles: 17.5,
      twentyEightDayMiles: 28.5,
      longestRunMiles: 12,
      monotony: 0.58,
      // 12 after 12, 30 days before it.
      spike: false,
    });
    await ran(id, [[ago(5), 13.3]]);
    expect((await get(`/athletes/${id}/load`)).spike).toBe(true);
  });

  it('gives a day that two plans have to the later one', async () => {
    const { id, athleteId, days } = await aPlan();
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { tracksActivities: true });
    const before = await get(`/athletes/${athleteId}/load`);
    const date = planned(days)[0]?.date ?? '';
    const em = test.orm.em.fork();
    const { inputs, blueprint, totalWeeks } = await em.findOneOrFail(TrainingPlan, id);
    const dates = { startDate: addDays(TODAY, -70), raceDate: addDays(TODAY, -1) };
    const made = { inputs, blueprint, totalWeeks, seed: 1, status: 'completed', name: 'Before' } as const;
    const plan = em.create(TrainingPlan, { athlete: athleteId, ...made, ...dates });
    const written = await em.findOneOrFail(
      TrainingPlanDay,
      { plan: id, date },
      { populate: ['week', 'phase'] },
    );
    const phase = em.create(TrainingPlanPhase, { ...columnsOf(written.phase.$), plan });
    const week = em.create(TrainingPlanWeek, { ...columnsOf(written.week.$), plan, phase });
    em.create(TrainingPlanDay, { ...columnsOf(written), plan, phase, week, miles: 25 });
    await em.flush();
    expect(await get(`/athletes/${athleteId}/load`)).toEqual(before);
    expect(before.twentyEightDayCompliance.plannedMiles).toBeGreaterThan(10);
    // Turned round, the other has it.
    await em.nativeUpdate(TrainingPlan, { id: plan.id }, { startDate: addDays(TODAY, 1), raceDate: NOW });
    const turned = await get(`/athletes/${athleteId}/load`);
    expect(turned.twentyEightDayCompliance.plannedMiles).toBeGreaterThan(
      before.twentyEightDayCompliance.plannedMiles,
    );
  });

  it('says how the plan is followed', async () => {
    const { id, athleteId, days } = await aPlan();
    await ran(athleteId, [
      ...planned(days).map(({ date, miles }): [string, number] => [date, miles]),
      [addDays(TODAY, -1), 3],
    ]);
    const { miles } = await week(id);
    const green = { status: 'green', plannedMiles: miles, actualMiles: miles };
    const load = await get(`/athletes/${athleteId}/load`);
    expect(load).toMatchObject({ reporting: true, twentyEightDayMiles: miles + 3 });
    expect(load.twentyEightDayCompliance).toEqual(green);
    // A Saturday: the one before it is out.
    today = addDays(NOW, 5);
    const later = await get(`/athletes/${athleteId}/load`);
    const lastDays = planned(days).filter(({ date }) => date > addDays(TODAY, 5));
    expect(later.sevenDayCompliance.actualMiles).toBe(
      lastDays.reduce((sum, { miles: each }) => sum + each, 0),
    );
    const away = { status: 'archived', archivedFrom: 'active' } as const;
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, away);
    expect((await get(`/athletes/${athleteId}/load`)).twentyEightDayCompliance).toBeNull();
  });

  it('misses nothing while the plan is paused', async () => {
    const { id, athleteId } = await aPlan('complete');
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { tracksActivities: true });
    const { twentyEightDayCompliance: before } = await get(`/athletes/${athleteId}/load`);
    expect(before).toMatchObject({ status: 'red', actualMiles: 0 });
    const headers = { ...coach.headers, 'if-match': '*' };
    await test.http.post(`/api/training-plan/${id}/pause`).set(headers).expect(200);
    today = addDays(NOW, 6);
    expect((await get(`/athletes/${athleteId}/load`)).twentyEightDayCompliance).toEqual(before);
  });
});
