import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY, type DraftOptions } from '../support/plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, progressOf, settled, UNATTENDED_ENV } from '../support/unattended.js';

/** A 5K in four weeks: the shortest plan there is. */
const SHORT = { race: { date: '2026-12-20', metres: 5000 } } satisfies DraftOptions;

let test: TestApp;
let coach: Person;
const clock = new MovedClock(TODAY);
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

async function aPlan(options: DraftOptions = SHORT, mode = 'progressive'): Promise<string> {
  clock.set(TODAY);
  const { id } = await aDraft(test, { coach, ...options });
  const body = { trainingPlanId: id, mode };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  return id;
}

describe('a progressive plan', () => {
  it('moves forward to the race and is completed, with nobody looking', async () => {
    const id = await aPlan();
    await settled(test);
    // Week 2 begins in 7 days: within the horizon from the start.
    expect(await progressOf(test, id)).toMatchObject({ status: 'active', weeks: [1, 2] });
    const seen: string[] = [];
    for (let day = 0; day < 29; day += 1) {
      clock.advance({ days: 1 });
      await look(test);
      await settled(test);
      const { status, weeks } = await progressOf(test, id);
      seen.push(`${clock.today('UTC')} ${status} ${weeks.length}`);
    }
    const changes = seen.filter((line, index) => line.slice(10) !== seen[index - 1]?.slice(10));
    expect(changes).toEqual([
      '2026-11-24 active 2',
      '2026-11-27 active 3',
      '2026-12-04 active 4',
      '2026-12-21 completed 4',
    ]);
    const versions = await test.orm.em.fork().find(PlanVersion, { plan: id }, { orderBy: { number: 'asc' } });
    expect(versions.map(({ reason, actorId }) => [reason, actorId === null])).toEqual([
      ['generated', false],
      ['week.scheduled', true],
      ['week.scheduled', true],
      ['week.scheduled', true],
    ]);
  });
});
