import { v7 } from 'uuid';
import { expect } from 'vitest';
import { Athlete } from '../../../src/athletes/athlete.entity.js';
import { addDays } from '../../../src/coaching/calendar.js';
import { Operation } from '../../../src/operations/operation.entity.js';
import { Generation } from '../../../src/plans/generation.entity.js';
import { Suggestion } from '../../../src/plans/suggestion.entity.js';
import { TrainingPlanDay } from '../../../src/plans/training-plan-day.entity.js';
import { postAsync, readOperation } from '../operations.js';
import { credentialsOf, signedIn, type Person } from '../people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../plans.js';
import { startTestApp, type TestApp } from '../test-app.js';
import { Objects } from './references.js';
import type { ActorName } from './requests.js';

const PASSWORD = 'a road less travelled 17';

/** In the names of people whom only an admin may know of: no answer to anybody else may hold it. */
export const HIDDEN_NAME = 'Zyxwvhidden';

/** The service with people and objects of every kind, and who may ask for them. */
export interface ApiScene {
  readonly test: TestApp;
  readonly objects: Objects;
  /** What an actor sends as credentials, and whether they may know of what is hidden. */
  credentials(actor: ActorName): { headers: Record<string, string>; seesHidden: boolean };
  /** Makes new access tokens: they last for a quarter of an hour. */
  renew(): Promise<void>;
}

/** @param plans how many drafts, and as many active plans, each coach has to begin with */
export async function startApiScene(plans: number): Promise<ApiScene> {
  const test = await startTestApp({ env: { TODAY } });
  const objects = new Objects();
  const coach = await signedIn(test, 'coach');
  const otherCoach = await signedIn(test, 'coach');
  const admin = await signedIn(test, 'admin');
  for (let week = 0; week <= 6; week += 1) {
    const { id } = await aRace(test, { date: addDays(MARATHON_DAY, 7 * week) });
    objects.add('/api/races/{id}', { id });
  }
  const accounts: Record<string, string> = {};
  for (const [name, owner] of [['athlete', coach] as const, ['otherAthlete', otherCoach] as const]) {
    const own = await addPlans({ test, objects }, { coach: owner, plans });
    accounts[name] = (await signedIn(test, 'athlete', own)).id;
  }
  await hidePlans({ test, objects }, admin);
  const people: Record<string, string> = {
    admin: admin.id,
    coach: coach.id,
    otherCoach: otherCoach.id,
    ...accounts,
  };
  people['member'] = (await anAccount(test, admin)).id;
  objects.addValue('password', PASSWORD);
  for (const id of Object.values(people)) objects.leave(id);
  const key = await addKey({ test, objects }, { admin, coach });
  for (let number = 0; number < 3; number += 1) {
    const { id, email, refreshToken } = await anAccount(test, admin);
    objects.add('/api/users/{id}', { id });
    objects.addValue('email', email);
    objects.addValue('refreshToken', refreshToken);
  }
  await addWebhook({ test, objects }, admin);

  const tokens: Record<string, Record<string, string>> = {};
  const renew = async () => {
    for (const [name, id] of Object.entries(people)) tokens[name] = await credentialsOf(test, id);
  };
  await renew();
  tokens['key'] = { authorization: `Bearer ${key}` };
  tokens['stranger'] = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' };
  return {
    test,
    objects,
    renew,
    credentials: (actor) => ({ headers: tokens[actor] ?? {}, seesHidden: actor === 'admin' }),
  };
}

type Stage = Pick<ApiScene, 'test' | 'objects'>;

/** @returns the athlete of one of the active plans */
async function addPlans(
  { test, objects }: Stage,
  { coach, plans }: { coach: Person; plans: number },
): Promise<string> {
  const active: string[] = [];
  for (let number = 0; number < 2 * plans; number += 1) {
    const startDate = addDays(TODAY, 14);
    const { id, athleteId, raceId } = await aDraft(test, {
      coach,
      draft: { startDate },
      race: { date: addDays(MARATHON_DAY, 14) },
    });
    objects.add('/api/athletes/{id}', { id: athleteId });
    objects.add('/api/races/{id}', { id: raceId });
    objects.add('/api/training-plan/{id}', { id });
    if (number < plans) continue;
    await generate({ test, objects }, { coach, id });
    await addWork({ test, objects }, id);
    const linked = test.http.post(`/api/training-plan/${id}/calendar`).set(coach.headers);
    const { body } = await linked.expect(201);
    objects.add('/api/calendar/{token}', { token: body.token });
    active.push(athleteId);
  }
  return active[0] ?? '';
}

/** Makes a draft a plan by an operation, and leaves another that was cancelled. */
async function generate(
  { test, objects }: Stage,
  { coach, id }: { coach: Person; id: string },
): Promise<void> {
  const begun = await postAsync(test, { as: coach, path: 'generate', body: { trainingPlanId: id } });
  const done: string = begun.body.id;
  await expect.poll(async () => (await readOperation(test, coach, done)).status).toBe('succeeded');
  const em = test.orm.em.fork();
  const { kind, subjectType, subjectId, athlete, actorId, path } = await em.findOneOrFail(Operation, done);
  const cancelled = em.create(Operation, {
    kind,
    subjectType,
    subjectId,
    athlete,
    actorId,
    path,
    status: 'cancelled',
    claim: null,
    traceId: 'cancelled',
    total: null,
    leaseUntil: null,
    result: null,
    problem: null,
    finishedAt: new Date(),
  });
  await em.flush();
  for (const operation of [done, cancelled.id]) objects.add('/api/operations/{id}', { id: operation });
}

/** Days to edit, suggestions to decide, and a week that was given up. */
async function addWork({ test, objects }: Stage, plan: string): Promise<void> {
  const em = test.orm.em.fork();
  for (const { date } of await em.find(TrainingPlanDay, { plan })) {
    objects.add('/api/training-plan/{id}/days/{date}', { id: plan, date });
    objects.addValue('day', date);
  }
  const suggestions = Array.from({ length: 4 }, (_, number) =>
    em.create(Suggestion, {
      plan,
      rule: 'activities.silent',
      proposal: {},
      key: `silent ${number}`,
      text: 'Ask how it goes.',
      weekNumber: null,
    }),
  );
  const failed = em.create(Generation, {
    plan,
    scope: 'week:2',
    state: 'failed',
    leaseUntil: null,
    fence: 1,
    error: { code: 'ai.models_failed', detail: 'No model answered.' },
    actorId: null,
    finishedAt: new Date(),
  });
  await em.flush();
  for (const { id } of suggestions) {
    objects.add('/api/training-plan/{id}/suggestions/{sid}', { id: plan, sid: id });
  }
  objects.add('/api/jobs/{id}', { id: failed.id });
}

/** An athlete, a plan and an activity of a coach whom no actor is, to be asked for by those who may not. */
async function hidePlans({ test, objects }: Stage, admin: Person): Promise<void> {
  const coach = await signedIn(test, 'coach');
  objects.leave(coach.id);
  const { id, athleteId } = await aDraft(test, { coach });
  const em = test.orm.em.fork();
  await em.nativeUpdate(Athlete, { id: athleteId }, { lastName: HIDDEN_NAME, injuryNotes: HIDDEN_NAME });
  const run = { date: '2026-01-01', kind: 'run', miles: 5 };
  const path = `/api/athletes/${athleteId}/activities`;
  const { body: activity } = await test.http.post(path).set(admin.headers).send(run).expect(201);
  const body = { trainingPlanId: id };
  const asked = test.http
    .post('/api/training-plan/generate')
    .set({ ...coach.headers, prefer: 'respond-async' });
  const { body: operation } = await asked.send(body).expect(202);
  objects.hide('/api/athletes/{id}', { id: athleteId });
  objects.hide('/api/training-plan/{id}', { id });
  objects.hide('/api/operations/{id}', { id: operation.id });
  objects.hide('/api/athletes/{id}/activities/{aid}', { id: athleteId, aid: activity.id });
}

/** A key that acts for a coach. @returns what to send */
async function addKey(
  { test, objects }: Stage,
  { admin, coach }: { admin: Person; coach: Person },
): Promise<string> {
  const wanted = { name: 'Key', scopes: ['read', 'write'], userId: coach.id };
  const { body } = await test.http.post('/api/api-keys').set(admin.headers).send(wanted).expect(201);
  objects.leave(body.id);
  return body.key;
}

/** Somebody with a password, who has signed in. */
async function anAccount(
  { http }: TestApp,
  admin: Person,
): Promise<{ id: string; email: string; refreshToken: string }> {
  const account = { email: `${v7()}@example.com`, name: 'Someone', role: 'coach', password: PASSWORD };
  const made = await http.post('/api/users').set(admin.headers).send(account).expect(201);
  const { email, password } = account;
  const { body } = await http.post('/api/auth/login').send({ email, password }).expect(200);
  return { id: made.body.id, email, refreshToken: body.refreshToken };
}

/** A receiver that was told something. */
async function addWebhook({ test, objects }: Stage, admin: Person): Promise<void> {
  const wanted = { url: 'https://receiver.example.com/hooks' };
  const { body } = await test.http.post('/api/webhooks').set(admin.headers).send(wanted).expect(201);
  const told = await test.http.post(`/api/webhooks/${body.id}/test`).set(admin.headers).expect(202);
  objects.add('/api/webhooks/{id}', { id: body.id });
  objects.add('/api/webhooks/{id}/deliveries/{did}', { id: body.id, did: told.body.id });
}
