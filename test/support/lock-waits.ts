import { expect } from 'vitest';
import type { TestApp } from './test-app.js';

const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Resolves once as many statements wait for a lock that the test holds. */
export async function lockWaits({ orm }: Pick<TestApp, 'orm'>, count = 1): Promise<void> {
  await expect.poll(() => orm.em.fork().execute(WAITING)).toHaveLength(count);
}
