import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import { aLife, ChangedPlan } from '../support/changed-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { SOAK } from '../support/soak.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

const SEQUENCES = 1000;

const clock = new MovedClock(TODAY);
let test: TestApp;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  for (const weeks of [-3, -2, -1, 1, 2, 3]) await aRace(test, { date: addDays(MARATHON_DAY, 7 * weeks) });
});
afterAll(() => test.close());

it(`${SEQUENCES} plans stay whole whatever is done to them, and go back to what they were`, async () => {
  let reverts = 0;
  let made = 0;
  let people = await signIn();
  await fc.assert(
    fc.asyncProperty(aLife, async ({ mode, early, steps }) => {
      made += 1;
      // What they sign in with is good for minutes, and this goes on for many.
      if (made % 20 === 0) people = await signIn();
      const plan = await ChangedPlan.made({ test, clock, ...people }, { mode, early });
      for (const step of steps) await plan.take(step);
      reverts += plan.done.filter((kind) => kind === 'revert').length;
    }),
    { seed: SOAK.seed, numRuns: SEQUENCES, endOnFailure: true },
  );
  expect(reverts).toBeGreaterThan(SEQUENCES / 10);
});

async function signIn(): Promise<{ coach: Person; admin: Person }> {
  return { coach: await signedIn(test, 'coach'), admin: await signedIn(test, 'admin') };
}
