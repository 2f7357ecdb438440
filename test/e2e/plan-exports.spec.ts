import { Decoder, Stream } from '@garmin/fitsdk';
import { raw } from '@mikro-orm/core';
import { unzipSync } from 'fflate';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import type { Lap } from '../../src/coaching/model.js';
import type { PhaseResponse } from '../../src/plans/cascade-response.dto.js';
import type { ExportedPlanResponse } from '../../src/plans/export/export.dto.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { parseCsv } from '../support/exported-plans.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY, type DraftOptions } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

async function aPlan({ acceptRisk, ...options }: DraftOptions & { acceptRisk?: boolean } = {}) {
  const draft = await aDraft(test, { coach, ...options });
  await test.http
    .post('/api/training-plan/generate')
    .set(coach.headers)
    .send({ trainingPlanId: draft.id, mode: 'complete', acceptRisk })
    .expect(200);
  return draft;
}

const exported = (id: string, query: string, person = coach) =>
  test.http.get(`/api/training-plan/${id}/export?${query}`).set(person.headers);

const calendarOf = ({ text }: { text: string }) => new ICAL.Component(ICAL.parse(text));

async function data(id: string, query = '', person = coach): Promise<ExportedPlanResponse> {
  return (await exported(id, `format=json${query}`, person).expect(200)).body;
}

describe('the export of a plan', () => {
  it('is a file with a name that says nothing of the person, and not kept by anybody on the way', async () => {
    const { id } = await aPlan();
    const plan = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    for (const [format, type, extension = format] of [
      ['csv', 'text/csv; charset=utf-8'],
      ['json', 'application/json; charset=utf-8'],
      ['ics', 'text/calendar; charset=utf-8; method=PUBLISH'],
      ['fit', 'application/zip', 'zip'],
    ]) {
      const { headers } = await exported(id, `format=${format}`).expect(200);
      expect(headers).toMatchObject({
        'content-type': type,
        'content-disposition': `attachment; filename="plan-${id}.${extension}"`,
        'cache-control': 'no-store',
        etag: plan.headers['etag'],
      });
    }
  });

  it('is the whole plan, day by day, as it is read', async () => {
    const { id, athleteId } = await aPlan();
    const athlete = await signedIn(test, 'athlete', athleteId);
    const plan = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    const phases: PhaseResponse[] = plan.body.phases;
    const days = phases.flatMap(({ weeks = [] }) => weeks.flatMap((week) => week.days ?? []));
    expect(days).toHaveLength(112);
    const own = await data(id, '', athlete);
    expect(own).toMatchObject({ id, athlete: 'Ana Berg', units: 'mi', goalTime: '3:45:00', risk: null });
    expect(own.race).toMatchObject({ distanceName: 'Marathon', distance: 26.22 });
    const inMiles = (laps: readonly Lap[] = []) =>
      laps.map(({ lapIndex, distanceMiles, paceGoal }) => ({
        lapIndex,
        distance: distanceMiles,
        pace: paceGoal,
      }));
    expect(own.weeks.flatMap((week) => week.days)).toEqual(
      days.map(({ date, workoutType, miles, warmup, workout, cooldown, notes }) =>
        expect.objectContaining({
          date,
          workoutType,
          distance: miles,
          warmup: inMiles(warmup),
          workout: inMiles(workout),
          cooldown: inMiles(cooldown),
          notes,
        }),
      ),
    );
    const [, ...rows] = parseCsv((await exported(id, 'format=csv')).text.replace('\uFEFF', ''));
    expect(rows.map(([, , , , , date]) => date)).toEqual(days.map(({ date }) => date));
  });

  it('has the units of the account that asks, unless told others', async () => {
    const { id } = await aPlan();
    const metric = await signedIn(test, 'admin');
    await test.orm.em.fork().nativeUpdate(Staff, { id: metric.id }, { units: 'km' });
    const [mine, theirs] = [await data(id), await data(id, '', metric)];
    expect([mine.units, theirs.units, mine.race?.distance, theirs.race?.distance]).toEqual([
      'mi',
      'km',
      26.22,
      42.2,
    ]);
    expect(await data(id, '&units=mi', metric)).toEqual(mine);
    expect(await data(id, '&units=km')).toEqual(theirs);
    expect((await exported(id, 'format=csv', metric)).text).toContain('Distance (km)');
  });

  it('as a calendar has a run on its day, under an id that stays when the plan changes', async () => {
    const { id } = await aPlan();
    const read = async () =>
      calendarOf(await exported(id, 'format=ics'))
        .getAllSubcomponents('vevent')
        .map((event) => new ICAL.Event(event));
    const before = await read();
    const runs = (await data(id)).weeks.flatMap(({ days }) => days).filter(({ distance }) => distance > 0);
    expect(before.map(({ startDate }) => startDate.toString())).toEqual(runs.map(({ date }) => date));
    const again = { trainingPlanId: id, weekNumber: 2, regenerate: true };
    await test.http.post('/api/training-plan/week/generate').set(coach.headers).send(again).expect(200);
    const after = await read();
    expect(after.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
    for (const [index, { sequence }] of after.entries()) {
      expect(sequence).toBeGreaterThan(before[index]?.sequence ?? Infinity);
    }
  });

  it('as a calendar calls off a run that is no more, where it may have been read in', async () => {
    const { id } = await aPlan();
    const runs = (await data(id)).weeks.flatMap(({ days }) => days).filter(({ distance }) => distance > 0);
    const { date } = runs[1]!;
    const none = { miles: 0, warmup: [], workout: [], cooldown: [], alternative: null };
    const em = test.orm.em.fork();
    await em.nativeUpdate(TrainingPlanDay, { plan: id, date }, { workoutType: 'rest', ...none });
    // As every change below a plan does.
    await em.nativeUpdate(TrainingPlan, id, { revision: raw<number>('revision + 1') });
    const events = calendarOf(await exported(id, 'format=ics')).getAllSubcomponents('vevent');
    expect(events).toHaveLength(runs.length);
    const calledOff = events.filter((event) => event.getFirstPropertyValue('status') === 'CANCELLED');
    expect(calledOff.map((event) => event.getFirstPropertyValue('uid'))).toEqual([`${id}-${date}@gofast`]);
  });

  it('for a watch is a zip with a workout file for each run', async () => {
    const { id } = await aPlan();
    const answer = await fetch(`${test.url}/api/training-plan/${id}/export?format=fit`, {
      headers: coach.headers,
    });
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const runs = (await data(id)).weeks.flatMap(({ days }) => days).filter(({ distance }) => distance > 0);
    expect(runs.length).toBeGreaterThan(50);
    expect(Object.keys(files)).toEqual(runs.map((day) => `${day.date}-${day.workoutType}.fit`));
    for (const file of Object.values(files)) {
      const { messages, errors } = new Decoder(Stream.fromByteArray([...file])).read();
      expect([errors, messages.workoutMesgs?.length]).toEqual([[], 1]);
    }
  });

  it('to print is a page under a policy of its own', async () => {
    const { id, athleteId } = await aPlan();
    const name = '<script>alert(1)</script>';
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { firstName: name });
    const { headers, text } = await exported(id, 'format=html').expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `inline; filename="plan-${id}.html"`,
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^']+'; /),
    });
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Berg');
    expect(text).not.toContain('<script');
  });

  it('of somebody with a formula for a name shows text', async () => {
    const { id, athleteId } = await aPlan();
    const em = test.orm.em.fork();
    await em.nativeUpdate(Athlete, { id: athleteId }, { firstName: '=HYPERLINK("http://evil","x")' });
    await em.nativeUpdate(TrainingPlan, { id }, { name: '@SUM(A1)' });
    const [, row] = parseCsv((await exported(id, 'format=csv')).text.replace('\uFEFF', ''));
    expect(row?.slice(0, 2)).toEqual([`'=HYPERLINK("http://evil","x") Berg`, "'@SUM(A1)"]);
  });

  it('says in every format that a plan does not prepare for its race', async () => {
    const { id } = await aPlan({ athlete: { currentWeeklyMileage: 4 }, acceptRisk: true });
    const risk = /^This plan does not prepare for the race: .*\. Staff accepted the risk\.$/;
    expect((await data(id)).risk).toMatch(risk);
    const [, ...rows] = parseCsv((await exported(id, 'format=csv')).text.replace('\uFEFF', ''));
    for (const row of rows) expect(row.at(-1)).toMatch(risk);
    const calendar = calendarOf(await exported(id, 'format=ics'));
    expect(String(calendar.getFirstPropertyValue('x-wr-caldesc'))).toMatch(risk);
    const { text } = await exported(id, 'format=html');
    expect(/<p class="risk">(.*)<\/p>/.exec(text)?.[1]).toMatch(risk);
  });

  it('keeps from an athlete what a coach has still to review', async () => {
    const { id, athleteId } = await aDraft(test, { coach });
    const athlete = await signedIn(test, 'athlete', athleteId);
    const patch = test.http.patch(`/api/training-plan/${id}`).set({ ...coach.headers, 'if-match': '*' });
    await patch.send({ settings: { release: 'coach' } }).expect(200);
    await test.http
      .post('/api/training-plan/generate')
      .set(coach.headers)
      .send({ trainingPlanId: id })
      .expect(200);
    const daysFor = async (person: Person) =>
      (await data(id, '', person)).weeks.map(({ days }) => days.length);
    expect([await daysFor(coach), await daysFor(athlete)]).toEqual([[7], [0]]);
    expect(parseCsv((await exported(id, 'format=csv', athlete)).text.slice(1))).toHaveLength(1);
    expect((await exported(id, 'format=ics', athlete)).text).not.toContain('VEVENT');
  });

  it('is refused for a draft, and for a format or units that there are not', async () => {
    const { id } = await aDraft(test, { coach });
    const draft = await exported(id, 'format=csv');
    expect([draft.status, draft.body.code]).toEqual([400, 'plan.not_generated']);
    for (const [query, pointer] of [
      ['', '/format'],
      ['format=xlsx', '/format'],
      ['format=csv&units=furlongs', '/units'],
      ['format=csv&format=json', '/format'],
    ] as const) {
      const { status, body } = await exported(id, query);
      expect([status, body.errors?.[0].pointer]).toEqual([400, pointer]);
    }
  });
});
