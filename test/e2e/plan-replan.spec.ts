import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import type { FindingResponse, PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { AdaptiveScene, adaptedBy } from '../support/adaptive-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock } from '../support/unattended.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
let gate: WeekGate;
beforeAll(async () => {
  test = await startTestApp({ override: onClock(clock) });
  coach = await signedIn(test, 'coach');
  gate = gateWeeks(test);
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}, headers: object = {}) =>
  test.http
    .post(`/api/training-plan${path}`)
    .set({ ...coach.headers, ...headers })
    .send(body);
const get = async (path: string) =>
  (await test.http.get(`/api/training-plan${path}`).set(coach.headers).expect(200)).body;
const weeksOf = async (id: string): Promise<WeekResponse[]> =>
  (await get(`/${id}`)).phases.flatMap(({ weeks = [] }: PhaseResponse) => weeks);
const versionsOf = async (id: string) => (await get(`/${id}/versions`)).items;
const numbers = (weeks: readonly WeekResponse[]) => weeks.map(({ weekNumber }) => weekNumber);

/** A plan of sixteen weeks (4, 6, 3, 3) on the Wednesday of its sixth. */
async function aPlan(mode = 'complete'): Promise<string> {
  const { id } = await aDraft(test, { coach });
  await post('/generate', { trainingPlanId: id, mode }).expect(200);
  if (mode === 'complete') clock.set(addDays(TODAY, 37));
  return id;
}

/** Which of the weeks are written otherwise than before. */
const rewritten = (before: readonly WeekResponse[], after: readonly WeekResponse[]) =>
  numbers(after.filter((week, index) => JSON.stringify(week.days) !== JSON.stringify(before[index]?.days)));

const blocking = async (id: string): Promise<FindingResponse[]> =>
  (await get(`/${id}/audit`)).findings.filter((each: FindingResponse) => each.severity === 'blocking');

describe('writing anew what lies ahead', () => {
  it.each([
    ['replan', 'plan.replanned', [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
    ['phases/build/regenerate', 'phase.regenerated', [7, 8, 9, 10]],
    ['phases/peak/regenerate', 'phase.regenerated', [11, 12, 13]],
  ])('by %s leaves what has begun, as one version', async (path, reason, expected) => {
    const id = await aPlan();
    const before = await weeksOf(id);
    const { body } = await post(`/${id}/${path}`).expect(200);
    const after = await weeksOf(id);
    expect(body).toMatchObject({ trainingPlanId: id, weeksGenerated: expected.length });
    expect(numbers(body.weeks)).toEqual(expected);
    expect(body.weeks).toEqual(after.filter(({ weekNumber }) => expected.includes(weekNumber)));
    const others = rewritten(before, after);
    expect(others.length).toBeGreaterThan(expected.length / 2);
    expect(others.every((number) => expected.includes(number))).toBe(true);
    expect(await versionsOf(id)).toMatchObject([{ number: 2, reason, actorId: coach.id }, { number: 1 }]);
    expect(after.map(({ targetMiles }) => targetMiles)).toEqual(before.map(({ targetMiles }) => targetMiles));
    expect(await blocking(id)).toEqual([]);
  });

  it('keeps locked days', async () => {
    const id = await aPlan();
    const date = addDays(TODAY, 51);
    const notes = 'As agreed';
    await test.orm.em
      .fork()
      .nativeUpdate(TrainingPlanDay, { plan: id, date: { $in: [date] } }, { locked: true, notes });
    await post(`/${id}/replan`).expect(200);
    const day = (await weeksOf(id)).flatMap(({ days = [] }) => days).find((each) => each.date === date);
    expect(day).toMatchObject({ locked: true, notes });
  });

  it('is for weeks that are written, where a plan is written week by week', async () => {
    const id = await aPlan('progressive');
    const none = await post(`/${id}/replan`);
    expect([none.status, none.body.code]).toEqual([400, 'week.none_ahead']);
    await post('/week/generate', { trainingPlanId: id, weekNumber: 2 }).expect(200);
    expect((await post(`/${id}/replan`).expect(200)).body.weeksGenerated).toBe(1);
    expect((await post(`/${id}/phases/taper/regenerate`)).body.code).toBe('week.none_ahead');
  });

  it('writes what is missing of a plan that is written in full', async () => {
    clock.set('2026-11-02');
    const { id } = await aDraft(test, { coach });
    await post('/generate', { trainingPlanId: id }).expect(200);
    await test.orm.em
      .fork()
      .getConnection()
      .execute(`update training_plan set mode = 'complete' where id = ?`, [id]);
    expect((await post(`/${id}/replan`).expect(200)).body.weeksGenerated).toBe(16);
    expect(await blocking(id)).toEqual([]);
  });

  it('is refused for plans that are not active, unknown phases, and athletes who choose a model', async () => {
    const { id } = await aDraft(test, { coach });
    expect((await post(`/${id}/replan`)).body.code).toBe('plan.not_active');
    expect((await post(`/${id}/phases/middle/regenerate`)).status).toBe(400);
    const { id: active, athleteId } = await aDraft(test, { coach });
    await post('/generate', { trainingPlanId: active, mode: 'complete' }).expect(200);
    const athlete = await signedIn(test, 'athlete', athleteId);
    const choice = { model: 'built-in-coach' };
    expect((await post(`/${active}/replan`, choice, athlete.headers)).status).toBe(403);
    const [last] = (await post(`/${active}/replan`, choice).expect(200)).body.weeks;
    expect(last.provenance.author).toBe('built-in-coach');
  });

  it('is long work, done once for one key, and one at a time', async () => {
    const id = await aPlan();
    const key = { 'idempotency-key': `replan-${id}`, prefer: 'respond-async' };
    gate.allow(0);
    const first = await post(`/${id}/replan`, {}, key).expect(202);
    const again = await post(`/${id}/phases/peak/regenerate`);
    expect([again.status, again.body.code]).toEqual([409, 'generation.in_progress']);
    await gate.open();
    const { location = '' } = first.headers;
    for (;;) {
      const { body } = await test.http.get(location).set(coach.headers);
      if (body.status === 'succeeded') {
        expect(body.result.weeksGenerated).toBe(10);
        break;
      }
      expect(['pending', 'running']).toContain(body.status);
      await new Promise((done) => setTimeout(done, 20));
    }
    const replayed = await post(`/${id}/replan`, {}, key).expect(202);
    expect(replayed.headers['location']).toBe(location);
    expect(await versionsOf(id)).toHaveLength(2);
  });
});

describe('a week of which staff hold a day', () => {
  const lock = (plan: string, day: number) =>
    test.orm.em.fork().nativeUpdate(TrainingPlanDay, { plan, date: addDays(TODAY, day) }, { locked: true });

  /** On the Saturday of a first week of which only the long run was run, with a day of the second locked. */
  async function missed(lockedDay: number) {
    const scene = new AdaptiveScene(test, clock, coach);
    const plan = await scene.aPlan('complete');
    await lock(plan.id, lockedDay);
    clock.set(addDays(TODAY, 5));
    await scene.rode(plan, 0);
    await scene.run(plan, 1, { from: 6, to: 6 });
    return { plan, scene, before: await scene.week(plan, 2) };
  }

  it.each([
    ['week/generate', { overwriteEdits: true }, false],
    ['week/generate', {}, true],
    ['replan', {}, true],
    ['phases/base/regenerate', {}, true],
  ])('is not written blind by %s %j', async (path, more, isKept) => {
    const { plan, scene, before } = await missed(13);
    const isWeek = path === 'week/generate';
    const body = isWeek ? { trainingPlanId: plan.id, weekNumber: 2, regenerate: true, ...more } : {};
    await post(isWeek ? `/${path}` : `/${plan.id}/${path}`, body).expect(200);
    const week = await scene.week(plan, 2);
    expect([adaptedBy(week), week.targetMiles]).toEqual([['adapt.missed'], 25]);
    expect(week.days?.[6]?.locked).toBe(isKept);
    if (isKept) expect(week.days?.[6]).toEqual(before.days?.[6]);
    expect(adaptedBy(await scene.week(plan, 3))).toContain('adapt.follows');
    expect(await blocking(plan.id)).toEqual([]);
  });

  it('is written as the plan stood where it can be adapted only without it', async () => {
    // Six easy miles on the Tuesday are more than a week that holds at 25 has room for.
    const { plan, scene, before } = await missed(8);
    const body = { trainingPlanId: plan.id, weekNumber: 2, regenerate: true };
    await post('/week/generate', body).expect(200);
    const week = await scene.week(plan, 2);
    expect([adaptedBy(week), week.targetMiles]).toEqual([[], before.targetMiles]);
    expect(week.days?.[1]).toEqual(before.days?.[1]);
    expect(week.notes.map(({ code }) => code)).not.toContain('week.held');
    expect(await blocking(plan.id)).toEqual([]);
  });

  it('is told to nobody as written where it is left as it was', async () => {
    const { plan } = await missed(8);
    const em = test.orm.em.fork();
    em.create(Webhook, {
      url: 'https://coach.example/hook',
      description: null,
      secret: 'sealed',
      eventTypes: ['week.generated'],
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
    });
    await em.flush();
    const { body } = await post(`/${plan.id}/replan`).expect(200);
    const notes = body.weeks[0].notes.map(({ code }: { code: string }) => code);
    expect([body.weeks[0].weekNumber, notes.includes('week.held')]).toEqual([2, true]);
    const others = Array.from({ length: 14 }, (_, index) => index + 3);
    const told = await em.find(WebhookDelivery, {}, { orderBy: { id: 'asc' } });
    const tellsOf = told.map(({ payload }): number => JSON.parse(payload).data.weekNumber);
    expect(tellsOf.toSorted((a, b) => a - b)).toEqual(others);
    const [entry] = await em.find(AuditEntry, { subjectId: plan.id, action: 'plan.replanned' });
    expect(entry?.detail).toEqual({ weekNumbers: others });
  });
});
