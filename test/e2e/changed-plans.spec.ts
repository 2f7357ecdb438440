import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import { aLife, ChangedPlan } from '../support/changed-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  [coach, admin] = [await signedIn(test, 'coach'), await signedIn(test, 'admin')];
  for (const weeks of [-3, -2, -1, 1, 2, 3]) await aRace(test, { date: addDays(MARATHON_DAY, 7 * weeks) });
});
afterAll(() => test.close());

describe('a plan that all sorts of things are done to', () => {
  it('is whole after each, has each on record, and keeps what was run, what is past and what is held', async () => {
    const done = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aLife, async ({ mode, early, steps }) => {
        const plan = await ChangedPlan.made({ test, clock, coach, admin }, { mode, early });
        for (const step of steps) await plan.take(step);
        for (const kind of plan.done) done.add(kind);
      }),
      { numRuns: 4, seed: 1, endOnFailure: true },
    );
    for (const kind of ['revert', 'compare', 'replan', 'rewrite week', 'change', 'move race'])
      expect([...done]).toContain(kind);
  });
});
