import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Activity } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { TimeOff } from '../../src/athletes/time-off.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { recordAudit } from '../../src/auth/audit-trail.js';
import { Staff } from '../../src/auth/staff.entity.js';
import type { Blueprint, PlanInputs } from '../../src/coaching/model.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { RaceTrainingPlan } from '../../src/plans/race-training-plan.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../../src/plans/training-plan-phase.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan, type PlanStatus } from '../../src/plans/training-plan.entity.js';
import { Race } from '../../src/races/race.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let orm: MikroORM;
let em: EntityManager;
let athlete: Athlete;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init(ormOptions(database.url));
});
beforeEach(async () => {
  em = orm.em.fork();
  athlete = em.create(Athlete, { firstName: 'Ana', lastName: 'Berg', email: `${Math.random()}@example.com` });
  await em.flush();
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

/** What the columns only need to be filled with. */
const inputs = {} as PlanInputs;
const blueprint = {} as Blueprint;

interface PlanDates {
  status?: PlanStatus;
  pausedOn?: string;
  archivedFrom?: PlanStatus;
  startDate: string;
  raceDate: string;
}

function aPlan({ status = 'active', startDate, raceDate, ...values }: PlanDates): TrainingPlan {
  const generated = { totalWeeks: 13, inputs, blueprint };
  return em.create(TrainingPlan, {
    athlete,
    name: 'Plan',
    seed: 1,
    status,
    startDate,
    raceDate,
    ...generated,
    ...values,
  });
}

const spring = { startDate: '2027-01-04', raceDate: '2027-04-04' };

async function aWeek(): Promise<TrainingPlanWeek> {
  const plan = aPlan(spring);
  const phase = em.create(TrainingPlanPhase, {
    plan,
    name: 'base',
    position: 1,
    weekCount: 13,
    totalMiles: 0,
  });
  const week = em.create(TrainingPlanWeek, {
    plan,
    phase,
    weekNumber: 1,
    startDate: '2027-01-04',
    miles: 3,
    trainingMiles: 3,
    targetMiles: 3,
    wantedMiles: 3,
    stretch: 1,
    recovery: false,
    part: false,
    touched: false,
    notes: [],
    author: 'built-in-coach',
    provenance: {} as TrainingPlanWeek['provenance'],
  });
  await em.flush();
  return week;
}

const easy = {
  date: '2027-01-05',
  dayNumber: 2,
  workoutType: 'easy',
  miles: 3,
  warmup: [],
  workout: [{ lapIndex: 1, distanceMiles: 3, paceGoal: '9:00' }],
  cooldown: [],
  notes: 'Easy.',
} as const;

function aDay(week: TrainingPlanWeek, change: object): TrainingPlanDay {
  const workout = [...easy.workout];
  return em.create(TrainingPlanDay, {
    plan: week.plan,
    phase: week.phase,
    week,
    ...easy,
    warmup: [],
    workout,
    cooldown: [],
    ...change,
  });
}

const violates = (constraint: string) => ({ message: expect.stringContaining(constraint) });

it('migrations, snapshot and entities say the same', async () => {
  expect(await orm.migrator.checkSchema()).toBe(false);
  const diff = (await orm.schema.getUpdateSchemaSQL()).split('\n');
  // PostgreSQL words checks in its own way, so that constraints always seem to differ from a database that is there.
  const changes = diff.filter((line) => /^(create|alter|drop) /.test(line) && !line.includes(' constraint '));
  expect(changes).toEqual([]);
});

it('every foreign key has an index that starts with it', async () => {
  const bare = await em.execute(`
    select c.conrelid::regclass::text as table, a.attname as column
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
      select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null)`);
  expect(bare).toEqual([]);
  const [{ count }] = await em.execute<[{ count: string }]>(
    `select count(*) from pg_constraint where contype = 'f'`,
  );
  expect(Number(count)).toBeGreaterThan(15);
});

describe('active and paused plans of an athlete', () => {
  it.each<[string, PlanDates]>([
    ['on the race day of the first', { startDate: '2027-04-04', raceDate: '2027-07-04' }],
    ['around it', { startDate: '2026-12-07', raceDate: '2027-07-04' }],
    [
      'while it is paused',
      { status: 'paused', pausedOn: '2027-02-08', startDate: '2027-02-01', raceDate: '2027-07-04' },
    ],
  ])('may not overlap: %s', async (_, dates) => {
    aPlan(spring);
    await em.flush();
    aPlan(dates);
    await expect(em.flush()).rejects.toMatchObject(violates('training_plan_overlap_exclude'));
  });

  it('may follow each other, beside archived ones and those of others', async () => {
    aPlan(spring);
    aPlan({ startDate: '2027-04-05', raceDate: '2027-07-04' });
    aPlan({ ...spring, status: 'archived', archivedFrom: 'active' });
    aPlan({ ...spring, status: 'completed' });
    aPlan({ ...spring, status: 'draft' });
    const other = em.create(Athlete, {
      firstName: 'B',
      lastName: 'C',
      email: `${Math.random()}@example.com`,
    });
    aPlan(spring).athlete = em.getReference(Athlete, other.id, { wrapped: true });
    await expect(em.flush()).resolves.toBeUndefined();
  });
});

it('an active plan has a start, a race and what it was made from', async () => {
  em.create(TrainingPlan, { athlete, name: 'Plan', seed: 1, status: 'active' });
  await expect(em.flush()).rejects.toMatchObject(violates('training_plan_generated_check'));
});

it.each<[string, Partial<PlanDates>]>([
  ['paused since nobody knows when', { status: 'paused' }],
  ['paused and active', { pausedOn: '2027-02-08' }],
  ['archived from nowhere', { status: 'archived' }],
  ['archived and active', { archivedFrom: 'active' }],
])('a plan is not %s', async (_, values) => {
  aPlan({ ...spring, ...values });
  await expect(em.flush()).rejects.toMatchObject(
    violates(
      values.status === 'paused' || values.pausedOn
        ? 'training_plan_paused_check'
        : 'training_plan_archived_check',
    ),
  );
});

it('a plan leads to one race, and passes each at most once', async () => {
  const plan = aPlan(spring);
  const race = () =>
    em.create(Race, { name: 'R', distanceMetres: 10_000, distanceName: '10K', date: '2027-04-04' });
  em.create(RaceTrainingPlan, { plan, race: race(), priority: 'A' });
  em.create(RaceTrainingPlan, { plan, race: race(), priority: 'B' });
  em.create(RaceTrainingPlan, { plan, race: race(), priority: 'B' });
  await em.flush();
  em.create(RaceTrainingPlan, { plan, race: race(), priority: 'A' });
  await expect(em.flush()).rejects.toMatchObject(violates('race_training_plan_main_unique'));
});

it('a plan and scope have one open run, and any number of ended ones', async () => {
  const plan = aPlan(spring);
  const ended = { state: 'failed', fence: 1, finishedAt: new Date() } as const;
  em.create(Generation, { plan, scope: 'plan', ...ended });
  em.create(Generation, { plan, scope: 'plan', ...ended });
  em.create(Generation, { plan, scope: 'plan', state: 'running', fence: 2 });
  em.create(Generation, { plan, scope: 'week:2', state: 'pending', fence: 3 });
  await em.flush();
  em.create(Generation, { plan, scope: 'plan', state: 'pending', fence: 4 });
  await expect(em.flush()).rejects.toMatchObject(violates('generation_open_unique'));
});

describe('a day', () => {
  it.each<[string, object, string]>([
    ['of another weekday than its date', { dayNumber: 3 }, 'training_plan_day_number_check'],
    ['of rest with laps', { workoutType: 'rest' }, 'training_plan_day_shape_check'],
    ['of rest with miles', { workoutType: 'rest', workout: [] }, 'training_plan_day_shape_check'],
    ['of running without laps', { workout: [] }, 'training_plan_day_shape_check'],
  ])('%s is refused', async (_, change, constraint) => {
    aDay(await aWeek(), change);
    await expect(em.flush()).rejects.toMatchObject(violates(constraint));
  });

  it('is in a week and on a date once', async () => {
    const week = await aWeek();
    aDay(week, {});
    await em.flush();
    aDay(week, {});
    await expect(em.flush()).rejects.toMatchObject(violates('training_plan_day_number_unique'));
  });

  it('goes with its plan, and keeps hundredths of a mile', async () => {
    const week = await aWeek();
    const { id } = aDay(week, { miles: 3.27 });
    await em.flush();
    const fresh = orm.em.fork();
    expect(await fresh.findOneOrFail(TrainingPlanDay, id)).toMatchObject({
      miles: 3.27,
      date: '2027-01-05',
      workout: easy.workout,
      alternative: null,
    });
    await fresh.nativeDelete(TrainingPlan, week.plan.id);
    expect(await fresh.count(TrainingPlanDay, id)).toBe(0);
  });
});

describe('what an athlete ran', () => {
  const run = { date: '2026-11-22', kind: 'run', miles: 5 } as const;

  it.each<[string, object, string]>([
    ['more miles than anybody', { miles: 200.01 }, 'activity_miles_check'],
    ['fewer than none', { miles: -1 }, 'activity_miles_check'],
    ['no time', { durationSeconds: 0 }, 'activity_duration_seconds_check'],
    ['an effort beyond all', { rpe: 11 }, 'activity_rpe_check'],
  ])('is refused with %s', async (_, change, constraint) => {
    em.create(Activity, { athlete, ...run, ...change });
    await expect(em.flush()).rejects.toMatchObject(violates(constraint));
  });

  it('is there once under its name at its source, and any number of times without one', async () => {
    const named = { ...run, externalId: 'x' };
    for (const values of [run, run, named, { ...named, source: 'garmin' }]) {
      em.create(Activity, { athlete, ...values });
    }
    await em.flush();
    em.create(Activity, { athlete, ...named });
    await expect(em.flush()).rejects.toMatchObject(violates('activity_external_unique'));
  });
});

describe('a time off', () => {
  const off = { startDate: '2027-01-01', endDate: '2027-01-10', reason: 'holiday' } as const;

  it.each<[string, object, string]>([
    ['that ends before it begins', { endDate: '2026-12-31' }, 'time_off_length_check'],
    ['of more than a year', { endDate: '2028-01-02' }, 'time_off_length_check'],
  ])('%s is refused', async (_, change, constraint) => {
    em.create(TimeOff, { athlete, ...off, ...change });
    await expect(em.flush()).rejects.toMatchObject(violates(constraint));
  });

  it('shares no day with another of the same athlete', async () => {
    em.create(TimeOff, { athlete, ...off });
    em.create(TimeOff, { athlete, ...off, startDate: '2027-01-11', endDate: '2027-01-12' });
    await em.flush();
    em.create(TimeOff, { athlete, ...off, startDate: '2027-01-10' });
    await expect(em.flush()).rejects.toMatchObject(violates('time_off_overlap_exclude'));
  });
});

describe('what is on record', () => {
  it('a plan’s version is never changed, and goes only with the plan', async () => {
    const plan = aPlan(spring);
    em.create(PlanVersion, {
      plan,
      number: 1,
      reason: 'generated',
      actorId: null,
      snapshot: {} as PlanVersion['snapshot'],
    });
    await em.flush();
    const update = em.nativeUpdate(PlanVersion, { plan }, { reason: 'other' });
    await expect(update).rejects.toMatchObject(violates('cannot be changed'));
    expect(await em.nativeDelete(TrainingPlan, plan.id)).toBe(1);
  });

  it('an audit entry is never changed nor removed', async () => {
    recordAudit(em, { actor: null, action: 'tested', subject: { type: 'athlete', id: athlete.id } });
    await em.flush();
    const update = em.nativeUpdate(AuditEntry, { subjectId: athlete.id }, { action: 'other' });
    await expect(update).rejects.toMatchObject(violates('cannot be changed'));
    await expect(em.nativeDelete(AuditEntry, {})).rejects.toMatchObject(violates('cannot be changed'));
  });
});

describe('an account', () => {
  const account = { email: 'x@example.com', name: 'X', passwordHash: '' };

  it('of an athlete is tied to one, and goes with them', async () => {
    em.create(Staff, { ...account, role: 'athlete', athleteId: athlete.id });
    await em.flush();
    await em.fork().nativeDelete(Athlete, athlete.id);
    expect(await em.fork().count(Staff, { email: account.email })).toBe(0);
  });

  it.each([
    ['athlete', null],
    ['coach', true],
  ] as const)('of the role %s with athlete %s is refused', async (role, tied) => {
    em.create(Staff, { ...account, role, athleteId: tied ? athlete.id : null });
    await expect(em.flush()).rejects.toMatchObject(violates('staff_athlete_check'));
  });
});
