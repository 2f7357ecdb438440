import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import type { FindingResponse, PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { Race } from '../../src/races/race.entity.js';
import { lockWaits } from '../support/lock-waits.js';
import { MovedClock } from '../support/moved-clock.js';
import { keyOf, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, settled, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  [coach, admin] = [await signedIn(test, 'coach'), await signedIn(test, 'admin')];
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const send = (method: 'get' | 'post' | 'patch' | 'put', path: string, body?: object, headers: object = {}) =>
  test.http[method](`/api${path}`)
    .set({ ...coach.headers, ...headers })
    .send(body);
const read = async (id: string) => (await send('get', `/training-plan/${id}`).expect(200)).body;
const change = async (id: string, body: object, who = coach) => {
  const { body: read } = await send('get', `/training-plan/${id}`, undefined, who.headers);
  return send('patch', `/training-plan/${id}`, body, { ...who.headers, 'if-match': `"${read.revision}"` });
};
const versionsOf = async (id: string) => (await send('get', `/training-plan/${id}/versions`)).body.items;
const blockingOf = (findings: readonly FindingResponse[]) =>
  findings.filter(({ severity }) => severity === 'blocking');
const weeksOf = ({ phases }: { phases: PhaseResponse[] }): WeekResponse[] =>
  phases.flatMap(({ weeks = [] }) => weeks);
const runDays = ({ days = [] }: WeekResponse) =>
  days
    .filter(({ miles, workoutType }) => miles > 0 && workoutType !== 'race')
    .map(({ dayNumber }) => dayNumber);

/** Writes what is due, week by week, up to a day. */
async function liveUntil(id: string, day: string): Promise<void> {
  while (clock.today('UTC') < day) {
    clock.advance({ days: 1 });
    await look(test);
    await settled(test, id);
  }
}

/** A plan of sixteen weeks (4, 6, 3, 3). */
async function aPlan(mode = 'progressive', preferredDays = [2, 4, 6, 7] as (1 | 2 | 3 | 4 | 5 | 6 | 7)[]) {
  const draft = await aDraft(test, { coach, draft: { preferredDays } });
  await send('post', '/training-plan/generate', { trainingPlanId: draft.id, mode }).expect(200);
  // The week that is due by then is written by itself.
  await settled(test, draft.id);
  return draft;
}

describe('changing a plan in its course', () => {
  it('keeps other phases waiting while a phase is written anew that they take a week more for', async () => {
    const { id } = await aPlan('complete');
    const phases = { base: 4, build: 6, peak: 2, taper: 4 };
    expect((await change(id, { phases })).body.change).toMatchObject({ fromWeek: 17, rewritten: [] });
    const { body } = await send('post', `/training-plan/${id}/phases/taper/regenerate`, {}).expect(200);
    expect(body.weeks.map(({ weekNumber }: WeekResponse) => weekNumber)).toEqual([14, 15, 16]);
    await send('post', `/training-plan/${id}/replan`, {}).expect(200);
    const { phases: after } = await read(id);
    expect(after.map(({ weekCount }: PhaseResponse) => weekCount)).toEqual([4, 6, 2, 4]);
  });

  it('has other days from the first week on that is not written, with findings before and after', async () => {
    const { id } = await aPlan();
    await liveUntil(id, addDays(TODAY, 18));
    const before = await read(id);
    const written = weeksOf(before).length;
    const { status, body } = await change(id, { preferredDays: [1, 3, 5] });
    expect(status).toBe(200);
    expect(body.change).toMatchObject({ fromWeek: written + 1, rewritten: [], removed: [] });
    expect(body.change.writtenBefore).toEqual([4, 5]);
    expect(blockingOf(body.change.findings.before)).toEqual([]);
    expect(blockingOf(body.change.findings.after)).toEqual([]);
    expect(body.preferredDays).toEqual([1, 3, 5]);
    expect(weeksOf(body)).toEqual(weeksOf(before));
    expect((await versionsOf(id))[0]).toMatchObject({ reason: 'plan.changed', actorId: coach.id });
    await liveUntil(id, addDays(TODAY, 32));
    const after = weeksOf(await read(id));
    expect(after.length).toBeGreaterThan(written + 1);
    for (const week of after.slice(written)) expect([1, 3, 5]).toEqual(expect.arrayContaining(runDays(week)));
    // The week that was written before stands, however often it was looked at since.
    expect(after.slice(0, written)).toEqual(weeksOf(before));
    const { findings } = (await send('get', `/training-plan/${id}/audit`)).body;
    expect(blockingOf(findings)).toEqual([]);
  });

  it('has what is written ahead follow once it is written anew', async () => {
    const { id } = await aPlan('complete');
    clock.set(addDays(TODAY, 18));
    const days = [2, 3, 5, 6, 7];
    const { body } = await change(id, {
      preferredDays: days,
      phases: { base: 3, build: 7, peak: 4, taper: 2 },
    });
    expect(body.change).toMatchObject({
      fromWeek: 17,
      writtenBefore: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    });
    expect(blockingOf(body.change.findings.after)).toEqual([]);
    expect(body.phases.map(({ weekCount }: PhaseResponse) => weekCount)).toEqual([4, 6, 3, 3]);
    const regenerated = await send('post', '/training-plan/week/generate', {
      trainingPlanId: id,
      weekNumber: 6,
      regenerate: true,
    }).expect(200);
    expect(runDays(regenerated.body.week)).toEqual([2, 4, 6, 7]);
    await send('post', `/training-plan/${id}/replan`, {}).expect(200);
    const plan = await read(id);
    expect(plan.phases.map(({ weekCount }: PhaseResponse) => weekCount)).toEqual([3, 7, 4, 2]);
    for (const week of weeksOf(plan).slice(3, 14))
      expect(days).toEqual(expect.arrayContaining(runDays(week)));
    const { findings } = (await send('get', `/training-plan/${id}/audit`)).body;
    expect(blockingOf(findings)).toEqual([]);
    // A complete plan has nothing left that waits.
    expect((await change(id, { preferredDays: days })).body.change).toBeNull();
  });

  it('changes goal and settings from there, and names and settings of showing at any time', async () => {
    const { id } = await aPlan();
    clock.set(addDays(TODAY, 3));
    const { body } = await change(id, { goalTime: '3:30:00', settings: { mostMiles: 30, recoveryEvery: 3 } });
    expect(body).toMatchObject({
      goalTime: '3:30:00',
      settings: { mostMiles: 30, recoveryEvery: 3 },
      change: { fromWeek: 3 },
    });
    const [base, build] = body.phases.map(({ plannedMiles }: PhaseResponse) => plannedMiles);
    expect([base <= 4 * 30, build <= 6 * 30]).toEqual([true, true]);
    const named = await change(id, { name: 'Spring', settings: { release: 'coach' } });
    expect(named.body).toMatchObject({
      name: 'Spring',
      change: null,
      settings: { release: 'coach', mostMiles: 30 },
    });
    expect((await versionsOf(id)).map(({ reason }: { reason: string }) => reason)).toEqual([
      'plan.changed',
      'week.scheduled',
      'generated',
    ]);
  });

  it.each([
    [{ phases: { base: 2, build: 8, peak: 3, taper: 3 } }, 400, 'plan.phases_invalid'],
    [{ phases: { base: 4, build: 6, peak: 3, taper: 4 } }, 400, 'plan.phases_invalid'],
    [{ settings: { longRunDay: 1 } }, 400, 'plan.settings_refused'],
    [{ settings: { recoveryEvery: 4 }, currentWeeklyMileage: 30 }, 400, 'plan.not_draft'],
    [{ startDate: addDays(TODAY, 7) }, 400, 'plan.begun'],
    [{ goalTime: null }, 400, 'plan.goal_time_missing'],
    [{ raceId: null }, 400, 'plan.race_missing'],
  ])('refuses %j', async (body, status, code) => {
    const { id } = await aPlan('complete');
    clock.set(addDays(TODAY, 25));
    const before = await read(id);
    const answer = await change(id, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await read(id)).toEqual(before);
  });

  it('moves the start of a plan that has not begun', async () => {
    clock.set(addDays(TODAY, -10));
    const { id } = await aPlan();
    const { status, body } = await change(id, { startDate: addDays(TODAY, 16) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ startDate: addDays(TODAY, 16), totalWeeks: 14, change: { fromWeek: 1 } });
    expect(weeksOf(body)[0]?.startDate).toBe(addDays(TODAY, 14));
    expect(blockingOf(body.change.findings.after)).toEqual([]);
    await liveUntil(id, addDays(TODAY, 15));
    expect(weeksOf(await read(id)).length).toBeGreaterThan(1);
  });

  it('moves no start together with settings that a rule stands against', async () => {
    clock.set(addDays(TODAY, -10));
    const { id } = await aPlan();
    const before = await read(id);
    const { status, body } = await change(id, {
      startDate: addDays(TODAY, 7),
      settings: { longRunDay: 1, mostMiles: 5 },
    });
    expect([status, body.code, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      'plan.settings_refused',
      ['/settings/longRunDay', '/settings/mostMiles'],
    ]);
    expect(await read(id)).toEqual(before);
  });

  it('is for who has read it last', async () => {
    const { id } = await aPlan();
    const { revision } = await read(id);
    expect((await change(id, { name: 'Once', settings: { horizonDays: 9 } })).body.revision).toBe(
      revision + 1,
    );
    for (const same of [{}, { name: 'Once' }, { settings: { horizonDays: 9 } }]) {
      const { status, body } = await change(id, same);
      expect([status, body.revision, body.change]).toEqual([200, revision + 1, null]);
    }
    const stale = { 'if-match': '"1"' };
    expect((await send('patch', `/training-plan/${id}`, { name: 'x' }, stale)).status).toBe(412);
    expect((await send('patch', `/training-plan/${id}`, { name: 'x' })).status).toBe(428);
  });
});

describe('a race that moves', () => {
  const moveRace = (raceId: string, body: object, who = admin) =>
    send('patch', `/races/${raceId}`, { replan: true, ...body }, who.headers);

  it.each([
    ['a day later in its week', addDays(MARATHON_DAY, -1), 16],
    ['three weeks earlier', addDays(MARATHON_DAY, -21), 13],
    ['to a Monday two weeks later', addDays(MARATHON_DAY, 15), 19],
  ])('%s takes its plans along', async (_, date, totalWeeks) => {
    const { id, raceId } = await aPlan('complete');
    clock.set(addDays(TODAY, 25));
    const before = await read(id);
    expect((await moveRace(raceId, { date, replan: undefined })).body.code).toBe('race.in_use');
    const { body } = await moveRace(raceId, { date });
    expect(body).toMatchObject({ date, replanned: [id] });
    const after = await read(id);
    expect(after).toMatchObject({ totalWeeks, race: { date } });
    expect(weeksOf(after)).toHaveLength(totalWeeks);
    expect(weeksOf(after).slice(0, 4)).toEqual(weeksOf(before).slice(0, 4));
    const races = weeksOf(after).flatMap(({ days = [] }) => days.filter((day) => day.workoutType === 'race'));
    expect(races.map((day) => day.date)).toEqual([date]);
    expect(await versionsOf(id)).toMatchObject([{ number: 2, reason: 'race.moved' }, { number: 1 }]);
    const { findings } = (await send('get', `/training-plan/${id}/audit`)).body;
    expect(blockingOf(findings)).toEqual([]);
    expect((await send('post', `/training-plan/${id}/replan`, {})).status).toBe(200);
    const back = await send('post', `/training-plan/${id}/versions/1/revert`, {}, { 'if-match': '*' });
    expect([back.status, back.body.code]).toEqual([400, 'version.dates_moved']);
  });

  it('moves all of them or none, and says which plan stands against it', async () => {
    const { id, raceId } = await aPlan();
    const { id: near } = await aDraft(test, { coach, draft: { startDate: addDays(MARATHON_DAY, -40) } });
    expect((await change(near, { raceId })).status).toBe(200);
    const refusal = async (body: object) => {
      const { status, body: told } = await moveRace(raceId, body);
      expect(told.detail).toContain(id);
      return [status, told.code, ...told.errors.map(({ pointer }: { pointer: string }) => pointer)];
    };
    const year = addDays(TODAY, 366);
    expect(await refusal({ date: addDays(TODAY, 12) })).toEqual([400, 'plan.too_short', '/date']);
    expect(await refusal({ date: year })).toEqual([400, 'plan.too_long', '/date']);
    expect(await refusal({ distance: '1 mi' })).toEqual([400, 'request.invalid', '/distance']);
    const { id: far } = await aRace(test, { date: year });
    expect((await change(id, { raceId: far })).body).toMatchObject({
      code: 'plan.too_long',
      errors: [{ pointer: '/raceId' }],
    });
    const key = { authorization: `Bearer ${await keyOf(test, admin.id, { scopes: ['race.write'] })}` };
    const unscoped = await moveRace(raceId, { date: addDays(MARATHON_DAY, 1) }, { ...admin, headers: key });
    expect([unscoped.status, unscoped.body.code]).toEqual([403, 'access.denied']);
    expect((await send('get', `/races/${raceId}`)).body.date).toBe(MARATHON_DAY);
    const { body } = await moveRace(raceId, { date: addDays(MARATHON_DAY, 1) });
    expect(new Set(body.replanned)).toEqual(new Set([id, near]));
    expect((await read(near)).totalWeeks).toBe(7);
  });

  it.each(['active', 'draft'] as const)(
    'is waited for by a plan (%s) that is to lead to it',
    async (status) => {
      const { id: raceId } = await aRace(test);
      const { id } = status === 'draft' ? await aDraft(test, { coach }) : await aPlan();
      const em = test.orm.em.fork();
      await em.begin();
      await em.nativeUpdate(Race, { id: raceId }, { date: addDays(MARATHON_DAY, 7) });
      const changing = change(id, { raceId });
      await lockWaits(test);
      await em.commit();
      expect((await changing).body).toMatchObject({ status, totalWeeks: 17, race: { id: raceId } });
    },
  );

  it('leaves days that staff hold, and is refused where a week cannot stand around them', async () => {
    const { id, raceId } = await aPlan('complete');
    const { revision } = await read(id);
    const date = addDays(TODAY, 14 * 7 + 1);
    const session = {
      workoutType: 'easy',
      warmup: [{ distanceMiles: 0.5 }],
      workout: [{ distanceMiles: 3 }],
      cooldown: [{ distanceMiles: 0.5 }],
      notes: 'As agreed',
    };
    await send('put', `/training-plan/${id}/days/${date}?force=true`, session, {
      'if-match': `"${revision}"`,
    }).expect(200);
    await moveRace(raceId, { date: addDays(MARATHON_DAY, 7) }).expect(200);
    const held = weeksOf(await read(id)).flatMap(({ days = [] }) => days.filter(({ locked }) => locked));
    expect(held).toMatchObject([{ date, notes: 'As agreed', miles: 4 }]);
    const refused = await moveRace(raceId, { date: addDays(TODAY, 12 * 7) });
    expect([refused.status, refused.body.code]).toEqual([409, 'plan.days_locked']);
  });

  it('is refused to a coach where plans of others lead to it', async () => {
    const made = await send('post', '/races', { name: 'Ours', distance: 'Marathon', date: MARATHON_DAY });
    const raceId = made.body.id;
    const { id } = await aDraft(test, { coach: await signedIn(test, 'coach') });
    expect((await change(id, { raceId }, admin)).status).toBe(200);
    const refused = await moveRace(raceId, { date: addDays(MARATHON_DAY, 1) }, coach);
    expect([refused.status, refused.body.code]).toEqual([409, 'race.in_use']);
    expect(refused.body.detail).not.toContain(id);
    expect((await moveRace(raceId, { date: addDays(MARATHON_DAY, 1) })).status).toBe(200);
  });
});
