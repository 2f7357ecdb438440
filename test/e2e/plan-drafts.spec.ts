import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanSummaryResponse } from '../../src/plans/plan-response.dto.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { dumpDatabase } from '../support/dump.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const post = (path: string, body: object, person = coach) =>
  test.http.post(`/api/training-plan${path}`).set(person.headers).send(body);
const get = (path: string, person = coach) => test.http.get(`/api/training-plan${path}`).set(person.headers);
const patch = (id: string, body: object, ifMatch = '*') =>
  test.http
    .patch(`/api/training-plan/${id}`)
    .set({ ...coach.headers, 'if-match': ifMatch })
    .send(body);
const remove = (id: string) => test.http.delete(`/api/training-plan/${id}`).set(coach.headers);

const UNKNOWN = {
  totalWeeks: null,
  goalPace5K: null,
  goalRacePace: null,
  predictedRacePace: null,
  predictedRange: null,
  realism: null,
  readiness: null,
  warnings: null,
  phases: null,
};

describe('a draft', () => {
  it('may know nothing but its athlete, and says nothing it cannot know', async () => {
    const athlete = await anAthlete(test, coach);
    const { status, body, headers } = await post('', { athleteId: athlete.id });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...UNKNOWN,
      status: 'draft',
      mode: 'progressive',
      race: null,
      goalTime: null,
    });
    expect(headers).toMatchObject({ etag: '"1"', location: `/api/training-plan/${body.id}` });
    expect((await get(`/${body.id}`)).body).toEqual(body);
  });

  it('says what a goal means as soon as it has a race, and the rest when dates are known', async () => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const { body } = await post('', { athleteId: athlete.id, raceId: race.id, goalTime: '3:45' });
    expect(body).toMatchObject({
      goalTime: '3:45:00',
      goalRacePace: '8:35',
      goalPace5K: '7:36',
      predictedRacePace: '8:28',
      totalWeeks: null,
      realism: null,
      readiness: null,
      warnings: null,
    });
    const whole = await patch(body.id, { startDate: TODAY });
    expect(whole.body).toMatchObject({
      totalWeeks: 16,
      realism: 'comfortable',
      readiness: 'ready',
      predictedRange: { fast: '3:42:10', slow: '4:01:03' },
      revision: 2,
    });
    expect(whole.body.phases).toHaveLength(4);
    expect(whole.body.warnings).not.toEqual([]);
  });

  it('takes from the athlete, as they are today, what it does not say itself', async () => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const { body } = await post('', { athleteId: athlete.id, raceId: race.id, startDate: TODAY });
    await test.http
      .patch(`/api/athletes/${athlete.id}`)
      .set(coach.headers)
      .send({ fiveKPace: '6:00' })
      .expect(200);
    const read = await get(`/${body.id}`);
    expect([body.predictedRacePace, read.body.predictedRacePace]).toEqual(['8:28', '6:48']);
  });

  it.each([
    ['2026-11-22', '2027-03-14', 'plan.start_in_past'],
    ['2026-11-23', '2026-12-07', 'plan.too_short'],
    ['2026-11-23', '2027-11-29', 'plan.too_long'],
  ])('of a start on %s and a race on %s warns of %s', async (startDate, date, code) => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test, { date });
    const { status, body } = await post('', { athleteId: athlete.id, raceId: race.id, startDate });
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ code }]);
  });

  it.each([
    [42_195, '3:45:00', '3:45:00'],
    [42_195, '3:45', '3:45:00'],
    [21_097.5, '75:00', '1:15:00'],
    [21_097.5, '1:45', '1:45:00'],
    [5000, '20:00', '20:00'],
    [5000, ' 19:59 ', '19:59'],
    [42_195, '1:59:00', '1:59:00'],
  ])('over %d m reads a goal of %j as %s', async (metres, goalTime, read) => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test, { metres });
    const { status, body } = await post('', { athleteId: athlete.id, raceId: race.id, goalTime });
    expect([status, body.goalTime]).toEqual([201, read]);
  });

  it.each(['0:30', '25:00', '99:59:59', '1:00:00', '0:00'])(
    'over a marathon refuses a goal of %j',
    async (goalTime) => {
      const athlete = await anAthlete(test, coach);
      const race = await aRace(test);
      const { status, body } = await post('', { athleteId: athlete.id, raceId: race.id, goalTime });
      expect([status, body.code]).toEqual([400, 'request.invalid']);
      expect(body.errors).toMatchObject([{ pointer: '/goalTime' }]);
      expect(body.detail).toContain('H:MM:SS');
    },
  );

  it('keeps a goal until it has a race, and then measures it by that', async () => {
    const athlete = await anAthlete(test, coach);
    const { body } = await post('', { athleteId: athlete.id, goalTime: '1:45' });
    expect(body).toMatchObject({ goalTime: '1:45', goalRacePace: null });
    const tooFar = await aRace(test, { metres: 100_000 });
    expect((await patch(body.id, { raceId: tooFar.id })).status).toBe(400);
    const half = await aRace(test, { metres: 21_097.5 });
    expect((await patch(body.id, { raceId: half.id })).body.goalTime).toBe('1:45:00');
  });

  it('is unknown where athlete or race are', async () => {
    const nobody = '01a2039c-cd55-75ef-b5a6-8c4d85d32877';
    const athlete = await anAthlete(test, coach);
    expect((await post('', { athleteId: nobody })).body.code).toBe('athlete.not_found');
    expect((await post('', { athleteId: athlete.id, raceId: nobody })).body.code).toBe('race.not_found');
    expect((await get(`/${nobody}`)).body.code).toBe('plan.not_found');
  });
});

describe('changing a draft', () => {
  it('needs the state it is made from', async () => {
    const { id } = await aDraft(test, { coach });
    const without = await test.http
      .patch(`/api/training-plan/${id}`)
      .set(coach.headers)
      .send({ name: 'Other' });
    expect([without.status, without.body.code]).toEqual([428, 'request.if_match_missing']);
    const stale = await patch(id, { name: 'Other' }, '"7", W/"1"');
    expect([stale.status, stale.body.code]).toEqual([412, 'request.stale']);
    const current = await patch(id, { name: 'Other' }, '"7", "1"');
    expect([current.status, current.headers['etag']]).toEqual([200, '"2"']);
    expect((await patch(id, { name: 'Again' }, '"1"')).status).toBe(412);
  });

  it('lets one of two edits from one state through', async () => {
    const { id } = await aDraft(test, { coach });
    const answers = await Promise.all(['A', 'B'].map((name) => patch(id, { name }, '"1"')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
  });

  it('changes what is given and sets back what is null', async () => {
    const { id } = await aDraft(test, { coach });
    const days = await patch(id, { preferredDays: [7, 2, 4], currentWeeklyMileage: 31.5 });
    expect(days.body).toMatchObject({
      preferredDays: [2, 4, 7],
      currentWeeklyMileage: 31.5,
      goalTime: '3:45:00',
    });
    const back = await patch(id, { preferredDays: null, goalTime: null, raceId: null, startDate: null });
    expect(back.body).toMatchObject({ ...UNKNOWN, preferredDays: null, goalTime: null, race: null });
    expect(back.body.currentWeeklyMileage).toBe(31.5);
  });

  it('takes a split of phases as an object or as plans show it, and says when it does not fit', async () => {
    const { id } = await aDraft(test, { coach });
    const split = { base: 5, build: 5, peak: 3, taper: 3 };
    const asObject = await patch(id, { phases: split });
    expect(asObject.body.phases.map(({ weekCount }: { weekCount: number }) => weekCount)).toEqual([
      5, 5, 3, 3,
    ]);
    const list = Object.entries(split).map(([name, weekCount]) => ({ name, weekCount }));
    expect((await patch(id, { phases: list })).body.phases).toEqual(asObject.body.phases);
    const wrong = await patch(id, { phases: { ...split, base: 6 } });
    expect(wrong.body.warnings).toMatchObject([{ code: 'plan.phases_invalid' }]);
    const generated = await post('/generate', { trainingPlanId: id });
    expect([generated.status, generated.body.code]).toEqual([400, 'plan.phases_invalid']);
  });

  it('is over once it is generated; so is deleting it', async () => {
    const { id } = await aDraft(test, { coach });
    await post('/generate', { trainingPlanId: id }).expect(200);
    expect((await patch(id, { mode: 'complete' })).body.code).toBe('plan.not_draft');
    expect((await remove(id)).body.code).toBe('plan.not_draft');
  });

  it('deletes it with all that hangs on it', async () => {
    const before = await dumpDatabase(test.databaseUrl, ['athlete', 'race', 'audit_entry']);
    const { id } = await aDraft(test, { coach });
    expect((await remove(id)).status).toBe(204);
    expect((await get(`/${id}`)).status).toBe(404);
    expect(await dumpDatabase(test.databaseUrl, ['athlete', 'race', 'audit_entry'])).toEqual(before);
  });
});

describe('tune-up races', () => {
  const SATURDAY = '2027-02-13';
  const HALF = 21_097.5;

  /** A draft with what it asks, and the races on its way. */
  async function asked(dates: string[]) {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const tuneUps = [];
    for (const date of dates) tuneUps.push(await aRace(test, { date, metres: HALF }));
    const ids = tuneUps.map(({ id }) => id);
    const body = { athleteId: athlete.id, raceId: race.id, startDate: TODAY, goalTime: '3:45:00' };
    return { body, ids, race };
  }
  const daysOf = ({ phases }: { phases: { weeks: { days: { date: string; workoutType: string }[] }[] }[] }) =>
    phases.flatMap(({ weeks }) => weeks.flatMap(({ days }) => days));

  it.each(['complete', 'progressive'])('are run on their days in a %s plan', async (mode) => {
    const { body, ids } = await asked([SATURDAY]);
    const draft = await post('', { ...body, mode, tuneUpRaceIds: ids });
    expect(draft.body.tuneUpRaces).toEqual([
      { id: ids[0], name: expect.any(String), distance: '21097.5 m', distanceMiles: 13.1094, date: SATURDAY },
    ]);
    await post('/generate', { trainingPlanId: draft.body.id }).expect(200);
    const plan = (await get(`/${draft.body.id}`)).body;
    expect(plan.tuneUpRaces).toEqual(draft.body.tuneUpRaces);
    const preview = await post('/preview', { ...body, tuneUpRaceIds: ids });
    expect(preview.body.tuneUpRaces).toEqual(plan.tuneUpRaces);
    const week = preview.body.phases.flatMap(({ weeks }: { weeks: { weekNumber: number }[] }) => weeks)[11];
    expect(week.notes).toContainEqual(expect.objectContaining({ code: 'week.tune_up' }));
    expect(week.days.map((day: { workoutType: string }) => day.workoutType)).toEqual(
      expect.not.arrayContaining(['long_run']),
    );
    if (mode === 'complete') {
      const races = daysOf(plan).filter(({ workoutType }) => workoutType === 'race');
      expect(races.map(({ date }) => date)).toEqual([SATURDAY, '2027-03-14']);
      expect(races[0]).toMatchObject({ miles: 13.11, workout: [{ distanceMiles: 13.11 }], warmup: [] });
    }
    const { findings } = (await get(`/${draft.body.id}/audit`)).body;
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
  });

  it('stay on their dates, so that a plan written around them does not move', async () => {
    const { body, ids } = await asked([SATURDAY]);
    const { id } = (await post('', { ...body, startDate: '2026-11-30', tuneUpRaceIds: ids })).body;
    await post('/generate', { trainingPlanId: id }).expect(200);
    const shifted = await post(`/${id}/shift`, { weeks: 1 });
    expect([shifted.status, shifted.body.code]).toEqual([400, 'plan.tune_up_refused']);
  });

  it('are changed with the draft, and stay until they are', async () => {
    const { body, ids } = await asked([SATURDAY, '2027-01-16']);
    const { id } = (await post('', { ...body, tuneUpRaceIds: ids })).body;
    const dates = (answer: { body: { tuneUpRaces: { date: string }[] } }) =>
      answer.body.tuneUpRaces.map(({ date }) => date);
    expect(dates(await patch(id, { name: 'New' }))).toEqual(['2027-01-16', SATURDAY]);
    expect(dates(await patch(id, { tuneUpRaceIds: [ids[0]] }))).toEqual([SATURDAY]);
    const listed = async (raceId: string) => (await get(`?raceId=${raceId}`)).body.items.length;
    expect([await listed(body.raceId), await listed(ids[0] ?? '')]).toEqual([1, 0]);
    const admin = await signedIn(test, 'admin');
    const removed = await test.http.delete(`/api/races/${ids[0]}`).set(admin.headers);
    expect([removed.status, removed.body.code]).toEqual([409, 'race.in_use']);
    expect(dates(await patch(id, { tuneUpRaceIds: null }))).toEqual([]);
    await test.http.delete(`/api/races/${ids[0]}`).set(admin.headers).expect(204);
  });

  it('are refused with the rule that stands against them', async () => {
    const { body, ids, race } = await asked(['2026-11-28', '2027-03-09', '2027-04-01']);
    const refused = await post('/preview', { ...body, tuneUpRaceIds: ids });
    expect([refused.status, refused.body.code]).toEqual([400, 'plan.tune_up_refused']);
    const details = refused.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [
      pointer,
      detail.slice(0, 6),
    ]);
    expect(details).toEqual(['Rule C', 'Rule D', 'Rule B'].map((rule) => ['/tuneUpRaceIds', rule]));
    const itself = await post('', { ...body, tuneUpRaceIds: [race.id] });
    expect([itself.status, itself.body.code]).toEqual([400, 'plan.tune_up_refused']);
    const draft = await post('', { ...body, tuneUpRaceIds: [ids[0]] });
    expect(draft.body.warnings).toContainEqual(expect.objectContaining({ code: 'plan.tune_up_refused' }));
    const generated = await post('/generate', { trainingPlanId: draft.body.id });
    expect(generated.body.code).toBe('plan.tune_up_refused');
    for (const tuneUpRaceIds of [
      [ids[0], ids[0]],
      ['no id'],
      'none',
      Array.from({ length: 7 }, () => race.id),
    ]) {
      expect((await post('', { ...body, tuneUpRaceIds })).status).toBe(400);
    }
  });
});

describe('a preview', () => {
  it('is the plan that would be, and stores nothing', async () => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const settings = { horizonDays: 14, recoveryEvery: 3, mostMiles: 40 };
    const body = {
      athleteId: athlete.id,
      raceId: race.id,
      startDate: '2026-11-25',
      goalTime: '3:45:00',
      settings,
    };
    const before = await dumpDatabase(test.databaseUrl);
    const preview = await post('/preview', body);
    expect(preview.status).toBe(200);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(before);
    const [first] = preview.body.phases[0].weeks;
    expect(first).toMatchObject({ weekNumber: 1, part: true, startDate: TODAY, endDate: '2026-11-29' });
    expect(first.notes).not.toEqual([]);

    const draft = await post('', body);
    expect(preview.body.settings).toEqual({ release: 'auto', longRunDay: null, ...settings });
    expect(preview.body.settings).toEqual(draft.body.settings);
    await post('/generate', { trainingPlanId: draft.body.id, mode: 'complete' }).expect(200);
    const plan = await get(`/${draft.body.id}?include=days`);
    const shape = (phases: { weeks: { days: { date: string; workoutType: string }[] }[] }[]) =>
      phases.flatMap(({ weeks }) =>
        weeks.flatMap(({ days }) => days.map((day) => [day.date, day.workoutType])),
      );
    expect(shape(plan.body.phases)).toEqual(shape(preview.body.phases));
  });

  it('does without a goal, and trains by the prediction', async () => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const { body } = await post('/preview', { athleteId: athlete.id, raceId: race.id, startDate: TODAY });
    expect(body).toMatchObject({ goalRacePace: null, realism: null, trainingGoalPace: '8:28' });
  });

  it('names all that is missing', async () => {
    const athlete = await anAthlete(test, coach);
    const { status, body } = await post('/preview', { athleteId: athlete.id });
    expect([status, body.code]).toEqual([400, 'plan.start_date_missing']);
    expect(body.errors.map(({ code }: { code: string }) => code)).toEqual([
      'plan.start_date_missing',
      'plan.race_missing',
    ]);
  });
});

describe('the list of plans', () => {
  it('is filtered by every filter, alone and together, and paged by cursor', async () => {
    const other = await signedIn(test, 'coach');
    const admin = await signedIn(test, 'admin');
    const athlete = await anAthlete(test, other);
    const race = await aRace(test);
    const made: string[] = [];
    for (const [name, startDate] of [
      ['Spring, early', '2026-11-23'],
      ['Spring, late', '2026-12-07'],
      ['100% uphill', '2026-12-14'],
    ] as const) {
      const body = { athleteId: athlete.id, raceId: race.id, name, startDate, goalTime: '3:45:00' };
      made.push((await post('', body, other)).body.id);
    }
    const [early, late, uphill] = made;
    await post('/generate', { trainingPlanId: early }, other).expect(200);
    const found = async (query: string, person = admin) => {
      const { status, body } = await get(`?${query}`, person);
      expect({ query, status }).toEqual({ query, status: 200 });
      return body.items.map(({ id }: PlanSummaryResponse) => id);
    };

    expect(await found('', other)).toEqual([uphill, late, early]);
    expect(await found(`athleteId=${athlete.id}`, coach)).toEqual([]);
    expect(await found(`athleteId=${athlete.id}`)).toEqual([uphill, late, early]);
    expect(await found(`coachId=${other.id}&status=active`)).toEqual([early]);
    expect(await found(`raceId=${race.id}&status=draft`)).toEqual([uphill, late]);
    expect(await found(`raceId=${race.id}&startsBefore=2026-12-14`)).toEqual([late, early]);
    expect(await found(`athleteId=${athlete.id}&q=LATE%20spring`)).toEqual([late]);
    expect(await found(`athleteId=${athlete.id}&q=berg`)).toEqual([uphill, late, early]);
    expect(await found(`athleteId=${athlete.id}&q=berg%20an`)).toEqual([uphill, late, early]);
    expect(await found(`athleteId=${athlete.id}&q=berg%20late`)).toEqual([]);
    expect(await found(`athleteId=${athlete.id}&q=berg&attention=true`)).toEqual([]);
    expect(await found(`athleteId=${athlete.id}&q=0%25`)).toEqual([uphill]);
    expect(await found(`athleteId=${athlete.id}&q=_`)).toEqual([]);

    const first = await get('?limit=2', other);
    expect(first.body.items).toHaveLength(2);
    const second = await get(`?limit=2&cursor=${first.body.nextCursor}`, other);
    expect(second.body).toMatchObject({ items: [{ id: early, race: { id: race.id } }], nextCursor: null });
  });

  it.each(['status=lost', 'athleteId=1', 'startsBefore=2026-02-29', 'limit=0', 'cursor=xx', 'sort=name'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await get(`?${query}`);
      expect([status, body.code]).toEqual([400, 'request.invalid']);
    },
  );
});
