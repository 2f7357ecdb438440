import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LockMode } from '@mikro-orm/core';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { PlanTemplate } from '../../src/plans/templates/plan-template.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { athletes, ended, plansOf, takeOver, tally, type ItemResult } from '../support/batches.js';
import { lockWaits } from '../support/lock-waits.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

let test: TestApp;
let gate: WeekGate;
let coach: Person;
let raceId: string;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  coach = await signedIn(test, 'coach');
  raceId = (await aRace(test)).id;
});
afterAll(() => test.close());
afterEach(() => gate.open());

async function ask(route: string, { as = coach, body }: { as?: Person; body?: object } = {}) {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${test.url}/api/${path}`, {
    method,
    headers: { ...as.headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** A template of a plan of sixteen weeks, and the plan. */
async function aTemplate(mode: 'progressive' | 'complete' = 'complete') {
  const draft = await aDraft(test, { coach });
  await ask('POST training-plan/generate', { body: { trainingPlanId: draft.id, mode } });
  const saved = await ask('POST plan-templates', {
    body: { trainingPlanId: draft.id, name: 'Sixteen weeks', description: 'For many' },
  });
  expect(saved.status).toBe(201);
  return { planId: draft.id, template: saved.body };
}

async function assign(templateId: string, body: object, as = coach): Promise<ItemResult[]> {
  const answer = await ask(`POST plan-templates/${templateId}/assign`, { as, body: { raceId, ...body } });
  expect([answer.status, answer.body.kind]).toEqual([202, 'template.assign']);
  const operation = await ended(test, as, answer.body.id);
  expect(operation).toMatchObject({
    status: 'succeeded',
    subject: { type: 'plan_template', id: templateId },
  });
  return operation.result.items;
}

const planOf = (id: string | null | undefined) => test.orm.em.fork().findOneOrFail(TrainingPlan, id ?? '');
const workoutsOf = async (plan: string | null | undefined) =>
  (await test.orm.em.fork().find(TrainingPlanDay, { plan: plan ?? '' }, { orderBy: { date: 'asc' } })).map(
    ({ workoutId }) => workoutId,
  );
const change = (id: string | undefined, values: Partial<Athlete>) =>
  test.orm.em.fork().nativeUpdate(Athlete, { id: id ?? '' }, values);

describe('a plan template', () => {
  it('is a plan’s shape and workouts, and nothing of its athlete', async () => {
    const { template } = await aTemplate();
    expect(template).toMatchObject({
      name: 'Sixteen weeks',
      description: 'For many',
      distance: 'Marathon',
      totalWeeks: 16,
      phases: [
        { name: 'base', weekCount: 4 },
        { name: 'build', weekCount: 6 },
        { name: 'peak', weekCount: 3 },
        { name: 'taper', weekCount: 3 },
      ],
      mode: 'complete',
      preferredDays: [2, 4, 6, 7],
      createdById: coach.id,
    });
    expect(new Set(template.workouts.map(({ weeksToRace }: { weeksToRace: number }) => weeksToRace))).toEqual(
      new Set(Array.from({ length: 16 }, (_, week) => week)),
    );
    expect(JSON.stringify(template)).not.toMatch(/Ana|Berg|Pace|"notes|"miles|goalTime|3:45/);
  });

  it('is of the whole plan, also when little of it is written or none', async () => {
    const draft = await aDraft(test, { coach });
    const save = async () =>
      (await ask('POST plan-templates', { body: { trainingPlanId: draft.id, name: 'S' } })).body.workouts;
    const ofDraft = await save();
    await ask('POST training-plan/generate', { body: { trainingPlanId: draft.id } });
    expect(await save()).toEqual(ofDraft);
    await ask(`POST training-plan/${draft.id}/phases/base/generate`, { body: {} });
    expect(await save()).toEqual(ofDraft);
  });

  it('is refused for a draft that cannot be laid out, with all that it lacks', async () => {
    const [athleteId = ''] = await athletes(test, 1, coach);
    const { body: draft } = await ask('POST training-plan', { body: { athleteId } });
    const answer = await ask('POST plan-templates', { body: { trainingPlanId: draft.id, name: 'S' } });
    expect([answer.status, answer.body.code, answer.body.errors.length]).toEqual([
      400,
      'plan.start_date_missing',
      2,
    ]);
  });

  it('is listed, changed and deleted by its maker, and plans made from it stay', async () => {
    const { template } = await aTemplate();
    const path = `plan-templates/${template.id}`;
    expect((await ask(`PATCH ${path}`, { body: { name: 'Other', description: null } })).body).toMatchObject({
      name: 'Other',
      description: null,
    });
    const { body: found } = await ask('GET plan-templates?q=other');
    expect(found.items.map(({ id }: { id: string }) => id)).toEqual([template.id]);
    expect(found.items[0].workouts).toBeUndefined();
    const another = await signedIn(test, 'coach');
    expect((await ask('GET plan-templates', { as: another })).body.items).toEqual([]);
    const [id] = await athletes(test, 1, coach);
    const [given] = await assign(template.id, { athleteIds: [id], goalTime: '4:30:00', generate: true });
    expect((await ask(`DELETE ${path}`)).status).toBe(204);
    expect((await ask(`GET ${path}`)).body.code).toBe('template.not_found');
    expect((await planOf(given?.trainingPlanId)).status).toBe('active');
  });

  it('is deleted once, and changed no more when it is gone', async () => {
    const { template } = await aTemplate('progressive');
    const path = `plan-templates/${template.id}`;
    const em = test.orm.em.fork();
    await em.begin();
    await em.findOneOrFail(PlanTemplate, template.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const asked = Promise.all([ask(`DELETE ${path}`), ask(`PATCH ${path}`, { body: { name: 'Other' } })]);
    await lockWaits(test, 2);
    await em.nativeDelete(PlanTemplate, { id: template.id });
    await em.commit();
    expect((await asked).map(({ body }) => body?.code)).toEqual(['template.not_found', 'template.not_found']);
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: template.id });
    expect(entries.map(({ action }) => action)).toEqual(['template.created']);
  });
});

describe('a template that is given to athletes', () => {
  it('becomes a draft of each, with their own values and its workouts', async () => {
    const { template, planId } = await aTemplate();
    const ids = await athletes(test, 3, coach);
    await change(ids[1], { preferredDays: [1, 3, 5, 6, 7], fiveKPace: 600 });
    await change(ids[2], { preferredDays: null });
    const goals = [{ athleteId: ids[1], goalTime: '5:30:00' }];
    const given = await assign(template.id, { athleteIds: ids, goalTime: '4:30:00', goals });
    expect(tally(given)).toEqual({ succeeded: 3 });
    expect(await plansOf(test, ids)).toEqual({ draft: 3 });
    const plans = await Promise.all(given.map(({ trainingPlanId }) => planOf(trainingPlanId)));
    expect(plans.map(({ preferredDays, goalTime }) => [preferredDays, goalTime])).toEqual([
      [null, '4:30:00'],
      [null, '5:30:00'],
      [[2, 4, 6, 7], '4:30:00'],
    ]);
    for (const plan of plans) {
      expect(plan).toMatchObject({ startDate: TODAY, totalWeeks: 16, mode: 'complete', phases: null });
    }
    // Somebody like the one it was made for runs what they ran.
    const [like] = plans;
    await change(ids[0], { fiveKPace: 450, currentWeeklyMileage: 25 });
    await ask('POST training-plan/generate', { body: { trainingPlanId: like?.id } });
    expect(await workoutsOf(like?.id)).toEqual(await workoutsOf(planId));
  });

  it('keeps its days where that is asked for, and its phases their shares of fewer weeks', async () => {
    const { template } = await aTemplate();
    const [id = ''] = await athletes(test, 1, coach);
    await change(id, { preferredDays: [1, 3, 5], currentWeeklyMileage: 45 });
    const soon = await aRace(test, { date: '2027-01-17' });
    const [given] = await assign(template.id, {
      athleteIds: [id],
      raceId: soon.id,
      goalTime: '4:30:00',
      keepDays: true,
      generate: true,
    });
    const plan = await planOf(given?.trainingPlanId);
    expect(plan).toMatchObject({ status: 'active', preferredDays: [2, 4, 6, 7], totalWeeks: 8 });
    expect(plan.blueprint?.phases).toEqual({ base: 2, build: 3, peak: 1, taper: 2 });
    const { body: findings } = await ask(`GET training-plan/${plan.id}/audit`);
    expect(JSON.stringify(findings)).not.toContain('blocking');
  });

  it('leaves out a setting that a rule stands against for the athlete', async () => {
    const draft = await aDraft(test, { coach });
    const settings = { recoveryEvery: 4, longRunDay: 7, mostMiles: 33, release: 'coach' };
    const patched = await test.http
      .patch(`/api/training-plan/${draft.id}`)
      .set({ ...coach.headers, 'if-match': '*' })
      .send({ settings });
    expect(patched.status).toBe(200);
    const { body: template } = await ask('POST plan-templates', {
      body: { trainingPlanId: draft.id, name: 'S' },
    });
    expect(template.settings).toEqual({
      release: 'coach',
      horizonDays: null,
      recoveryEvery: 4,
      longRunDay: 7,
    });
    const ids = await athletes(test, 2, coach);
    await change(ids[1], { experience: 'novice', preferredDays: [2, 4, 6] });
    const given = await assign(template.id, { athleteIds: ids, goalTime: '5:00:00', generate: true });
    const plans = await Promise.all(given.map(({ trainingPlanId }) => planOf(trainingPlanId)));
    expect(plans.map((plan) => plan.settings)).toEqual([
      { release: 'coach', recoveryEvery: 4, longRunDay: 7 },
      { release: 'coach' },
    ]);
  });

  it('says of each for whom it cannot be made why not, and makes the others', async () => {
    const { template } = await aTemplate();
    const [own = '', unpaced = '', busy = ''] = await athletes(test, 3, coach);
    const [foreign = ''] = await athletes(test, 1);
    await change(unpaced, { fiveKPace: null });
    const all = { goalTime: '4:30:00', generate: true };
    await assign(template.id, { athleteIds: [busy], ...all });
    const nobody = '0190a0a0-0000-7000-8000-000000000000';
    const given = await assign(template.id, { athleteIds: [own, unpaced, busy, foreign, nobody], ...all });
    expect(given.map(({ problem }) => problem?.code ?? null)).toEqual([
      null,
      'athlete.pace_missing',
      'athlete.plan_overlaps',
      'access.denied',
      'athlete.not_found',
    ]);
    expect(await plansOf(test, [own, unpaced, busy, foreign])).toEqual({ active: 2 });
    const tooNear = await aRace(test, { date: '2026-12-06' });
    const [late] = await assign(template.id, { athleteIds: [unpaced], raceId: tooNear.id });
    expect(late?.problem?.code).toBe('plan.too_short');
  });

  it('is refused as a whole for its shape, a race or a template there is not', async () => {
    const { template } = await aTemplate();
    const path = `POST plan-templates/${template.id}/assign`;
    const [id = ''] = await athletes(test, 1, coach);
    const pointers = async (body: object) =>
      (await ask(path, { body })).body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(await pointers({ raceId, athleteIds: [id, id.toUpperCase()] })).toEqual(['/athleteIds']);
    expect(await pointers({ raceId, athleteIds: [], goals: [{ goalTime: 'soon' }] })).toEqual([
      '/athleteIds',
      '/goals/0/athleteId',
      '/goals/0/goalTime',
    ]);
    const [one, other] = await athletes(test, 2, coach);
    const goals = [one, other, one?.toUpperCase()].map((athleteId) => ({ athleteId, goalTime: '4:30:00' }));
    expect(await pointers({ raceId, athleteIds: [one], goals })).toEqual([
      '/goals/1/athleteId',
      '/goals/2/athleteId',
    ]);
    expect((await ask(path, { body: { raceId: id, athleteIds: [id] } })).body.code).toBe('race.not_found');
    expect(
      (await ask(`POST plan-templates/${id}/assign`, { body: { raceId, athleteIds: [id] } })).status,
    ).toBe(404);
  });

  it('is given once to each, also when the process that gives it is gone', async () => {
    const { template } = await aTemplate('progressive');
    const ids = await athletes(test, 8, coach);
    gate.allow(2);
    const body = { athleteIds: ids, raceId, goalTime: '4:30:00', generate: true };
    const { body: operation } = await ask(`POST plan-templates/${template.id}/assign`, { body });
    await expect.poll(() => gate.held()).toBe(4);
    await ask(`DELETE plan-templates/${template.id}`);
    const replica = await startReplica(test);
    await takeOver(replica, operation.id);
    const { result } = await ended(replica, coach, operation.id);
    expect(tally(result.items)).toEqual({ succeeded: 8 });
    await gate.open();
    expect(await plansOf(test, ids)).toEqual({ active: 8 });
    await replica.close();
  });
});
