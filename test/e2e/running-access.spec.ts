import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Activity } from '../../src/athletes/activity.entity.js';
import { TimeOff } from '../../src/athletes/time-off.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Who = 'nobody' | 'admin' | 'coach' | 'otherCoach' | 'athlete' | 'otherAthlete';

/** Of everything about the running of the coach's athlete: their own, and nobody else's. */
const EXPECTED: readonly [Who, number | null][] = [
  ['nobody', 401],
  ['admin', null],
  ['coach', null],
  ['athlete', null],
  ['otherCoach', 403],
  ['otherAthlete', 403],
];

const run = { date: TODAY, kind: 'run', miles: 5 };
const off = { from: TODAY, to: TODAY, reason: 'illness' };

const ROUTES: [route: string, body: object | undefined, status: number][] = [
  ['GET /activities', undefined, 200],
  ['POST /activities', run, 201],
  ['POST /activities/bulk', { items: [run] }, 200],
  ['PATCH /activities/:aid', { miles: 6 }, 200],
  ['DELETE /activities/:aid', undefined, 204],
  ['GET /time-off', undefined, 200],
  ['POST /time-off', off, 201],
  ['DELETE /time-off/:tid', undefined, 204],
  ['GET /load', undefined, 200],
];

let test: TestApp;
let people: Record<'admin' | 'coach' | 'otherCoach' | 'otherAthlete', Person>;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  const coach = await signedIn(test, 'coach');
  people = {
    admin: await signedIn(test, 'admin'),
    coach,
    otherCoach: await signedIn(test, 'coach'),
    otherAthlete: await signedIn(test, 'athlete', (await anAthlete(test, coach)).id),
  };
});
afterAll(() => test.close());

/** An athlete of the coach's with one of each on record. */
async function aTarget() {
  const athlete = await anAthlete(test, people.coach);
  const em = test.orm.em.fork();
  const { id: aid } = em.create(Activity, { athlete: athlete.id, date: TODAY, kind: 'run', miles: 5 });
  const timeOff = { startDate: '2026-01-01', endDate: '2026-01-02', reason: 'holiday' } as const;
  const { id: tid } = em.create(TimeOff, { athlete: athlete.id, ...timeOff });
  await em.flush();
  return { id: athlete.id, aid, tid };
}

interface Question {
  route: string;
  target: { id: string; aid: string; tid: string };
  as: Person | null;
  body: object | undefined;
}

async function ask({ route, target, as, body }: Question) {
  const [method = '', path = ''] = route.replace(':aid', target.aid).replace(':tid', target.tid).split(' ');
  const answer = await fetch(`${test.url}/api/athletes/${target.id}${path}`, {
    method,
    headers: { ...as?.headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const problem: { code?: string } = JSON.parse((await answer.text()) || '{}');
  return { status: answer.status, code: problem.code };
}

async function personFor(who: Who, athleteId: string): Promise<Person | null> {
  if (who === 'nobody') return null;
  return who === 'athlete' ? signedIn(test, 'athlete', athleteId) : people[who];
}

const CODES: ReadonlyMap<number, string> = new Map([
  [401, 'auth.required'],
  [403, 'access.denied'],
]);

describe.each(ROUTES)('%s', (route, body, status) => {
  it.each(EXPECTED)('for %s', async (who, refused) => {
    const target = await aTarget();
    const answer = await ask({ route, target, as: await personFor(who, target.id), body });
    const expected = refused ?? status;
    expect(answer).toEqual({ status: expected, code: CODES.get(expected) });
  });

  it('is 404 for an athlete who is not there, and 400 for what is no id', async () => {
    for (const as of Object.values(people)) {
      const nothing = { id: v7(), aid: v7(), tid: v7() };
      expect(await ask({ route, target: nothing, as, body })).toEqual({
        status: 404,
        code: 'athlete.not_found',
      });
      expect(await ask({ route, target: { ...nothing, id: 'x' }, as, body })).toEqual({
        status: 400,
        code: 'request.invalid',
      });
    }
  });
});
