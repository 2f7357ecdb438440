import { CLOCK } from '../../src/common/clock.js';
import { LookAhead } from '../../src/jobs/look-ahead.service.js';
import { WORK_POLICY, workPolicy } from '../../src/jobs/work-policy.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { MovedClock } from './moved-clock.js';
import type { TestApp } from './test-app.js';

/** The workers run; the look-ahead's own clock ticks once a year, so that a test ticks itself. */
export const UNATTENDED_ENV = { SCHEDULER_ENABLED: 'true', SCHEDULER_CRON: '0 0 1 1 *' };

/** A service on that clock, whose workers look for jobs as often as they can. */
export function onClock(clock: MovedClock) {
  return (builder: TestingModuleBuilder): TestingModuleBuilder =>
    builder
      .overrideProvider(CLOCK)
      .useValue(clock)
      .overrideProvider(WORK_POLICY)
      .useValue({ ...workPolicy, weeks: 4, pollSeconds: 0.5, notifiedPollSeconds: 0.5, heldMs: 500 });
}

/** Has a replica look for work now. */
export function look({ app }: Pick<TestApp, 'app'>) {
  return app.get(LookAhead, { strict: false }).look('request');
}

/** Resolves when no week of the plan waits or is being written. */
export async function settled({ orm }: Pick<TestApp, 'orm'>, plan: string): Promise<void> {
  // A busy machine takes its time.
  const until = performance.now() + 60_000;
  // As rows: it is asked a thousand times, and to make entities of them would be most of it.
  const connection = orm.em.getConnection();
  const sql = `select scope, state from generation where plan_id = ? and state in ('pending', 'running')`;
  for (;;) {
    const open = await connection.execute<object[]>(sql, [plan]);
    if (open.length === 0) return;
    if (performance.now() > until) throw new Error(`Still open: ${JSON.stringify(open)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The numbers of a plan's written weeks, and how the plan stands. */
export async function progressOf(
  { orm }: Pick<TestApp, 'orm'>,
  planId: string,
): Promise<{ status: string; weeks: number[]; nextWorkAt: string | null }> {
  const em = orm.em.fork();
  const { status, nextWorkAt } = await em.findOneOrFail(TrainingPlan, planId);
  const weeks = await em.find(TrainingPlanWeek, { plan: planId }, { orderBy: { weekNumber: 'asc' } });
  return {
    status,
    weeks: weeks.map(({ weekNumber }) => weekNumber),
    nextWorkAt: nextWorkAt?.toISOString() ?? null,
  };
}
