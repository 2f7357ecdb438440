import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTENTION_FILTERS, type AttentionFilter } from '../../src/athletes/attention-kinds.js';
import { BEFORE_ALL, DUE_PLANS } from '../../src/jobs/due-plans.js';
import { wantsPerson } from '../../src/plans/attention.sql.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { scansOf } from '../support/explain.js';
import { seedPlans } from '../support/many-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock } from '../support/unattended.js';

const PLANS = 12_000;
const DUE_EVERY = 20;
/** More than a page. */
const DUE = PLANS / DUE_EVERY;

let test: TestApp;
const clock = new MovedClock(TODAY);
beforeAll(async () => {
  test = await startTestApp({ override: onClock(clock) });
  await seedPlans(test.databaseUrl, {
    count: PLANS,
    dueEvery: DUE_EVERY,
    now: clock.now(),
    startDate: TODAY,
  });
});
afterAll(() => test.close());

describe('a page of a list of many', () => {
  const SEEDED = ['athlete', 'training_plan', 'training_plan_week'];
  const OWN_INDEX: Partial<Record<AttentionFilter, string>> = {
    race_soon: 'training_plan_unfinished_index',
    goal_at_risk: 'training_plan_at_risk_index',
    fallback_week: 'training_plan_week_fallback_index',
    rule_kept: 'training_plan_week_kept_index',
  };
  const wholeScans = (scans: readonly string[]) =>
    SEEDED.filter((table) => scans.includes(`Seq Scan ${table}`));
  const page = (of: 'plan' | 'athlete', condition: string, parameters: readonly unknown[] = []) => {
    const table = of === 'plan' ? 'training_plan' : 'athlete';
    const sql = `select * from ${table} as listed where ${condition} order by listed.id desc limit 51`;
    return scansOf(test.orm.em.fork(), sql, parameters);
  };

  it.each(ATTENTION_FILTERS)('that want a person (%s) reads no table in whole', async (filter) => {
    const days = [JSON.stringify({ '': TODAY }), TODAY, TODAY];
    for (const of of ['plan', 'athlete'] as const) {
      const scans = await page(of, wantsPerson(filter, { row: 'listed', of }), days);
      expect(scans.length).toBeGreaterThan(2);
      expect(wholeScans(scans)).toEqual([]);
      expect(scans.join()).toContain(OWN_INDEX[filter] ?? '');
    }
  });

  it('that want a person in any way is looked for in the order of the list, one row after the other', async () => {
    const days = [JSON.stringify({ '': TODAY }), TODAY, TODAY];
    for (const [of, table] of [
      ['plan', 'training_plan'],
      ['athlete', 'athlete'],
    ] as const) {
      const [first] = await page(of, wantsPerson('true', { row: 'listed', of }), days);
      expect(first).toBe(`Index Scan ${table}_pkey`);
    }
  });

  it('of a rare status or an early start is found by an index', async () => {
    expect(await page('plan', `status = 'draft'`)).toEqual(['Index Scan training_plan_status_index']);
    expect(wholeScans(await page('plan', `start_date < '2020-01-01'`))).toEqual([]);
  });
});

describe('due plans among many', () => {
  it('are found by the index of those that are due, and nothing is read in whole', async () => {
    const parameters = [clock.now(), BEFORE_ALL.nextWorkAt, BEFORE_ALL.id, 500];
    const scans = await scansOf(test.orm.em.fork(), DUE_PLANS, parameters);
    expect(scans).toContain('Index Scan training_plan_due_index');
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
  });

  it('become one job each, over as many pages as it takes, however many look at once', async () => {
    const other = await startReplica(test, { override: onClock(clock) });
    try {
      const runs = await Promise.all([look(test), look(other)]);
      expect(runs.map(({ error }) => error)).toEqual([null, null]);
      // What one had locked the other left to it, and finds it done now.
      const third = await look(other);
      const enqueued = [...runs, third].reduce((sum, run) => sum + run.enqueued, 0);
      expect(enqueued).toBe(DUE);
      expect(third.due).toBe(DUE);
      expect(await test.orm.em.fork().count(Generation, { state: 'pending' })).toBe(DUE);
      const { boss } = test.app.get(JobQueue, { strict: false });
      const jobs = await boss.findJobs('week.write', { limit: 2 * DUE });
      expect(new Set(jobs.map(({ singletonKey }) => singletonKey)).size).toBe(DUE);
      expect(jobs).toHaveLength(DUE);
    } finally {
      await other.close();
    }
  });
});
