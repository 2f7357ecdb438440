import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEFORE_ALL, DUE_PLANS } from '../../src/jobs/due-plans.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { scansOf } from '../support/explain.js';
import { seedPlans } from '../support/many-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { TODAY } from '../support/plans.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock } from '../support/unattended.js';

const PLANS = 100_000;
const TICKS = 100;

let test: TestApp;
const clock = new MovedClock(TODAY);
beforeAll(async () => {
  test = await startTestApp({ override: onClock(clock) });
  await seedPlans(test.databaseUrl, { count: PLANS, dueEvery: 100, now: clock.now(), startDate: TODAY });
}, 300_000);
afterAll(() => test.close());

describe('the look-ahead over 100,000 active plans, 1 % of them due', () => {
  it('takes less than two seconds and reads no table in whole', async () => {
    const parameters = [clock.now(), BEFORE_ALL.nextWorkAt, BEFORE_ALL.id, 500];
    const scans = await scansOf(test.orm.em.fork(), DUE_PLANS, parameters);
    expect(scans).toContain('Index Scan training_plan_due_index');
    expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    const begun = performance.now();
    const run = await look(test);
    const milliseconds = Math.round(performance.now() - begun);
    expect(run).toMatchObject({ due: PLANS / 100, enqueued: PLANS / 100, error: null });
    process.stdout.write(
      `${PLANS} active plans, ${run.due} due: looked at in ${milliseconds} ms; ${scans.join(', ')}\n`,
    );
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('has each week sent once by two replicas that look at once, 100 times', async () => {
    const other = await startReplica(test, { override: onClock(clock) });
    try {
      for (let tick = 0; tick < TICKS; tick += 1) {
        clock.advance({ hours: 1 });
        const runs = await Promise.all([look(test), look(other)]);
        expect(runs.map(({ enqueued, resent, error }) => [enqueued, resent, error])).toEqual([
          [0, 0, null],
          [0, 0, null],
        ]);
      }
      expect(await test.orm.em.fork().count(Generation, {})).toBe(PLANS / 100);
    } finally {
      await other.close();
    }
  });
});
