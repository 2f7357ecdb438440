import { v7 } from 'uuid';
import { Activity } from '../../../src/athletes/activity.entity.js';
import { Athlete } from '../../../src/athletes/athlete.entity.js';
import { TimeOff } from '../../../src/athletes/time-off.entity.js';
import { newKeyText } from '../../../src/auth/api-key-text.js';
import { ApiKey } from '../../../src/auth/api-key.entity.js';
import { PasswordReset } from '../../../src/auth/password-reset.entity.js';
import { RefreshToken } from '../../../src/auth/refresh-token.entity.js';
import { digestOf, randomSecret } from '../../../src/auth/secrets.js';
import { StaffSession } from '../../../src/auth/staff-session.entity.js';
import { Staff } from '../../../src/auth/staff.entity.js';
import { addDays } from '../../../src/coaching/calendar.js';
import { Operation } from '../../../src/operations/operation.entity.js';
import { CalendarLink } from '../../../src/plans/export/calendar-link.entity.js';
import { Generation } from '../../../src/plans/generation.entity.js';
import { RaceTrainingPlan } from '../../../src/plans/race-training-plan.entity.js';
import { Suggestion } from '../../../src/plans/suggestion.entity.js';
import { PlanTemplate } from '../../../src/plans/templates/plan-template.entity.js';
import { TrainingPlan } from '../../../src/plans/training-plan.entity.js';
import { Race } from '../../../src/races/race.entity.js';
import { WebhookDelivery } from '../../../src/webhooks/webhook-delivery.entity.js';
import { Webhook } from '../../../src/webhooks/webhook.entity.js';
import { WorkoutTemplate } from '../../../src/workouts/workout-template.entity.js';
import { columnsOf } from '../../../src/workouts/workout.mapper.js';
import { anotherWorkout } from '../own-workouts.js';
import { TODAY } from '../plans.js';
import type { Ids } from './row.js';
import type { World } from './world.js';

export const PASSWORD = 'a path along the canal';
export const NEW_PASSWORD = 'a road less travelled';

/** Something of the coach's athlete, or of the coach's. */
export interface Target {
  ids: Ids;
  /** Whose account is the owner's; null for what no athlete owns. */
  athleteId: string | null;
}

type Make = (world: World, count: number) => Promise<Target[]>;

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Accounts that a password, a refresh token or the token of a link leads into. */
const account: Make = async ({ test, passwordHash }, count) => {
  const em = test.orm.em.fork();
  const made = times(count, () => {
    const email = `account-${v7()}@example.com`;
    const [refreshToken, resetToken] = [randomSecret(), randomSecret()];
    const staff = em.create(Staff, { email, name: 'A', role: 'coach', athleteId: null, passwordHash });
    const session = em.create(StaffSession, { staff });
    em.create(RefreshToken, { session, digest: digestOf(refreshToken) });
    em.create(PasswordReset, { staff, digest: digestOf(resetToken) });
    return { ids: { id: staff.id, email, refreshToken, resetToken }, athleteId: null };
  });
  await em.flush();
  return made;
};

const apiKey: Make = async ({ test, people: { admin } }, count) => {
  const em = test.orm.em.fork();
  const none = { expiresAt: null, lastUsedAt: null, revokedAt: null };
  const made = times(count, () => {
    const id = v7();
    const key = { id, name: 'K', scopes: ['read'], digest: digestOf(newKeyText(id, 'test')) };
    em.create(ApiKey, { ...key, ...none, staff: admin.id, createdBy: admin.id });
    return { ids: { id }, athleteId: null };
  });
  await em.flush();
  return made;
};

/** Athletes with an activity and a time off each. */
const athlete: Make = async ({ test, people: { coach } }, count) => {
  const em = test.orm.em.fork();
  const made = times(count, () => {
    const person = em.create(Athlete, {
      firstName: 'Ana',
      lastName: 'Berg',
      email: `${v7()}@example.com`,
      fiveKPace: 450,
      currentWeeklyMileage: 25,
      preferredDays: [2, 4, 6, 7],
      coach: coach.id,
    });
    const run = em.create(Activity, { athlete: person, date: TODAY, kind: 'run', miles: 5 });
    const dates = { startDate: '2026-01-01', endDate: '2026-01-02' };
    const off = em.create(TimeOff, { athlete: person, ...dates, reason: 'holiday' });
    return { ids: { id: person.id, aid: run.id, tid: off.id }, athleteId: person.id };
  });
  await em.flush();
  return made;
};

const race: Make = async ({ test, people: { coach } }, count) => {
  const em = test.orm.em.fork();
  const marathon = { distanceMetres: 42_195, distanceName: 'Marathon', date: '2027-05-02' };
  const made = times(count, () => {
    const { id } = em.create(Race, { name: 'R', ...marathon, city: null, createdBy: coach.id });
    return { ids: { id }, athleteId: null };
  });
  await em.flush();
  return made;
};

const workout: Make = async ({ test, people: { coach } }, count) => {
  const em = test.orm.em.fork();
  const made = times(count, () => {
    const columns = columnsOf(anotherWorkout());
    const rest = { shared: false, createdBy: coach.id, retiredAt: null };
    return { ids: { id: em.create(WorkoutTemplate, { ...columns, ...rest }).id }, athleteId: null };
  });
  await em.flush();
  return made;
};

/** Drafts that want for nothing, of sixteen weeks. */
async function drafts(
  world: World,
  count: number,
  settings: TrainingPlan['settings'] = {},
): Promise<Target[]> {
  const { test, raceId, laterRaceId } = world;
  const athletes = await athlete(world, count);
  const em = test.orm.em.fork();
  const made = athletes.map(({ athleteId }) => {
    const plan = em.create(TrainingPlan, {
      athlete: athleteId ?? '',
      name: 'To the marathon',
      goalTime: '3:45:00',
      goalTimeSeconds: 13_500,
      startDate: TODAY,
      seed: 7,
      settings,
    });
    em.create(RaceTrainingPlan, { plan, race: raceId, priority: 'A' });
    return { ids: { id: plan.id, athleteId: athleteId ?? '', raceId, laterRaceId }, athleteId };
  });
  await em.flush();
  return made;
}

/** Has an admin ask something of each. */
async function after(world: World, targets: Target[], path: (id: string) => [string, object?]) {
  for (const { ids } of targets) {
    const [route, body] = path(ids['id'] ?? '');
    const { status, text } = await world.ask({ route, as: world.people.admin, body });
    if (status !== 200) throw new Error(`${route}: ${status} ${text}`);
  }
  return targets;
}

const generated = (world: World, targets: Target[]) =>
  after(world, targets, (id) => ['POST /api/training-plan/generate', { trainingPlanId: id }]);

/** Plans with their first week, the second a job, and a suggestion. */
const active: Make = async (world, count) => {
  const plans = await generated(world, await drafts(world, count));
  const em = world.test.orm.em.fork();
  const proposal = { goalTimeSeconds: 14_000 };
  const offered = { rule: 'goal.review', key: 'goal', text: 'An easier goal.', proposal } as const;
  const made = plans.map(({ ids, athleteId }) => {
    const { id } = em.create(Suggestion, { plan: ids['id'] ?? '', weekNumber: null, ...offered });
    return { ids: { ...ids, sid: id }, athleteId };
  });
  await em.flush();
  return made;
};

/** Plans that calendars subscribe to, by links of the coach's. */
const linked: Make = async (world, count) => {
  const plans = await generated(world, await drafts(world, count));
  const em = world.test.orm.em.fork();
  const made = plans.map(({ ids, athleteId }) => {
    const token = randomSecret();
    const link = { plan: ids['id'] ?? '', staff: world.people.coach.id, digest: digestOf(token) };
    em.create(CalendarLink, link);
    return { ids: { ...ids, token }, athleteId };
  });
  await em.flush();
  return made;
};

const job: Make = async (world, count) => {
  const plans = await generated(world, await drafts(world, count));
  const em = world.test.orm.em.fork();
  const waiting = await em.find(Generation, { plan: plans.map(({ ids }) => ids['id'] ?? ''), actorId: null });
  return waiting.map(({ id }) => ({ ids: { id }, athleteId: null }));
};

/** Long work of nobody's process, under way. */
const operation: Make = async (world, count) => {
  const athletes = await athlete(world, count);
  const em = world.test.orm.em.fork();
  const common = { kind: 'other', path: '/api/other', traceId: 'trace', claim: null, total: null };
  const open = { subjectType: null, subjectId: null, result: null, problem: null, finishedAt: null };
  const leaseUntil = new Date('9999-01-01');
  const made = athletes.map(({ athleteId }) => {
    const work = { ...common, ...open, leaseUntil, athlete: athleteId, actorId: world.people.admin.id };
    return { ids: { id: em.create(Operation, work).id }, athleteId };
  });
  await em.flush();
  return made;
};

/** Templates of the coach's, and somebody of theirs to give them to. */
const template: Make = async (world, count) => {
  const athletes = await athlete(world, count);
  const em = world.test.orm.em.fork();
  const made = athletes.map(({ athleteId }) => {
    const saved = em.create(PlanTemplate, {
      name: 'T',
      description: null,
      distanceMetres: 42_195,
      distanceName: 'Marathon',
      totalWeeks: 16,
      phases: { base: 4, build: 6, peak: 3, taper: 3 },
      mode: 'progressive',
      settings: {},
      preferredDays: [2, 4, 6, 7],
      programme: [],
      createdBy: world.people.coach.id,
    });
    return { ids: { id: saved.id, athleteId: athleteId ?? '', raceId: world.raceId }, athleteId: null };
  });
  await em.flush();
  return made;
};

/** Receivers with one delivery each, which they got. */
const webhook: Make = async ({ test }, count) => {
  const em = test.orm.em.fork();
  const receiver = { url: 'https://receiver.example.com', description: null, eventTypes: [], secret: 'x' };
  const disabled = { disabledReason: null, disabledAt: null, failingSince: null };
  const got = { type: 'webhook.test', payload: '{}', state: 'delivered', nextAttemptAt: null } as const;
  const made = times(count, () => {
    const hook = em.create(Webhook, { ...receiver, ...disabled });
    const delivery = em.create(WebhookDelivery, {
      ...got,
      webhook: hook,
      messageId: v7(),
      deliveredAt: new Date(),
      lastStatus: 204,
      lastError: null,
      lastDurationMs: 1,
    });
    return { ids: { id: hook.id, did: delivery.id }, athleteId: null };
  });
  await em.flush();
  return made;
};

const REST = { workoutType: 'rest', warmup: [], workout: [], cooldown: [] };

/** What routes are asked about, by the name that the table has for it; each makes as many as are wanted at once. */
export const RECIPES = {
  account,
  apiKey,
  athlete,
  race,
  workout,
  draft: (world: World, count: number) => drafts(world, count),
  active,
  linked,
  /** A week of it waits for the coach to show it. */
  held: async (world: World, count: number) =>
    generated(world, await drafts(world, count, { release: 'coach' })),
  /** Its second week came with its second version. */
  rewritten: async (world: World, count: number) =>
    after(world, await active(world, count), (id) => [
      'POST /api/training-plan/week/generate',
      { trainingPlanId: id, weekNumber: 2 },
    ]),
  paused: async (world: World, count: number) =>
    after(world, await active(world, count), (id) => [`POST /api/training-plan/${id}/pause`]),
  /** A day of rest of its first week is locked. */
  edited: async (world: World, count: number) =>
    after(world, await active(world, count), (id) => [
      `PUT /api/training-plan/${id}/days/${addDays(TODAY, 2)}`,
      REST,
    ]),
  archived: async (world: World, count: number) =>
    after(world, await drafts(world, count), (id) => [`POST /api/training-plan/${id}/archive`]),
  template,
  job,
  operation,
  endedOperation: async (world: World, count: number) =>
    after(world, await operation(world, count), (id) => [`DELETE /api/operations/${id}`]),
  webhook,
} satisfies Record<string, Make>;

export type Recipe = keyof typeof RECIPES;

/** As an answer calls one that it does not find. */
export const NAMES: Readonly<Record<Recipe, string>> = {
  account: 'user',
  apiKey: 'api_key',
  athlete: 'athlete',
  race: 'race',
  workout: 'workout',
  draft: 'plan',
  active: 'plan',
  linked: 'calendar',
  held: 'plan',
  rewritten: 'plan',
  paused: 'plan',
  edited: 'plan',
  archived: 'plan',
  template: 'template',
  job: 'job',
  operation: 'operation',
  endedOperation: 'operation',
  webhook: 'webhook',
};
