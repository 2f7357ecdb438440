import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import type { PlanSettings, PlanStatus } from '../../src/plans/training-plan.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { MovedClock } from '../support/moved-clock.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, progressOf, settled, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}, person = coach) =>
  test.http.post(`/api/training-plan${path}`).set(person.headers).send(body);
const get = async (path: string, person = coach) =>
  (await test.http.get(`/api/training-plan${path}`).set(person.headers).expect(200)).body;
const patch = (id: string, settings: object | null, more: object = {}) =>
  test.http
    .patch(`/api/training-plan/${id}`)
    .set({ ...coach.headers, 'if-match': '*' })
    .send({ settings, ...more });

interface Reviewed {
  id: string;
  athlete: Person;
}

/** A plan whose weeks a coach reviews; the first two written, one by staff and one by nobody. */
async function aPlan({
  settings = { release: 'coach' },
  startDate = TODAY,
}: { settings?: PlanSettings; startDate?: string } = {}): Promise<Reviewed> {
  const { id, athleteId } = await aDraft(test, { coach, draft: { startDate } });
  const athlete = await signedIn(test, 'athlete', athleteId);
  await patch(id, settings).expect(200);
  await post('/generate', { trainingPlanId: id }).expect(200);
  await settled(test, id);
  return { id, athlete };
}

const weeksOf = ({ phases }: { phases: PhaseResponse[] }): WeekResponse[] =>
  phases.flatMap(({ weeks = [] }) => weeks);
/** `1:7 2:0`: how many days somebody sees of each week. */
async function seen(id: string, person: Person): Promise<string> {
  return weeksOf(await get(`/${id}`, person))
    .map(({ weekNumber, days = [] }) => `${weekNumber}:${days.length}`)
    .join(' ');
}

describe('settings', () => {
  const AS_EVER = {
    release: 'auto',
    horizonDays: null,
    recoveryEvery: null,
    longRunDay: null,
    mostMiles: null,
  };

  it('are said when a draft is made, and hold what they are not told', async () => {
    const { id: athleteId } = await anAthlete(test, coach);
    const { id: raceId } = await aRace(test);
    const plain = await post('', { athleteId, raceId });
    expect(plain.body.settings).toEqual(AS_EVER);
    const { body } = await post('', { athleteId, raceId, settings: { release: 'coach' } });
    expect(body.settings).toEqual({ ...AS_EVER, release: 'coach' });
    const both = await patch(body.id, { horizonDays: 14 }, { name: 'New' });
    expect(both.body).toMatchObject({ name: 'New', settings: { release: 'coach', horizonDays: 14 } });
    expect((await patch(body.id, { release: null })).body.settings).toEqual({ ...AS_EVER, horizonDays: 14 });
    expect((await patch(body.id, null)).body.settings).toEqual(AS_EVER);
  });

  it('lay the plan, or are refused with the rule that stands against them', async () => {
    const layout = { recoveryEvery: 3, longRunDay: 7, mostMiles: 24.5 } as const;
    const { id } = await aPlan({ settings: { ...layout, release: 'auto' } });
    const plan = await get(`/${id}`);
    expect(plan.settings).toEqual({ ...AS_EVER, ...layout });
    const weeks = weeksOf(plan);
    expect(Math.max(...weeks.map(({ targetMiles }) => targetMiles))).toBe(24.5);
    expect((await patch(id, { longRunDay: 1 })).body.code).toBe('plan.settings_refused');
    await patch(id, { ...layout, horizonDays: 9 }).expect(200);

    const { id: athleteId } = await anAthlete(test, coach);
    const { id: raceId } = await aRace(test);
    const asked = { athleteId, raceId, startDate: '2026-11-23' };
    const refused = await post('/preview', {
      ...asked,
      settings: { recoveryEvery: 5, longRunDay: 1, mostMiles: 5 },
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'plan.settings_refused']);
    const errors: { pointer: string; detail: string }[] = refused.body.errors;
    expect(errors.map(({ pointer, detail }) => [pointer, detail.slice(0, 6)])).toEqual([
      ['/settings/recoveryEvery', 'Rule C'],
      ['/settings/longRunDay', 'Rule F'],
      ['/settings/mostMiles', 'Rule C'],
    ]);
    const draft = await post('', { ...asked, settings: { longRunDay: 1 } });
    expect(draft.body).toMatchObject({ phases: null, warnings: [{ code: 'plan.settings_refused' }] });
    expect((await post('/generate', { trainingPlanId: draft.body.id })).body.code).toBe(
      'plan.goal_time_missing',
    );
    expect(
      (await patch(draft.body.id, { longRunDay: null }, { goalTime: '4:00' })).body.warnings,
    ).not.toContainEqual(expect.objectContaining({ code: 'plan.settings_refused' }));
  });

  it('of showing change when the plan is under way, and its course does not', async () => {
    const { id } = await aPlan({ settings: {} });
    const before = await get(`/${id}`);
    const { body, headers } = await patch(id, { horizonDays: 3 }).expect(200);
    expect(body).toEqual({
      ...before,
      change: null,
      settings: { ...AS_EVER, horizonDays: 3 },
      revision: before.revision + 1,
      updatedAt: body.updatedAt,
    });
    expect(headers['etag']).toBe(`"${body.revision}"`);
    // Week 3 begins on 7 December.
    expect(await get(`/${id}/weeks/3`)).toMatchObject({ dueDate: '2026-12-04', inReview: false });
    const { nextWorkAt } = await test.orm.em.fork().findOneOrFail(TrainingPlan, id);
    expect(nextWorkAt).toEqual(new Date('2026-11-29T12:00:00Z'));
    expect((await patch(id, { horizonDays: 4 }, { mode: 'complete' })).body.code).toBe('plan.not_draft');
    await post(`/${id}/pause`).expect(200);
    expect(await get(`/${id}/weeks/3`)).toMatchObject({ dueDate: null });
  });
});

describe('a week that a coach reviews first', () => {
  it('is not for the athlete to see, wherever they look', async () => {
    const { id, athlete } = await aPlan();
    expect([await seen(id, athlete), await seen(id, coach)]).toEqual(['1:0 2:0', '1:7 2:7']);
    const week = await get(`/${id}/weeks/1`, athlete);
    expect(week).toMatchObject({ weekNumber: 1, inReview: true, dueDate: null, days: [] });
    expect(await get(`/${id}/weeks/3`, athlete)).toMatchObject({ inReview: false });
    expect((await get(`/${id}/weeks/1`)).days).toHaveLength(7);
    const days = weeksOf(await get(`/${id}/versions/1`, athlete)).map((each) => each.days);
    expect(days).toEqual([[]]);
    for (const { findings } of [await get(`/${id}/audit`, athlete)]) {
      expect(findings.filter(({ weekNumber }: { weekNumber: number }) => weekNumber !== null)).toEqual([]);
    }
    const written = await post('/week/generate', { trainingPlanId: id, weekNumber: 3 }, athlete);
    expect(written.body.week).toMatchObject({ weekNumber: 3, releasedAt: null, days: [] });
  });

  it('is not shown by the operation that wrote it', async () => {
    const { id, athlete } = await aPlan();
    const { headers } = await test.http
      .post('/api/training-plan/week/generate')
      .set({ ...coach.headers, prefer: 'respond-async' })
      .send({ trainingPlanId: id, weekNumber: 3 })
      .expect(202);
    const operation = (person: Person) => test.http.get(headers['location'] ?? '').set(person.headers);
    expect((await operation(athlete)).status).toBe(403);
    expect((await operation(coach)).status).toBe(200);
    await settled(test, id);
  });

  it('is there when it is released, alone or with the others', async () => {
    const { id, athlete } = await aPlan();
    const { body, headers } = await post(`/${id}/release`, { weekNumbers: [1] }).expect(200);
    expect(body).toEqual(await get(`/${id}`));
    expect(headers['etag']).toBe(`"${body.revision}"`);
    expect(await seen(id, athlete)).toBe('1:7 2:0');
    const [first] = weeksOf(await get(`/${id}`, athlete));
    expect(first).toMatchObject({
      releasedAt: clock.now().toISOString(),
      provenance: { releasedBy: 'staff' },
    });
    expect(weeksOf(await get(`/${id}/versions/1`, athlete))[0]?.days).toEqual(first?.days);
    await post(`/${id}/release`).expect(200);
    expect(await seen(id, athlete)).toBe('1:7 2:7');
    const dump = await dumpDatabase(test.databaseUrl);
    await post(`/${id}/release`).expect(200);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
    const entries = await test.orm.em
      .fork()
      .find(AuditEntry, { subjectId: id, action: 'plan.released' }, { orderBy: { id: 'asc' } });
    expect(entries.map(({ actorId, detail }) => [actorId, detail])).toEqual([
      [coach.id, { weekNumbers: [1] }],
      [coach.id, { weekNumbers: [2] }],
    ]);
  });

  it('stays with the athlete when it is written anew', async () => {
    const { id, athlete } = await aPlan({ startDate: '2026-11-24' });
    await post(`/${id}/release`, { weekNumbers: [1] }).expect(200);
    await post('/week/generate', { trainingPlanId: id, weekNumber: 1, regenerate: true }).expect(200);
    expect((await seen(id, athlete)).slice(0, 3)).toBe('1:7');
  });

  it('is released by itself 24 hours before its Monday where nobody had it written, and marked', async () => {
    const { id, athlete } = await aPlan();
    clock.set('2026-11-28T23:59:00Z');
    await look(test);
    await settled(test, id);
    expect(await seen(id, athlete)).toBe('1:0 2:0 3:0');
    clock.set('2026-11-29T00:00:00Z');
    await look(test);
    await settled(test, id);
    expect(await seen(id, athlete)).toBe('1:0 2:7 3:0');
    const [, second] = weeksOf(await get(`/${id}`));
    expect(second).toMatchObject({
      releasedAt: '2026-11-29T00:00:00.000Z',
      provenance: { unattended: true, releasedBy: 'auto' },
    });
  });

  it('is released when no coach is to review any more', async () => {
    const { id, athlete } = await aPlan();
    await patch(id, { release: 'auto' }).expect(200);
    await look(test);
    expect(await seen(id, athlete)).toBe('1:7 2:7');
  });
});

describe('a release', () => {
  it.each<[PlanStatus, string]>([
    ['draft', '400 plan.not_active'],
    ['active', '200 undefined'],
    ['paused', '200 undefined'],
    ['completed', '400 plan.not_active'],
    ['archived', '400 plan.not_active'],
  ])('of a plan that is %s: %s', async (status, expected) => {
    const { id } = status === 'draft' ? await aDraft(test, { coach }) : await aPlan();
    if (status === 'paused') await post(`/${id}/pause`).expect(200);
    if (status === 'archived') await post(`/${id}/archive`).expect(200);
    if (status === 'completed') await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { status });
    const dump = await dumpDatabase(test.databaseUrl);
    const answer = await post(`/${id}/release`);
    expect(`${answer.status} ${answer.body.code}`).toBe(expected);
    if (answer.status !== 200) expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
  });

  it('is of written weeks, all or none, from the state that is stored', async () => {
    const { id } = await aPlan();
    const dump = await dumpDatabase(test.databaseUrl);
    const { status, body } = await post(`/${id}/release`, { weekNumbers: [1, 9] });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'week.not_written',
      [{ pointer: '/weekNumbers/1', detail: expect.any(String) }],
    ]);
    const stale = await post(`/${id}/release`).set('if-match', '"1"');
    expect([stale.status, stale.body.code]).toEqual([412, 'request.stale']);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
  });
});

describe('a paused plan', () => {
  it('is written nothing of while it rests, and goes on by itself by the return rules', async () => {
    const { id } = await aPlan({ settings: {} });
    clock.set(addDays(TODAY, 3));
    await post(`/${id}/pause`).expect(200);
    for (const day of [10, 17, 24]) {
      clock.set(addDays(TODAY, day));
      await look(test);
      expect((await progressOf(test, id)).weeks).toEqual([1, 2]);
    }
    await post(`/${id}/resume`).expect(200);
    for (let week = 4; week <= 5; week += 1) {
      await settled(test, id);
      await look(test);
    }
    await settled(test, id);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2, 3, 4, 5]);
    const weeks = weeksOf(await get(`/${id}`));
    expect(weeks.map(({ miles }) => miles > 0)).toEqual([true, false, false, true, true]);
    // Back on a Thursday after three weeks: half of 25 miles, on three of four days.
    const [, , , back] = weeks;
    expect(back?.provenance).toMatchObject({ unattended: true });
    expect(back?.notes.map(({ code }) => code)).toContain('adapt.return_14');
    expect(back?.targetMiles).toBeLessThanOrEqual(12.5);
    expect(back?.days?.slice(0, 3).map(({ miles }) => miles)).toEqual([0, 0, 0]);
    const { findings } = await get(`/${id}/audit`);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
  });

  it('is completed by itself the day after its race', async () => {
    const { id } = await aPlan({ settings: {} });
    await post(`/${id}/pause`).expect(200);
    clock.set('2027-03-14T23:59:00Z');
    await look(test);
    expect(await get(`/${id}`)).toMatchObject({ status: 'paused' });
    clock.set('2027-03-15T00:00:00Z');
    await look(test);
    expect(await get(`/${id}`)).toMatchObject({ status: 'completed' });
  });
});

it('a week that was taken out before it was released is in no version for the athlete, nor in a calendar', async () => {
  const { id, athlete } = await aPlan();
  await post('/week/generate', { trainingPlanId: id, weekNumber: 3 }).expect(200);
  const { items } = await get(`/${id}/versions`);
  const [newest, before] = items.map(({ number }: { number: number }) => number);
  await test.http
    .post(`/api/training-plan/${id}/versions/${before}/revert`)
    .set({ ...coach.headers, 'if-match': '*' })
    .expect(200);
  expect(await seen(id, coach)).toBe('1:7 2:7');
  const third = async (person: Person) =>
    weeksOf(await get(`/${id}/versions/${newest}`, person)).find(({ weekNumber }) => weekNumber === 3);
  expect((await third(coach))?.days).toHaveLength(7);
  expect(await third(athlete)).toMatchObject({ releasedAt: null, days: [] });
  const { added } = await get(`/${id}/versions/${before}/compare/${newest}`, athlete);
  expect(added).toEqual([]);
  const calendar = await test.http.get(`/api/training-plan/${id}/export?format=ics`).set(athlete.headers);
  expect([calendar.status, calendar.text.includes('VEVENT')]).toEqual([200, false]);
});
