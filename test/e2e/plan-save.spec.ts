import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WeekWriter, type LaidWeek } from '../../src/ai/week-writer.js';
import { inTransaction } from '../../src/database/transaction.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { cascadeText, storedCascade } from '../../src/plans/cascade-text.js';
import { readCascade } from '../../src/plans/read-cascade.js';
import { loadRows, toCascade } from '../../src/plans/stored-week.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../../src/plans/training-plan-phase.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import {
  InjectedFault,
  insertsOf,
  watchStatements,
  type Fault,
  type StatementWatch,
} from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Lets a test look around while weeks are being written. */
let meanwhile: () => Promise<void> = async () => {};
/** Spoils what was written. */
let change: (weeks: LaidWeek[]) => void = () => {};

let test: TestApp;
let coach: Person;
let watch: StatementWatch | undefined;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  const writer = test.app.get(WeekWriter, { strict: false });
  const write = writer.write.bind(writer);
  vi.spyOn(writer, 'write').mockImplementation(async (task) => {
    await meanwhile();
    const weeks = await write(task);
    change(weeks);
    return weeks;
  });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
afterEach(() => {
  watch?.stop();
  watch = undefined;
  meanwhile = async () => {};
  change = () => {};
});

/** Four weeks to a 10K: as many statements as sixteen to a marathon, and sooner written again after each of them failed. */
const SHORT = {
  race: { date: '2026-12-20', metres: 10_000 },
  draft: { goalTime: '50:00', goalTimeSeconds: 3000 },
};

const generate = (trainingPlanId: string, body: object = { mode: 'complete' }) =>
  test.http
    .post('/api/training-plan/generate')
    .set(coach.headers)
    .send({ trainingPlanId, ...body });
const generateWeek = (trainingPlanId: string, body: object) =>
  test.http
    .post('/api/training-plan/week/generate')
    .set(coach.headers)
    .send({ trainingPlanId, ...body });

/** The statements of the last transaction, from its `begin` to its `commit`. */
function lastTransaction({ statements }: StatementWatch): string[] {
  return statements.slice(statements.lastIndexOf('begin'));
}

/** Statements that no server refuses: they can only be lost. */
const CONTROL: ReadonlySet<string> = new Set(['begin', 'commit', 'rollback']);

/** Repeats an attempt, its first statement failing, then its second …, until one is let through. */
async function failEach(
  faultOf: (statement: string) => Exclude<Fault, null>,
  work: { attempt: () => Promise<Response>; afterwards: (answer: Response) => Promise<void> },
): Promise<string[]> {
  for (let failing = 0; ; failing += 1) {
    watch = watchStatements((statement, index) => (index === failing ? faultOf(statement) : null));
    const answer = await work.attempt();
    watch.stop();
    if (answer.status === 200) return watch.statements;
    await work.afterwards(answer);
  }
}

describe('the save of a whole plan', () => {
  // First, while there is little: all of the database is read again after every failure.
  it.each<[string, (statement: string) => Exclude<Fault, null>]>([
    ['fails', (statement) => (CONTROL.has(statement) ? 'connection lost' : new InjectedFault('injected'))],
    ['loses its connection', () => 'connection lost'],
  ])('leaves the database as it was when any statement %s', async (_, faultOf) => {
    const { id } = await aDraft(test, { coach, ...SHORT });
    const before = await dumpDatabase(test.databaseUrl, ['generation']);
    const statements = await failEach(faultOf, {
      attempt: () => generate(id),
      afterwards: async (answer) => {
        expect([500, 503]).toContain(answer.status);
        expect(answer.text).not.toContain('injected');
        expect(await dumpDatabase(test.databaseUrl, ['generation'])).toEqual(before);
        const runs = await test.orm.em.fork().find(Generation, { plan: id });
        expect(runs.every((run) => run.state === 'failed' && run.error !== null)).toBe(true);
      },
    });
    // Every statement of the save failed once, and each left one row that says why.
    const save = statements.slice(statements.lastIndexOf('begin'));
    expect(save.at(-1)).toBe('commit');
    expect(insertsOf(save)).toHaveLength(6);
    const runs = await test.orm.em.fork().find(Generation, { plan: id }, { orderBy: { fence: 'asc' } });
    expect(runs.pop()?.state).toBe('succeeded');
    // A background tick amid an attempt shifts the count, and one of them fails twice.
    expect(runs.length).toBeGreaterThanOrEqual(save.length);
  });

  it.each([{ weekNumber: 2 }, { weekNumber: 1, regenerate: true }])(
    'leaves a plan as it was when any statement of %j fails',
    async (body) => {
      const draft = { ...SHORT.draft, startDate: '2026-12-07' };
      const race = { ...SHORT.race, date: '2027-01-03' };
      const { id } = await aDraft(test, { coach, race, draft });
      expect((await generate(id, { mode: 'progressive' })).status).toBe(200);
      const before = await dumpDatabase(test.databaseUrl, ['generation']);
      const statements = await failEach(() => 'connection lost', {
        attempt: () => generateWeek(id, body),
        afterwards: async (answer) => {
          expect(answer.status).toBe(503);
          expect(await dumpDatabase(test.databaseUrl, ['generation'])).toEqual(before);
        },
      });
      expect(statements.length).toBeGreaterThan(15);
    },
  );

  it('is 4 + 16 + 112 rows in one transaction, one insert per table', async () => {
    const { id: plan } = await aDraft(test, { coach });
    watch = watchStatements();
    expect((await generate(plan)).status).toBe(200);
    const save = lastTransaction(watch);
    expect(save.at(-1)).toBe('commit');
    expect(insertsOf(save).sort()).toEqual([
      'athlete_training_plan',
      'audit_entry',
      'plan_version',
      'training_plan_day',
      'training_plan_phase',
      'training_plan_week',
    ]);
    expect(save.length).toBeLessThan(18);

    const em = test.orm.em.fork();
    expect(await em.count(TrainingPlanPhase, { plan })).toBe(4);
    expect(await em.count(TrainingPlanWeek, { plan })).toBe(16);
    expect(await em.count(TrainingPlanDay, { plan })).toBe(112);
  });

  it('is read as what its rows say, at every depth', async () => {
    const { id } = await aDraft(test, { coach });
    await generate(id).expect(200);
    const em = test.orm.em.fork();
    const [first, second] = await em.find(TrainingPlanWeek, { plan: id }, { orderBy: { weekNumber: 'asc' } });
    if (first) first.releasedAt = new Date('2026-11-20T10:11:12.345Z');
    if (second) second.releasedAt = null;
    const [monday] = await em.find(TrainingPlanDay, { plan: id }, { orderBy: { date: 'asc' } });
    if (monday) monday.locked = true;
    await em.flush();

    const whole = toCascade(await loadRows(test.orm.em.fork(), id));
    expect(whole.weeks.slice(0, 2).map(({ releasedAt }) => releasedAt)).toEqual([first?.releasedAt, null]);
    expect(whole.weeks[0]?.days[0]?.locked).toBe(true);
    const read = await readCascade(em, id);
    expect(read).toEqual(whole);
    expect(storedCascade(cascadeText(read))).toEqual(whole);
    const weeks = whole.weeks.map((week) => ({ ...week, days: [] }));
    expect(await readCascade(em, id, { depth: 'weeks' })).toEqual({ ...whole, weeks });
    expect(await readCascade(em, id, { depth: 'phases' })).toEqual({ ...whole, weeks: [] });
  });

  it('is read in the transaction that changes it', async () => {
    const { id } = await aDraft(test, { coach, ...SHORT });
    await generate(id).expect(200);
    await inTransaction(test.orm.em, async (em) => {
      await em.nativeDelete(TrainingPlanWeek, { plan: id });
      expect((await readCascade(em, id)).weeks).toEqual([]);
      expect((await readCascade(test.orm.em.fork(), id)).weeks).toHaveLength(4);
    });
  });

  it('holds no transaction and no connection while weeks are written', async () => {
    const { id } = await aDraft(test, { coach });
    let busy: unknown;
    meanwhile = async () => {
      busy = await test.orm.em
        .fork()
        .getConnection()
        .execute(
          `select count(*)::int as busy from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
        );
    };
    expect((await generate(id)).status).toBe(200);
    expect(busy).toEqual([{ busy: 0 }]);
  });

  it.each(['40P01', '40001'])('tries again, a few times, after %s', async (code) => {
    const { id } = await aDraft(test, { coach });
    const isSave = (statement: string) => statement.startsWith('insert into "training_plan_day"');
    const giveUp = Object.assign(new Error('deadlock detected'), { code });
    let left = 2;
    watch = watchStatements((statement) => (isSave(statement) && left-- > 0 ? giveUp : null));
    expect((await generate(id)).status).toBe(200);
    expect(watch.statements.filter(isSave)).toHaveLength(3);

    const { id: other } = await aDraft(test, { coach });
    watch.stop();
    watch = watchStatements((statement) => (isSave(statement) ? giveUp : null));
    const answer = await generate(other);
    expect([answer.status, answer.body.code]).toEqual([503, 'service.busy']);
    expect(watch.statements.filter(isSave)).toHaveLength(3);
  });
});

describe('runs of one plan', () => {
  it('answers 50 calls at once with one plan and 49 clear refusals', async () => {
    const { id } = await aDraft(test, { coach });
    const answers = await Promise.all(Array.from({ length: 50 }, () => generate(id)));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'ok' : `${status} ${body.code}`));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    const refusals = ['409 generation.in_progress', '400 plan.not_draft'];
    expect(codes.filter((code) => code !== 'ok' && !refusals.includes(code))).toEqual([]);
    const em = test.orm.em.fork();
    expect(await em.count(Generation, { plan: id })).toBe(1);
    expect(await em.count(TrainingPlanDay, { plan: id })).toBe(112);
  });

  it('writes a week once when it is asked for twice at once', async () => {
    const { id } = await aDraft(test, { coach });
    await generate(id, { mode: 'progressive' });
    const answers = await Promise.all([1, 2, 3].map(() => generateWeek(id, { weekNumber: 2 })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await test.orm.em.fork().count(TrainingPlanWeek, { plan: id })).toBe(2);
  });

  it('refuses while another run lives, and takes over when its lease has run out', async () => {
    const { id } = await aDraft(test, { coach });
    const em = test.orm.em.fork();
    const leaseUntil = new Date(Date.parse(TODAY) + 2 * 86_400_000);
    const dead = em.create(Generation, {
      plan: id,
      scope: 'plan',
      state: 'running',
      fence: 3,
      leaseUntil,
      error: null,
      actorId: null,
      finishedAt: null,
    });
    await em.flush();
    const refused = await generate(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'generation.in_progress']);
    expect(refused.body.detail).toContain(`try again from ${leaseUntil.toISOString()}`);

    dead.leaseUntil = new Date(Date.parse(TODAY) - 1000);
    await em.flush();
    expect((await generate(id)).status).toBe(200);
    const [run, ...others] = await test.orm.em.fork().find(Generation, { plan: id });
    expect(others).toEqual([]);
    expect(run).toMatchObject({ id: dead.id, fence: 4, attempt: 2, state: 'succeeded' });
  });

  it('saves nothing by a run that another has taken the place of', async () => {
    const { id } = await aDraft(test, { coach });
    let second: Promise<number> | undefined;
    meanwhile = async () => {
      meanwhile = async () => {};
      // The first run sleeps past its lease; another comes, writes and saves.
      await test.orm.em.fork().nativeUpdate(Generation, { plan: id }, { leaseUntil: new Date(0) });
      second = generate(id).then(({ status }) => status);
      await second;
    };
    const first = await generate(id);
    expect(await second).toBe(200);
    expect([first.status, first.body.code]).toEqual([409, 'generation.superseded']);
    const [run, ...others] = await test.orm.em.fork().find(Generation, { plan: id });
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: 'succeeded', fence: 2 });
    expect(await test.orm.em.fork().count(TrainingPlanDay, { plan: id })).toBe(112);
  });

  it('does not save over a draft that was changed meanwhile', async () => {
    const { id } = await aDraft(test, { coach });
    meanwhile = async () => {
      await test.http
        .patch(`/api/training-plan/${id}`)
        .set({ ...coach.headers, 'if-match': '"1"' })
        .send({ name: 'Another name' })
        .expect(200);
    };
    const answer = await generate(id);
    expect([answer.status, answer.body.code]).toEqual([409, 'plan.changed']);
    const em = test.orm.em.fork();
    expect(await em.findOneOrFail(TrainingPlan, id)).toMatchObject({ status: 'draft', name: 'Another name' });
    expect(await em.findOneOrFail(Generation, { plan: id })).toMatchObject({
      state: 'failed',
      error: { code: 'plan.changed' },
    });
  });

  it('says clearly, and stores nothing, when what was written breaks a rule', async () => {
    const { id } = await aDraft(test, { coach });
    const before = await dumpDatabase(test.databaseUrl, ['generation']);
    change = (weeks) => {
      const [first] = weeks;
      if (first) first.week.miles += 5;
    };
    const answer = await generate(id);
    expect([answer.status, answer.body.code]).toEqual([500, 'generation.rules_broken']);
    expect(await dumpDatabase(test.databaseUrl, ['generation'])).toEqual(before);
    const run = await test.orm.em.fork().findOneOrFail(Generation, { plan: id });
    expect(run).toMatchObject({ state: 'failed', error: { code: 'generation.rules_broken' } });
  });
});
