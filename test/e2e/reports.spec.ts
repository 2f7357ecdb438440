import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelCall } from '../../src/ai/ledger/model-call.entity.js';
import { Activity, type ActivityKind } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { TimeOff } from '../../src/athletes/time-off.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { parseCsv } from '../support/exported-plans.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { storePlan, type WeekToStore } from '../support/stored-plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PERIOD = 'from=2026-10-01&to=2026-11-30';
/** Tuesday 4, Thursday 6, Saturday 5, Sunday 10. */
const MILES = [0, 4, 0, 6, 0, 5, 10];
const RACE_DATE = '2027-02-14';

let test: TestApp;
let admin: Person;
let coach: Person;
let otherCoach: Person;
let ana: string;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
  otherCoach = await signedIn(test, 'coach');
  const [anasPlan, bensPlan] = [await makeAna(), await makeBen()];
  await makeCai();
  await makeDan();
  await makeCalls(anasPlan, bensPlan);
});
afterAll(() => test.close());

const idOf = async (of: Person | null): Promise<string> => (await anAthlete(test, of)).id;

async function ran(athlete: string, runs: readonly [date: string, miles: number, kind?: ActivityKind][]) {
  const em = test.orm.em.fork();
  for (const [date, miles, kind = 'run'] of runs) em.create(Activity, { athlete, date, miles, kind });
  await em.flush();
}

/** Reports what she runs; a week over the end of a month, one with two days off, one that waits in a pause. */
async function makeAna(): Promise<string> {
  ana = await idOf(coach);
  const weeks: WeekToStore[] = [
    { startDate: '2026-10-26', miles: MILES, createdAt: new Date('2026-10-31T23:59:59.999Z') },
    {
      startDate: '2026-11-02',
      miles: MILES,
      author: 'built-in-coach',
      fallbackReason: 'luna: status_500',
      notes: [{ rule: 'C', code: 'adapt.missed', text: 'Held.' }],
    },
    { startDate: '2026-11-09', miles: MILES, author: 'built-in-coach', releasedAt: null },
    // None of it is over.
    { startDate: '2026-11-23', miles: MILES, author: 'built-in-coach', fallbackReason: 'consent: declined' },
  ];
  const pauses = [{ startDate: '2026-11-09', endDate: '2026-11-15' }];
  const plan = await storePlan(test, {
    athlete: ana,
    startDate: '2026-10-27',
    raceDate: RACE_DATE,
    pauses,
    weeks,
  });
  await ran(ana, [
    ['2026-09-27', 3],
    ['2026-10-27', 4],
    ['2026-10-29', 2.99],
    ['2026-10-31', 2.5],
    ['2026-11-03', 2],
    ['2026-11-03', 2],
    ['2026-11-04', 1],
    ['2026-11-07', 20, 'other'],
    ['2026-11-08', 12],
    ['2026-11-10', 3],
  ]);
  const em = test.orm.em.fork();
  em.create(TimeOff, { athlete: ana, startDate: '2026-11-05', endDate: '2026-11-06', reason: 'illness' });
  await em.flush();
  return plan;
}

/** Has a plan and reports nothing. */
async function makeBen(): Promise<string> {
  const athlete = await idOf(coach);
  const weeks = [{ startDate: '2026-10-26', miles: MILES }];
  return storePlan(test, { athlete, startDate: '2026-10-26', raceDate: RACE_DATE, weeks });
}

/** Nobody's, would report whatever he runs, and ran nothing before his race, nor in it. */
async function makeCai(): Promise<void> {
  const athlete = await idOf(null);
  await test.orm.em.fork().nativeUpdate(Athlete, { id: athlete }, { tracksActivities: true });
  const miles = [0, 4, 0, 0, 0, 0, 13.1];
  const weeks = [{ startDate: '2026-10-26', miles, raceOn: '2026-11-01' }];
  const raceDate = '2026-11-01';
  await storePlan(test, { athlete, status: 'completed', startDate: '2026-10-05', raceDate, weeks });
}

/** His plan was put away on its second day. */
async function makeDan(): Promise<void> {
  const athlete = await idOf(otherCoach);
  const status = { status: 'archived', archivedFrom: 'active', pausedOn: '2026-11-03' } as const;
  const weeks = [
    { startDate: '2026-11-02', miles: [4, 4, 0, 0, 0, 0, 8] },
    { startDate: '2026-11-09', miles: MILES },
  ];
  await storePlan(test, { athlete, ...status, startDate: '2026-11-02', raceDate: RACE_DATE, weeks });
  // The second is none of the plan's.
  await ran(athlete, [
    ['2026-11-02', 4],
    ['2026-11-08', 3],
  ]);
  const em = test.orm.em.fork();
  em.create(TrainingPlan, { athlete, name: 'Draft', seed: 1, startDate: '2026-11-02' });
  await em.flush();
}

/** Weeks of three plans, one of which is gone. */
async function makeCalls(anasPlan: string, bensPlan: string): Promise<void> {
  const [first, second, third] = [v7(), v7(), v7()];
  const october = '2026-10-31T23:59:59.999Z';
  const november = '2026-11-01T00:00:00Z';
  const failed = { outcome: 'overloaded', inputTokens: null, outputTokens: null } as const;
  const em = test.orm.em.fork();
  const calls: Partial<ModelCall>[] = [
    { at: new Date(october), requestId: first, planId: anasPlan, weekNumber: 1, usd: null, ...failed },
    { at: new Date(october), requestId: first, planId: anasPlan, weekNumber: 1, usd: 0.02, reAsk: true },
    { at: new Date(november), requestId: first, planId: anasPlan, weekNumber: 2, usd: 0.01 },
    // Paid for, and nothing came of it.
    { at: new Date(november), requestId: first, planId: anasPlan, weekNumber: 3, usd: 0.01, ...failed },
    { at: new Date(november), requestId: second, planId: bensPlan, weekNumber: 1, usd: null },
    { at: new Date(november), requestId: third, planId: v7(), weekNumber: 1, usd: 0.05 },
    { at: new Date('2026-12-01T00:00:00Z'), requestId: third, planId: v7(), weekNumber: 2, usd: 9 },
  ];
  for (const call of calls) em.create(ModelCall, { ...CALL, ...call });
  await em.flush();
}

const CALL = {
  at: new Date(),
  requestId: '',
  planId: '',
  weekNumber: 1,
  target: 'luna',
  model: null,
  contract: 'sessions',
  promptVersion: '1',
  mode: 'plain',
  serviceTier: 'default',
  reAsk: false,
  experiment: null,
  arm: null,
  outcome: 'ok',
  status: 200,
  inputTokens: 100,
  cachedTokens: 40,
  outputTokens: 50,
  reasoningTokens: 10,
  usd: null,
  latencyMs: 1,
  firstTokenMs: null,
  providerRequestId: null,
  promptHash: '',
  replyHash: null,
  findings: 0,
  mended: 0,
  prompt: null,
  reply: null,
} as const;

async function report(name: string, query: string) {
  const { body } = await test.http.get(`/api/reports/${name}?${query}`).set(admin.headers).expect(200);
  return body;
}

const ofCoach = ({ id }: Person) => ({ group: 'coach', coachId: id, coachName: 'Some coach', month: null });
const OF_NONE = { group: 'no_coach', coachId: null, coachName: null, month: null };
const ofMonth = (month: string) => ({ group: 'month', coachId: null, coachName: null, month });

const NO_WEEKS = {
  weeks: 0,
  builtInWeeks: 0,
  fallbackWeeks: 0,
  adaptedWeeks: 0,
  builtInShare: null,
  fallbackShare: null,
};
const NO_PLANS = { activePlans: 0, pausedPlans: 0, completedPlans: 0, archivedPlans: 0 };

describe('adherence', () => {
  it('is told by coach', async () => {
    const { rows, total, ...head } = await report('adherence', `by=coach&${PERIOD}`);
    expect(head).toEqual({ by: 'coach', from: '2026-10-01', to: '2026-11-30' });
    expect(rows).toEqual([
      {
        ...ofCoach(coach),
        athletes: 2,
        reportingAthletes: 1,
        silentAthletes: 1,
        // October 4 + 6 + 5, November 10 (Sunday 1st), 4, 5, 10, and the 4 that she ran in the pause.
        plannedMiles: 48,
        // 4, 2.99, 2.5; 4, 1 on a day of rest, 12, 3.
        actualMiles: 29.49,
        milesShare: 0.6144,
        plannedSessions: 8,
        // 2.99 of 6, nothing of 10, nothing but cross-training of 5; 2.5 of 5 is half.
        runSessions: 5,
        missedSessions: 3,
        silentSessions: 4,
        sessionsShare: 0.625,
        weeks: 5,
        builtInWeeks: 3,
        fallbackWeeks: 1,
        adaptedWeeks: 1,
        builtInShare: 0.6,
        fallbackShare: 0.2,
        ...NO_PLANS,
        activePlans: 2,
      },
      {
        ...ofCoach(otherCoach),
        athletes: 1,
        reportingAthletes: 1,
        silentAthletes: 0,
        plannedMiles: 4,
        actualMiles: 4,
        milesShare: 1,
        plannedSessions: 1,
        runSessions: 1,
        missedSessions: 0,
        silentSessions: 0,
        sessionsShare: 1,
        ...NO_WEEKS,
        weeks: 1,
        builtInShare: 0,
        fallbackShare: 0,
        ...NO_PLANS,
        archivedPlans: 1,
      },
      {
        ...OF_NONE,
        athletes: 1,
        reportingAthletes: 1,
        silentAthletes: 0,
        plannedMiles: 17.1,
        actualMiles: 0,
        milesShare: 0,
        // The race is no session.
        plannedSessions: 1,
        runSessions: 0,
        missedSessions: 1,
        silentSessions: 0,
        sessionsShare: 0,
        ...NO_WEEKS,
        weeks: 1,
        builtInShare: 0,
        fallbackShare: 0,
        ...NO_PLANS,
        completedPlans: 1,
      },
    ]);
    expect(total).toMatchObject({ athletes: 4, silentAthletes: 1, plannedMiles: 69.1, actualMiles: 33.49 });
    expect(total).toMatchObject({ plannedSessions: 10, missedSessions: 4, sessionsShare: 0.6, weeks: 7 });
    expect(total).toMatchObject({ activePlans: 2, completedPlans: 1, archivedPlans: 1 });
  });

  it('is told by month, an athlete and a plan of two months once in the total, months without anything too', async () => {
    const { rows, total } = await report('adherence', 'by=month&from=2026-09-30&to=2026-11-30');
    expect(rows[0]).toEqual({
      ...ofMonth('2026-09'),
      athletes: 0,
      reportingAthletes: 0,
      silentAthletes: 0,
      plannedMiles: 0,
      actualMiles: 0,
      milesShare: null,
      plannedSessions: 0,
      runSessions: 0,
      missedSessions: 0,
      silentSessions: 0,
      sessionsShare: null,
      ...NO_WEEKS,
      ...NO_PLANS,
    });
    expect(rows.slice(1)).toMatchObject([
      {
        ...ofMonth('2026-10'),
        athletes: 3,
        silentAthletes: 1,
        plannedMiles: 19,
        actualMiles: 9.49,
        plannedSessions: 4,
        missedSessions: 2,
        silentSessions: 3,
        weeks: 3,
        builtInWeeks: 0,
        activePlans: 2,
        completedPlans: 1,
        archivedPlans: 0,
      },
      {
        ...ofMonth('2026-11'),
        athletes: 3,
        silentAthletes: 1,
        plannedMiles: 50.1,
        actualMiles: 24,
        plannedSessions: 6,
        missedSessions: 2,
        silentSessions: 1,
        weeks: 4,
        builtInWeeks: 3,
        activePlans: 2,
        completedPlans: 1,
        archivedPlans: 1,
      },
    ]);
    const byCoach = await report('adherence', `by=coach&from=2026-09-30&to=2026-11-30`);
    expect(total).toEqual(byCoach.total);
  });

  it('says what the load of an athlete says', async () => {
    const { body } = await test.http.get(`/api/athletes/${ana}/load`).set(admin.headers).expect(200);
    const { rows } = await report('adherence', 'by=coach&from=2026-10-27&to=2026-11-23');
    const { plannedMiles, actualMiles } = rows[0];
    expect({ plannedMiles, actualMiles }).toMatchObject({
      plannedMiles: body.twentyEightDayCompliance.plannedMiles,
      actualMiles: body.twentyEightDayCompliance.actualMiles,
    });
    const week = await report('adherence', 'by=coach&from=2026-11-04&to=2026-11-10');
    expect([week.rows[0].plannedMiles, week.rows[0].actualMiles]).toEqual([19, 16]);
  });
});

describe('load', () => {
  it('is told by coach', async () => {
    const { rows, total } = await report('load', `by=coach&${PERIOD}`);
    const nothing = { runningAthletes: 0, silentAthletes: 0, runs: 0, milesRun: 0, longestRunMiles: null };
    expect(rows).toEqual([
      {
        ...ofCoach(coach),
        athletes: 2,
        runningAthletes: 1,
        silentAthletes: 1,
        // Hers but for two days off, the pause and what is to come, and all of his.
        plannedMiles: 44 + 25,
        milesRun: 29.49,
        runs: 8,
        longestRunMiles: 12,
        // 12 after 4; 4 after 3, thirty days before, is but a mile more.
        athletesWithSpike: 1,
        spikes: 1,
        // Known of her alone: all 54 days up to today.
        meanWeeklyMiles: 3.82,
      },
      {
        ...ofCoach(otherCoach),
        ...nothing,
        athletes: 1,
        runningAthletes: 1,
        plannedMiles: 4,
        milesRun: 7,
        runs: 2,
        longestRunMiles: 4,
        athletesWithSpike: 0,
        spikes: 0,
        // Of 21 days: from his first report to two weeks after the last.
        meanWeeklyMiles: 2.33,
      },
      {
        ...OF_NONE,
        ...nothing,
        athletes: 1,
        plannedMiles: 17.1,
        athletesWithSpike: 0,
        spikes: 0,
        meanWeeklyMiles: 0,
      },
    ]);
    // 7 × 36.49 miles ÷ (54 + 21 + 50 days).
    expect(total).toMatchObject({ athletes: 4, plannedMiles: 90.1, milesRun: 36.49, meanWeeklyMiles: 2.04 });
  });

  it('is told by month', async () => {
    const { rows, total } = await report('load', `by=month&${PERIOD}`);
    expect(rows).toMatchObject([
      { ...ofMonth('2026-10'), athletes: 3, milesRun: 9.49, runs: 3, spikes: 0, plannedMiles: 34 },
      { ...ofMonth('2026-11'), athletes: 4, milesRun: 27, runs: 7, spikes: 1, plannedMiles: 56.1 },
    ]);
    expect(total).toEqual((await report('load', `by=coach&${PERIOD}`)).total);
  });

  it('holds the runs of its first days against those before them', async () => {
    const { rows } = await report('load', 'by=coach&from=2026-11-08&to=2026-11-30');
    expect(rows[0]).toMatchObject({ ...ofCoach(coach), runs: 2, milesRun: 15, spikes: 1 });
  });
});

describe('cost', () => {
  const tokens = (calls: number) => ({
    inputTokens: 100 * calls,
    cachedTokens: 40 * calls,
    outputTokens: 50 * calls,
    reasoningTokens: 10 * calls,
  });

  it('is told by coach, with what was spent for plans that are gone', async () => {
    const { rows, total } = await report('cost', `by=coach&${PERIOD}`);
    expect(rows).toMatchObject([
      {
        ...ofCoach(coach),
        calls: 5,
        failedCalls: 2,
        inputTokens: 300,
        cachedTokens: 200,
        usd: 0.04,
        unpricedCalls: 2,
        // What is known is of her plan alone.
        pricedPlans: 1,
        usdPerPlan: 0.04,
        pricedWeeks: 2,
        usdPerWeek: 0.02,
        modelWeeks: 2,
        builtInWeeks: 3,
        templateWeeks: 0,
      },
      { ...ofCoach(otherCoach), calls: 0, usd: 0, usdPerPlan: null, modelWeeks: 2 },
      { ...OF_NONE, calls: 0, usd: 0, modelWeeks: 1 },
      {
        ...OF_NONE,
        group: 'unknown',
        calls: 1,
        ...tokens(1),
        usd: 0.05,
        unpricedCalls: 0,
        pricedPlans: 1,
        usdPerPlan: 0.05,
        usdPerWeek: 0.05,
        modelWeeks: 0,
      },
    ]);
    expect(total).toMatchObject({ calls: 6, usd: 0.09, pricedPlans: 2, usdPerPlan: 0.045, pricedWeeks: 3 });
  });

  it('is told by month, a cost that is not known never as none', async () => {
    const { rows, total } = await report('cost', `by=month&${PERIOD}`);
    expect(rows).toMatchObject([
      { ...ofMonth('2026-10'), calls: 2, usd: 0.02, unpricedCalls: 1, pricedWeeks: 1, modelWeeks: 1 },
      { ...ofMonth('2026-11'), calls: 4, usd: 0.07, unpricedCalls: 1, pricedPlans: 2, modelWeeks: 4 },
    ]);
    expect(total).toEqual((await report('cost', `by=coach&${PERIOD}`)).total);
    await test.orm.em.fork().nativeUpdate(ModelCall, { planId: { $ne: v7() } }, { usd: null });
    const unknown = await report('cost', `by=month&${PERIOD}`);
    expect(unknown.total).toMatchObject({
      calls: 6,
      usd: null,
      unpricedCalls: 6,
      usdPerPlan: null,
      usdPerWeek: null,
    });
  });
});

describe('a report', () => {
  const get = (path: string) => test.http.get(`/api/reports/${path}`).set(admin.headers);

  it('is a sheet for who asks for one', async () => {
    const asked = await get(`cost?by=coach&format=csv&${PERIOD}`).expect(200);
    expect(asked.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="cost-by-coach-2026-10-01-2026-11-30.csv"',
      vary: expect.stringMatching(/\baccept\b/),
    });
    const [head, ...rows] = parseCsv(asked.text.slice(1));
    expect(head?.slice(0, 4)).toEqual(['coachId', 'coach', 'calls', 'failedCalls']);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      [coach.id, 'Some coach'],
      [otherCoach.id, 'Some coach'],
      ['', 'No coach'],
      ['', 'Unknown'],
      ['', 'Total'],
    ]);
    const accepted = await get(`cost?by=coach&${PERIOD}`).set('accept', 'text/csv').expect(200);
    expect(accepted.text).toBe(asked.text);
    const chosen = await get(`cost?by=coach&format=json&${PERIOD}`).set('accept', 'text/csv').expect(200);
    expect(chosen.body.by).toBe('coach');
  });

  it('is of twelve months unless told otherwise', async () => {
    for (const name of ['adherence', 'load', 'cost']) {
      const { from, to, rows } = await report(name, 'by=month');
      expect({ from, to, months: rows.length }).toEqual({ from: '2025-12-01', to: TODAY, months: 12 });
    }
  });

  it('refuses a period that is none or too long, and rows of nothing', async () => {
    for (const [query, pointer] of [
      ['by=month&from=2026-11-24', '/from'],
      ['by=month&from=2021-11-22', '/from'],
      ['by=athlete', '/by'],
      ['by=month&from=2026-02-30', '/from'],
      ['', '/by'],
    ] as const) {
      const { body } = await get(`load?${query}`).expect(400);
      expect([query, body.errors[0].pointer]).toEqual([query, pointer]);
    }
    await get('load?by=month&from=2021-11-23').expect(200);
  });
});
