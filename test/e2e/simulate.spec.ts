import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeasonChecks } from '../../src/cli/simulate-checks.js';
import { Findings } from '../../src/cli/simulate-findings.js';
import { PLAIN } from '../../src/cli/layout.js';
import { PERSONAS } from '../../src/cli/simulate-lives.js';
import { People, type Participant } from '../../src/cli/simulate-people.js';
import { PlanChecks } from '../../src/cli/simulate-plan-checks.js';
import { renderSeason } from '../../src/cli/simulate-report.js';
import { drawRunner, type Runner } from '../../src/cli/simulate-runners.js';
import { liveSeason } from '../../src/cli/simulate-season.js';
import { withSimulatedService } from '../../src/cli/simulated-service.js';
import { addDays, mondayOf } from '../../src/coaching/calendar.js';
import type { CalendarDate } from '../../src/coaching/model.js';
import { SimulatedClock } from '../../src/common/clock.js';
import { ensureBuilt, spawnNode } from '../support/built.js';
import { createTestDatabase } from '../support/test-database.js';

const COMMAND = 'dist/bin/simulate.js';

async function seasonOf(options: { plans: number; weeks: number; seed: number; only?: number }) {
  const database = await createTestDatabase();
  const lived: number[] = [];
  const watch = { signal: new AbortController().signal, week: (week: number) => lived.push(week) };
  try {
    const report = await liveSeason({ only: null, json: false, ...options }, watch, database);
    return { report, lived };
  } finally {
    await database.drop();
  }
}

describe('a season with nobody looking', () => {
  it('has every week written in time and by the rules, whatever its runners do', async () => {
    const options = { plans: PERSONAS.length, weeks: 4, seed: 1 };
    const { report, lived } = await seasonOf(options);
    const { tally, findings } = report;
    expect(findings).toEqual([]);
    expect(lived).toEqual([1, 2, 3, 4]);
    expect(tally).toMatchObject({ plans: PERSONAS.length, weeksLate: 0, blockingFindings: 0 });
    expect(new Set(Object.values(tally.runners))).toEqual(new Set([1]));
    const { completed, active } = tally.plansByStatus;
    expect(completed).toBeGreaterThan(5);
    expect(completed + active).toBe(tally.plans);
    expect(tally.weeksLookedAt).toBeGreaterThan(tally.plans);
    expect(tally.weeksAdapted).toBeGreaterThan(0);
    expect(tally.versions).toBeGreaterThan(tally.plans);
  });
});

/** Somebody whose complete plan is in its third week, and the tables that hold it. */
interface Scene {
  someone: Participant;
  today: CalendarDate;
  database: Pool;
  drop: () => Promise<void>;
}

async function signedUp(change: (runner: Runner) => Runner): Promise<Scene> {
  const drawn = drawRunner(3, { weeks: 8, seed: 1 });
  const runner = change({ ...drawn, mode: 'complete' });
  const clock = new SimulatedClock(new Date(`${runner.signsUpOn}T12:00:00Z`));
  const test = await createTestDatabase();
  // One connection, so that all that a test spoils is one transaction, to be taken back.
  const database = new Pool({ connectionString: test.url, max: 1 });
  const someone = await withSimulatedService(
    clock,
    (service) => new People(service, { database, seed: 1 }).signUp(runner, runner.signsUpOn),
    test,
  );
  return {
    someone,
    today: addDays(mondayOf(runner.startDate), 15),
    database,
    drop: async () => {
      await database.end();
      await test.drop();
    },
  };
}

/** What is found, by kind, when somebody's tables are spoilt and the season goes on from there. */
async function foundAfter({ someone, today, database }: Scene, statement: string | null): Promise<string[]> {
  const findings = new Findings();
  const checks = new SeasonChecks(database, findings);
  await checks.look([{ someone, today }]);
  await database.query('begin');
  try {
    if (statement !== null) await database.query(statement);
    const tomorrow = addDays(today, 1);
    await checks.look([{ someone, today: tomorrow }]);
    await checks.compare([{ someone, today: tomorrow }]);
    await new PlanChecks(database, findings).settle(someone, today);
  } finally {
    await database.query('rollback');
  }
  return findings.all().map(({ weekNumber, kind }) => `${kind} ${weekNumber}`);
}

describe('what is watched for', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await signedUp((runner) => runner);
  });
  afterAll(() => scene.drop());

  it('is not found in a plan as it is made', async () => {
    expect(await foundAfter(scene, null)).toEqual([]);
  });

  it.each([
    ['a week that is missing', 'delete from training_plan_week where week_number = 3', ['week_late 3']],
    [
      'a day that was changed after its week began',
      `update training_plan_day set notes = 'other' where day_number = 2 and week_id in
         (select id from training_plan_week where week_number = 2)`,
      ['begun_week_changed 2', 'not_as_drawn 2'],
    ],
    [
      'a week to come that is not as drawn',
      `update training_plan_day set notes = 'other' where day_number = 2 and week_id in
         (select id from training_plan_week where week_number = 4)`,
      ['not_as_drawn 4'],
    ],
    [
      'a day against the rules',
      `update training_plan_week set training_miles = training_miles + 5 where week_number = 4`,
      ['blocking 4', 'not_as_drawn 4'],
    ],
    [
      'a blueprint that is not what the inputs give',
      `update training_plan set blueprint = jsonb_set(blueprint, '{peakTarget}', '1')`,
      ['not_as_drawn null'],
    ],
    [
      'a week that is not as drawn without a word',
      `update training_plan set drawn_blueprint = jsonb_set(blueprint, '{weeks,3,days,1,miles}', '99')`,
      ['not_told 4'],
    ],
    [
      'a version that changes nothing',
      `insert into plan_version (id, plan_id, number, reason, snapshot, created_at)
         select gen_random_uuid(), plan_id, 2, 'nothing', snapshot, now() from plan_version`,
      ['versions null'],
    ],
    [
      'a version that is not as numbered',
      `insert into plan_version (id, plan_id, number, reason, snapshot, created_at)
         select gen_random_uuid(), plan_id, 3, 'gap', '{"phases":[]}', now() from plan_version`,
      ['versions null'],
    ],
    [
      'a plan that ended before its race',
      `update training_plan set status = 'completed'`,
      ['not_completed null'],
    ],
    [
      'an activity that nobody entered',
      `insert into activity (id, athlete_id, date, kind, miles, source, created_at, updated_at)
         select gen_random_uuid(), id, '2027-01-05', 'run', 3, 'manual', now(), now() from athlete`,
      ['entry_lost null'],
    ],
  ])('is found: %s', async (_, statement, expected) => {
    expect(await foundAfter(scene, statement)).toEqual(expect.arrayContaining(expected));
  });

  it('is found: a week that was lowered though everything was run', async () => {
    const follower = await signedUp((runner) => ({ ...runner, persona: 'as_planned' }));
    const lowered = `update training_plan set blueprint = jsonb_set(blueprint, '{weeks,3,adaptation}',
      '{"rules":["adapt.follows","adapt.spike"],"offDates":[],"runs":[]}')`;
    expect(await foundAfter(follower, lowered)).toContain('lowered 4');
    await follower.drop();
  });

  it('is found: a run on a day that was known to be off', async () => {
    const away = await signedUp((runner) => {
      const from = addDays(mondayOf(runner.startDate), 7);
      const off = { from, to: addDays(from, 6), reason: 'holiday', enteredOn: runner.signsUpOn } as const;
      return { ...runner, life: { ...runner.life, timesOff: [off] } };
    });
    expect(await foundAfter(away, null)).toContain('run_on_day_off 2');
    await away.drop();
  });
});

describe('npm run simulate', () => {
  beforeAll(() => ensureBuilt());

  it('lives a season on a PostgreSQL of its own and prints it, the same as another process', async () => {
    const options = { plans: 13, weeks: 4, seed: 5, only: 9 };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const process = spawnNode([COMMAND, ...flags]);
    const [code, { report }] = await Promise.all([process.ended(), seasonOf(options)]);
    expect(code).toBe(0);
    expect(process.output()).toContain('Week 4 of 4 is lived …');
    expect(process.output()).toContain('✓ All is well: weeks late: 0, blocking findings: 0.');
    const printed = renderSeason({ ...report, seconds: 0 }, { width: 100, paint: PLAIN });
    expect(printed).toContain('plan 9 of 13');
    expect(process.output().replace(/Lived in \d+\.\d s/, 'Lived in 0.0 s')).toContain(printed);
  });

  it('starts nothing for flags that do not fit, and tells them', async () => {
    const wrong = spawnNode([COMMAND, '--weeks', '3']);
    expect(await wrong.ended()).toBe(2);
    expect(wrong.output()).toContain('--weeks: "3" does not fit');
    expect(wrong.output()).not.toContain('Starting');
    const help = spawnNode([COMMAND, '--help']);
    expect(await help.ended()).toBe(0);
    expect(help.output()).toContain('Usage: npm run simulate');
  });

  it('clears up when it is interrupted', async () => {
    const process = spawnNode([COMMAND, '--plans', '5']);
    await process.said(/Starting the service/);
    process.child.kill('SIGINT');
    expect(await process.ended()).toBe(0);
    expect(process.output()).toContain('nothing is left running');
  });
});
