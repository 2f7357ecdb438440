import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEFORE_ALL, DUE_PLANS } from '../../src/jobs/due-plans.js';
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
